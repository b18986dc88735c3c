import { unmoved } from '../../base/index.ts'
import { characterLength, Ink, type Letters } from './ink.ts'

/** Percent-encoded (RFC 3986, section 2.1) as encoders in use do it, which differ in what they leave alone. */
export function percentEncodings(value: Uint8Array): readonly Uint8Array[] {
  return UNTOUCHED.flatMap((untouched) =>
    LETTERS.map((letters) => percentEncoded(value, untouched, letters)),
  )
}

/** Hexadecimal digits without anything between them. */
export function hexEncodings(value: Uint8Array): readonly Uint8Array[] {
  return LETTERS.map((letters) => {
    const ink = new Ink(value.length * 2)
    for (const byte of value) ink.hex(byte, letters)
    return ink.take()
  })
}

/**
 * Base64 and base64url (RFC 4648, sections 4 and 5) of a text that the value stands in, for each of the three places where it can begin.
 * Only the digits that are made of the value alone, since the others depend on what stands beside it.
 */
export function base64Encodings(value: Uint8Array): readonly Uint8Array[] {
  return [STANDARD, URL_SAFE].flatMap((last) =>
    [0, 1, 2].map((before) => base64(value, before, last)),
  )
}

/** The characters, or bytes where there are none, from the last to the first. */
export function reversed(value: Uint8Array): Uint8Array {
  const out = unmoved(value.length)
  for (let at = 0; at < value.length; ) {
    const length = characterLength(value, at)
    out.set(value.subarray(at, at + length), value.length - at - length)
    at += length
  }
  return out
}

function percentEncoded(
  value: Uint8Array,
  { marks, isPlus }: Untouched,
  letters: Letters,
): Uint8Array {
  const ink = new Ink(value.length * 3)
  for (const byte of value) {
    if (isAlphanumeric(byte) || marks.includes(byte)) ink.put(byte)
    else if (isPlus && byte === SPACE) ink.put(PLUS)
    else {
      ink.put(PERCENT)
      ink.hex(byte, letters)
    }
  }
  return ink.take()
}

function base64(value: Uint8Array, before: number, [plus, slash]: Last): Uint8Array {
  const first = Math.ceil((before * 8) / 6)
  const end = Math.floor(((before + value.length) * 8) / 6)
  const ink = new Ink(end - first)
  for (let index = first; index < end; index += 1) {
    const bit = index * 6 - before * 8
    const two = ((value[bit >> 3] as number) << 8) | (value[(bit >> 3) + 1] ?? 0)
    ink.put(base64Digit((two >> (10 - (bit & 7))) & 63, plus, slash))
  }
  return ink.take()
}

function base64Digit(value: number, plus: number, slash: number): number {
  if (value < 26) return 0x41 + value
  if (value < 52) return 0x61 + value - 26
  if (value < 62) return 0x30 + value - 52
  return value === 62 ? plus : slash
}

/** An ASCII letter or digit. */
export function isAlphanumeric(byte: number): boolean {
  const folded = byte | 0x20
  return (byte >= 0x30 && byte <= 0x39) || (folded >= 0x61 && folded <= 0x7a && byte < 0x80)
}

const SPACE = 0x20
const PERCENT = 0x25
const PLUS = 0x2b
const LETTERS: readonly Letters[] = ['lower', 'upper']

/** The last two digits of base64. */
type Last = readonly [plus: number, slash: number]
const STANDARD: Last = [PLUS, 0x2f]
const URL_SAFE: Last = [0x2d, 0x5f]

interface Untouched {
  /** Besides letters and digits. */
  readonly marks: Uint8Array
  /** A space is a plus. */
  readonly isPlus: boolean
}

const UNTOUCHED: readonly Untouched[] = [
  // ECMA-262, `encodeURIComponent`.
  { marks: Buffer.from("-_.!~*'()"), isPlus: false },
  // RFC 3986, section 2.3.
  { marks: Buffer.from('-_.~'), isPlus: false },
  // The same in a path.
  { marks: Buffer.from('-_.~/'), isPlus: false },
  // WHATWG URL, application/x-www-form-urlencoded percent-encode set.
  { marks: Buffer.from('-_.*'), isPlus: true },
]
