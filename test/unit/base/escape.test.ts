import { expect, test } from 'vitest'
import { escape } from '../../../src/base/index.ts'

test.each([
  ['a terminal command', '\u001b[31mred', '\\x1b[31mred'],
  ['a C1 control', 'a\u009bb', 'a\\x9bb'],
  ['a newline and a return', 'a\r\nb', 'a\\x0d\\x0ab'],
  ['NUL and DEL', '\0\u007f', '\\x00\\x7f'],
  ['line and paragraph separators', '\u2028\u2029', '\\u{2028}\\u{2029}'],
  ['reversed text', '\u202eabc\u202c', '\\u{202e}abc\\u{202c}'],
  ['zero-width characters', 'a\u200bb\ufeff', 'a\\u{200b}b\\u{feff}'],
  ['tag characters, by code point', '\u{e0041}', '\\u{e0041}'],
  ['variation selectors of the supplement', 'a\u{e0100}', 'a\\u{e0100}'],
  ['half a surrogate pair', 'a\ud800b', 'a\\u{d800}b'],
])('makes visible: %s', (_name, text, shown) => {
  expect(escape(text)).toBe(shown)
})

test.each(['plain', 'Grüße 漢字 العربية', 'a\tb', '🙂', '`\\"', ''])(
  'leaves as it is: %s',
  (text) => {
    expect(escape(text)).toBe(text)
  },
)

test('text over the limit is cut and says by how much', () => {
  expect(escape('a'.repeat(12), 10)).toBe(`${'a'.repeat(10)}… (2 more)`)
  expect(escape('a'.repeat(10), 10)).toBe('a'.repeat(10))
})

test('cutting through a surrogate pair leaves no half of it', () => {
  expect(escape('ab🙂', 3)).toBe('ab\\u{d83d}… (1 more)')
})
