import { expect, test } from 'vitest'
import { createFramer, MAX_LINE_BYTES, type OversizeReport } from '../../../src/wire/index.ts'

function frame(chunks: readonly (string | Uint8Array)[], maxBytes = 64) {
  const lines: string[] = []
  const oversize: OversizeReport[] = []
  const framer = createFramer({
    maxBytes,
    onLine: (line) => {
      expect(new Uint8Array(line.buffer)[line.byteOffset + line.length]).toBe(0x0a)
      lines.push(Buffer.from(line).toString())
    },
    onOversize: (report) => oversize.push(report),
  })
  for (const chunk of chunks) framer.push(Buffer.from(chunk))
  return { lines, oversize, rest: framer.end() }
}

test.each([
  ['one line', ['{}\n'], ['{}'], 0],
  ['several lines in one chunk', ['a\nb\n\nc\n'], ['a', 'b', '', 'c'], 0],
  ['a line across chunks', ['ab', 'cd', 'e\nf\n'], ['abcde', 'f'], 0],
  ['a newline alone in its chunk', ['ab', '\n', 'c', '\n'], ['ab', 'c'], 0],
  ['a carriage return stays', ['a\r\n\r\n'], ['a\r', '\r'], 0],
  ['a lone carriage return and U+2028 do not end a line', ['a\rb\u2028c\n'], ['a\rb\u2028c'], 0],
  ['a last line without a newline is not delivered', ['a\nbcd'], ['a'], 3],
  ['empty chunks', ['', 'a', '', '\n', ''], ['a'], 0],
])('frames %s', (_name, chunks, lines, rest) => {
  expect(frame(chunks)).toEqual({ lines, oversize: [], rest })
})

test('a character cut between chunks is whole again', () => {
  const bytes = Buffer.from('日本\n')
  expect(frame([bytes.subarray(0, 1), bytes.subarray(1, 5), bytes.subarray(5)]).lines).toEqual([
    '日本',
  ])
})

test.each([
  ['exactly the limit', 8, ['12345678\n'], 1, []],
  ['one more', 8, ['123456789\n'], 0, [9]],
  ['one more, byte by byte', 8, Array.from('123456789\n'), 0, [9]],
  ['the limit, then a newline in the next chunk', 8, ['12345678', '\n'], 1, []],
  ['over it in the second chunk', 8, ['12345', '6789', '\n'], 0, [9]],
  ['two in a row', 4, ['12345\n123456\n'], 0, [5, 6]],
  ['the line after it', 4, ['12345\n123\n'], 1, [5]],
])('the limit: %s', (_name, maxBytes, chunks, lines, oversize) => {
  const result = frame(chunks, maxBytes)
  expect(result.lines).toHaveLength(lines)
  expect(result.oversize.map(({ bytes }) => bytes)).toEqual(oversize)
})

test.each([
  ['in front', `{"id":7,"result":{"x":"${'y'.repeat(99)}"}}`],
  ['at the end', `{"result":{"x":"${'y'.repeat(99)}","id":8},"id":7}`],
  [
    'in the middle of the discarded part',
    `{"a":"${'y'.repeat(99)}","id":7,"result":"${'y'.repeat(99)}"}`,
  ],
])('the id of a line over the limit is found %s', (_name, line) => {
  const expected = { isObject: true, id: 7, hasMethod: false, hasOutcome: true }
  for (const chunks of [[`${line}\n`], Array.from(`${line}\n`)]) {
    expect(frame(chunks).oversize).toEqual([{ bytes: line.length, envelope: expected }])
  }
})

test('a line over the limit that never ends is only counted', () => {
  expect(frame(['x'.repeat(99), 'y'.repeat(99)])).toEqual({ lines: [], oversize: [], rest: 198 })
})

test('a line inside one chunk is a view of it', () => {
  const chunk = Buffer.from('abc\ndef\n')
  const views: Uint8Array[] = []
  createFramer({ onLine: (line) => views.push(line), onOversize: () => undefined }).push(chunk)
  expect(views.map((view) => view.buffer === chunk.buffer)).toEqual([true, true])
})

test('the default limit is the read buffer of the SDK', () => {
  expect(MAX_LINE_BYTES).toBe(10_485_760)
})

test('bytes that come one by one cost no memory beyond themselves', () => {
  const framer = createFramer({ onLine: () => undefined, onOversize: () => undefined })
  const before = process.memoryUsage().heapUsed
  for (let index = 0; index < 1_000_000; index += 1) framer.push(Uint8Array.of(0x78))
  // Each view kept would take some 200 bytes.
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(80_000_000)
  expect(framer.end()).toBe(1_000_000)
})

test('a line of 10 MiB in small chunks takes linear time', () => {
  const chunk = Buffer.alloc(1024, 'x')
  let length = 0
  const framer = createFramer({
    onLine: (line) => (length = line.length),
    onOversize: () => undefined,
  })
  const started = performance.now()
  for (let index = 0; index < 10 * 1024; index += 1) framer.push(chunk)
  framer.push(Buffer.from('\n'))
  expect(length).toBe(MAX_LINE_BYTES)
  // Quadratic copying of the same takes minutes.
  expect(performance.now() - started).toBeLessThan(2000)
})
