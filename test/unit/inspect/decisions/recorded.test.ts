import { expect, test } from 'vitest'
import {
  recordedReason,
  recordedSubject,
  recordedText,
} from '../../../../src/inspect/decisions/recorded.ts'

test.each([
  ['notes://a/b', 'notes://a/b'],
  ['https://user:word@host/a', 'https://…@host/a'],
  ['https://word@host', 'https://…@host'],
  ['//word@host/a', '//…@host/a'],
  ['https://a@b@host/c@d', 'https://…@host/c@d'],
  ['file:///home/a@b', 'file:///home/a@b'],
  ['x:a@b', 'x:a@b'],
  ['https://h/?token=abc&q=a=b;c=d', 'https://h/?token=…&q=…;c=…'],
  ['https://h/?abc', 'https://h/?…'],
  ['https://h/#abc?d', 'https://h/#…'],
  ['https:\\\\u:p@h\\x', 'https:\\\\…@h\\x'],
  ['a\u0000b\tc\u202e', 'a\\x00b\\x09c\\u{202e}'],
  ['', ''],
])('the address %j is recorded as %j', (name, shown) => {
  expect(recordedSubject({ kind: 'resource', name })).toEqual({ kind: 'resource', name: shown })
})

test('a name is recorded as it is, and a long one is cut', () => {
  const name = 'a?b=c#d'
  expect(recordedSubject({ kind: 'tool', name })).toEqual({ kind: 'tool', name })
  const long = recordedSubject({ kind: 'tool', name: 'a'.repeat(2000) }).name
  expect(long).toBe(`${'a'.repeat(512)}… (1488 more)`)
})

test('text is cut and stays on its line', () => {
  expect(recordedText('a\nb\u0085\u2028', 10)).toBe('a\\x0ab\\x85\\u{2028}')
  expect(recordedText('abcdef', 3)).toBe('abc… (3 more)')
})

test.each([
  ['asked for `https://u:p@h/?t=s` (`x`)', 'asked for `https://…@h/?t=…` (`x`)'],
  ['the tool did not run: what? no', 'the tool did not run: what? no'],
  ['`tools.deny` covers it with `a*`', '`tools.deny` covers it with `a*`'],
  ['notes:a#b c', 'notes:a#… c'],
])('the reason %j is recorded as %j', (reason, shown) => {
  expect(recordedReason(reason, 200)).toBe(shown)
})
