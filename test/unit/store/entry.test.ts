import { expect, test } from 'vitest'
import { chooseEntry } from '../../../src/store/entry.ts'

test.each([
  ['a string', 'server', 'cli.js', 'cli.js'],
  ['a string of a scoped package', '@a/server', './dist/cli.js', 'dist/cli.js'],
  ['the only one', '@a/server', { other: 'dist/index.js' }, 'dist/index.js'],
  ['two names of one program', 'x', { a: 'cli.js', b: './cli.js' }, 'cli.js'],
  ['the one with the unscoped name', '@a/server', { x: 'x.js', server: 's.js' }, 's.js'],
  ['a path that climbs out, cut at the root', 'x', '../../../etc/x.js', 'etc/x.js'],
  ['an absolute path, cut at the root', 'x', '/etc/x.js', 'etc/x.js'],
  ['backslashes', 'x', '..\\..\\x.js', 'x.js'],
])('the program is %s', (_what, name, bin, expected) => {
  expect(chooseEntry(name, { bin })).toBe(expected)
})

test.each([
  ['none', undefined, /has no program/],
  ['an empty map', {}, /has no program/],
  ['an empty path', '', /several programs|has no program/],
  ['a list', ['x.js'], /has no program/],
  ['several with other names', { one: '1.js', 'two\u001b': '2.js' }, /`one`, `two\\x1b`/],
  ['the scope instead of the name', { '@a/server': '1.js', a: '2.js' }, /none is called `server`/],
])('it is refused when there is %s', (_what, bin, message) => {
  expect(() => chooseEntry('@a/server', { bin })).toThrow(message)
  expect(() => chooseEntry('@a/server', { bin })).toThrow(
    expect.objectContaining({ code: 'AIRLOCK_STORE_FAILED' }),
  )
})
