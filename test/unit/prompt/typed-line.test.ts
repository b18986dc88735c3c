import { expect, test } from 'vitest'
import { TypedLine } from '../../../src/prompt/typed-line.ts'

type Chunk = string | readonly number[]

const typed = (...chunks: readonly Chunk[]) => {
  const line = new TypedLine()
  const states = chunks.map((chunk) => line.add(Buffer.from(chunk as string)))
  return { state: states.at(-1), value: line.value().toString() }
}

test.each<[string, readonly Chunk[], string, string]>([
  ['a line', ['abc\r'], 'done', 'abc'],
  ['a line feed ends it too', ['abc\n'], 'done', 'abc'],
  ['bytes behind the end are dropped', ['abc\rdef\r'], 'done', 'abc'],
  ['a character split across reads', [[0xf0, 0x9f], [0x94, 0x91], '\r'], 'done', '🔑'],
  ['backspace takes a character of four bytes', ['a🔑\u007fb\r'], 'done', 'ab'],
  ['backspace takes a character that came in two reads', [[0xc3], [0xa9], '\u0008\r'], 'done', ''],
  ['backspace on nothing', ['\u007f\u007fa\r'], 'done', 'a'],
  ['Ctrl-U', ['abc\u0015d\r'], 'done', 'd'],
  ['Ctrl-C', ['abc\u0003'], 'cancelled', 'abc'],
  ['Ctrl-D on an empty line', ['\u0004'], 'cancelled', ''],
  ['Ctrl-D ends a line', ['abc\u0004'], 'done', 'abc'],
  ['a tab belongs to a secret', ['a\tb\r'], 'done', 'a\tb'],
  ['other controls do not', ['a\u0001\u0000b\r'], 'done', 'ab'],
  ['a cursor key', ['a\u001b[Ab\r'], 'done', 'ab'],
  ['a key with numbers, split', ['a\u001b[', '15', '~b\r'], 'done', 'ab'],
  ['a key of the keypad', ['a\u001bOPb\r'], 'done', 'ab'],
  ['Ctrl-C within a sequence', ['a\u001b[\u0003'], 'cancelled', 'a'],
  ['an end within a sequence', ['a\u001b\r'], 'done', 'a'],
  ['nothing yet', ['abc'], 'open', 'abc'],
])('%s', (_name, chunks, state, value) => {
  expect(typed(...chunks)).toEqual({ state, value })
})

test('a line that is too long is refused and not cut', () => {
  expect(typed('x'.repeat(16_384), '\r').state).toBe('done')
  expect(typed('x'.repeat(16_385), '\r').state).toBe('too-long')
  expect(typed('x'.repeat(16_385), '\u0004').state).toBe('too-long')
  expect(typed('x'.repeat(16_385), '\u0015ok\r')).toEqual({ state: 'done', value: 'ok' })
})

test('what is wiped is gone', () => {
  const line = new TypedLine()
  line.add(Buffer.from('abc'))
  line.wipe()
  expect(line.value()).toEqual(Buffer.alloc(0))
})
