import type { Random } from './random.ts'

/** One change to the bytes of a line, knowing nothing of JSON. `other` is a line to take pieces from. */
export function mutateBytes(line: Buffer, other: Buffer, random: Random): Buffer {
  const at = random.below(line.length + 1)
  const to = Math.min(line.length, at + 1 + random.below(random.once(3) ? 64 : 4))
  const [head, middle, tail] = [line.subarray(0, at), line.subarray(at, to), line.subarray(to)]
  switch (random.below(7)) {
    case 0:
      return join(head, Buffer.from(middle.map((byte) => byte ^ (1 << random.below(8)))), tail)
    case 1:
      return join(head, tail)
    case 2:
      return join(head, middle, middle, tail)
    case 3:
      return join(head, Buffer.from(random.pick(PIECES), 'latin1'), middle, tail)
    case 4:
      return join(head, Buffer.from(random.pick(PIECES), 'latin1'), tail)
    case 5: {
      const from = random.below(other.length)
      return join(head, other.subarray(from, from + 1 + random.below(200)), tail)
    }
    default:
      return join(head, other.subarray(random.below(other.length)))
  }
}

const join = (...pieces: readonly Uint8Array[]) => Buffer.concat(pieces)

/** What decides in a grammar of bytes: marks, escapes, encodings cut short or too long, controls. */
const PIECES = [
  ...'"\\{}[]:, \t\r\u0000\u007f0-.eE1'.split(''),
  '\\u',
  '\\ud800',
  '\\udc00',
  '\\u0000',
  '\\u0069',
  '\\"',
  '\xc3',
  '\xc0\x80',
  '\xed\xa0\x80',
  '\xf4\x90\x80\x80',
  '\xef\xbb\xbf',
  '\xc5\xbf',
  '\xe2\x84\xaa',
  '{}',
  '[]',
  '[[[[[[[[[[[[[[',
  'null',
  'true',
  '1e9',
  '-0',
  '9007199254740993',
  '0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0',
]
