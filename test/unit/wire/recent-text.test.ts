import { expect, test } from 'vitest'
import { RecentText } from '../../../src/wire/recent-text.ts'

test('a string is decoded whatever was read before it', () => {
  const recent = new RecentText()
  const strings = [
    'ping',
    'ping',
    'pong',
    'pin',
    '',
    'ping',
    'x'.repeat(65),
    'x'.repeat(65),
    'é',
    'ab',
  ]
  const bytes = Buffer.from(strings.join(''))
  let start = 0
  for (const string of strings) {
    const end = start + Buffer.byteLength(string)
    expect(recent.read(bytes, start, end)).toBe(string)
    start = end
  }
})

test('escapes are decoded, and told from the text that they look like', () => {
  const recent = new RecentText()
  const bytes = Buffer.from('\\u0061\\u0062')
  expect(recent.read(bytes, 0, 6)).toBe('a')
  expect(recent.read(bytes, 6, 12)).toBe('b')
  expect(recent.read(bytes, 0, 6)).toBe('a')
})

test('what is kept does not change with the memory that it came from', () => {
  const recent = new RecentText()
  const bytes = Buffer.from('ping')
  expect(recent.read(bytes, 0, 4)).toBe('ping')
  bytes.write('pong')
  expect(recent.read(bytes, 0, 4)).toBe('pong')
})
