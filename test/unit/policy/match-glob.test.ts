import { expect, test } from 'vitest'
import { matchesName, matchesUri } from '../../../src/policy/index.ts'

test.each([
  ['read_file', 'read_file', true],
  ['read_file', 'read_files', false],
  ['read_file', 'Read_file', false],
  ['*', '', true],
  ['*', 'a/b', true],
  ['read_*', 'read_', true],
  ['read_*', 'xread_a', false],
  ['*_file', 'read_file', true],
  ['*_file', 'read_file_', false],
  ['*a*b*', 'xxaxxbxx', true],
  ['*a*b*', 'xxbxxaxx', false],
  ['a**b', 'a/x/b', true],
  ['a*a', 'a', false],
  ['a?c', 'abc', false],
  ['a.c', 'abc', false],
  ['[a-z]', 'b', false],
  ['a\\*', 'a\\x', true],
  ['caf\u00e9', 'cafe\u0301', false],
  ['*👩*', 'x👩‍💻', true],
  ['*\u0430*', 'paypal', false],
])('the name glob %s on %s: %s', (glob, name, expected) => {
  expect(matchesName(glob, name)).toBe(expected)
})

test.each([
  ['file:///srv/a', 'file:///srv/a', true],
  ['file:///srv/*', 'file:///srv/a', true],
  ['file:///srv/*', 'file:///srv/a/b', false],
  ['file:///srv/*/c', 'file:///srv/b/c', true],
  ['file:///srv/**', 'file:///srv/a/b', true],
  ['file:///srv/**', 'file:///srv/', true],
  ['file:///srv/**', 'file:///srv', true],
  ['file:///srv/**', 'file:///srvx', false],
  ['file:///srv/**', 'file:///sr', false],
  ['file:///*/**', 'file:///a', true],
  ['**/c', 'file:///a/b/c', true],
  ['**/b/*', 'x://b/b/c', true],
  ['**.txt', 'file:///a/b.txt', true],
  ['*://host/x', 'https://host/x', true],
  ['*://host/x', 'a/b://host/x', false],
  ['notes://*', 'notes://1?q=2', true],
  ['notes://1?q=2', 'notes://1xq=2', false],
  ['**', '', true],
  ['*', 'mailto:a', true],
  ['***', 'a/b', true],
])('the address glob %s on %s: %s', (glob, uri, expected) => {
  expect(matchesUri(glob, uri)).toBe(expected)
})

test('a name that would make a backtracking matcher slow is judged at once', () => {
  const glob = '*a'.repeat(100)
  const started = performance.now()
  expect(matchesName(`${glob}b`, 'a'.repeat(4096))).toBe(false)
  expect(matchesUri(`${'**a'.repeat(100)}b`, 'a'.repeat(4096))).toBe(false)
  expect(performance.now() - started).toBeLessThan(1000)
})
