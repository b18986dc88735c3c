import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFramer } from '../../src/wire/index.ts'

const LIMIT = 40

function frame(chunks: readonly Uint8Array[]) {
  const events: unknown[] = []
  const framer = createFramer({
    maxBytes: LIMIT,
    onLine: (line) => events.push(Buffer.from(line).toString('latin1')),
    onOversize: (report) => events.push(report),
  })
  for (const chunk of chunks) framer.push(chunk)
  events.push(framer.end())
  return events
}

/** Streams with many newlines, members that matter, and lines around the limit. */
const stream = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\n',
        '\r\n',
        '"',
        '\\',
        '{',
        '}',
        '"id":7',
        '"id":"a\\u0062"',
        '"method"',
        ':',
        ',',
        '日',
      ),
      fc.string({ maxLength: 60 }),
    ),
    { maxLength: 60 },
  )
  .map((parts) => Buffer.from(parts.join('')))

function cut(bytes: Buffer, points: readonly number[]): Buffer[] {
  const sorted = [0, ...points.map((point) => point % (bytes.length + 1)), bytes.length].sort(
    (a, b) => a - b,
  )
  return sorted.slice(1).map((to, index) => bytes.subarray(sorted[index], to))
}

test('where the chunks are cut changes nothing', () => {
  fc.assert(
    fc.property(stream, fc.array(fc.nat(), { maxLength: 20 }), (bytes, points) => {
      const whole = frame([bytes])
      expect(frame(cut(bytes, points))).toEqual(whole)
      expect(frame(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(whole)
    }),
  )
})

test('lines, lines too long and the rest make up the stream', () => {
  fc.assert(
    fc.property(stream, (bytes) => {
      const lines = bytes.toString('latin1').split('\n')
      const rest = (lines.pop() as string).length
      const shown = lines.map((line) =>
        line.length > LIMIT ? expect.objectContaining({ bytes: line.length }) : line,
      )
      expect(frame([bytes])).toEqual([...shown, rest])
    }),
  )
})
