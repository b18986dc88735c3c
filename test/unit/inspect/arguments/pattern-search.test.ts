import { expect, test } from 'vitest'
import { createPatternSearch } from '../../../../src/inspect/arguments/pattern-search.ts'

const createSearch = createPatternSearch()
const search =
  (pattern: string, left = 1_000_000) =>
  (text: string) =>
    createSearch(pattern)(text, { left })

test('a pattern is found anywhere, as ECMA-262 has it', () => {
  for (let round = 0; round < 2; round += 1) {
    expect(search('\\brm\\b')('a rm -r')).toBe(true)
    expect(search('\\brm\\b')('army')).toBe(false)
    expect(search('^\\p{Lu}')('Äx')).toBe(true)
  }
})

test.each(['(a)\\1', '(', 'x{5000}y{5000}'])(
  'the pattern %s counts as found in everything',
  (pattern) => {
    expect(search(pattern)('none of it')).toBe(true)
  },
)

test('a pattern that is slow elsewhere is not slow here', () => {
  const start = performance.now()
  expect(search('^(a+)+$')(`${'a'.repeat(50_000)}b`)).toBe(false)
  expect(performance.now() - start).toBeLessThan(1000)
})

test('a search that would take too long is unsure', () => {
  const start = performance.now()
  expect(search('(?:[ab]{1,50}c){1,20}$')('ab'.repeat(1_000_000))).toBe('unsure')
  expect(performance.now() - start).toBeLessThan(1000)
})

test('all searches of one message share their effort', () => {
  const effort = { left: 100_000 }
  const twice = [0, 1].map(() => createSearch('\\bx\\b')('a '.repeat(60_000), effort))
  expect(twice).toEqual([false, 'unsure'])
})

test.each([
  '\\brm\\b',
  '(?:DROP|DELETE)\\s+FROM',
  'api[_-]?key',
  '^(?:.*\\n)*EOF$',
  '\\p{L}+@\\p{L}+\\.x',
])('three megabytes of text can be searched for %s', (pattern) => {
  const text = 'The key of a file; rm_all, Größe and `drop` are words.\n'.repeat(55_000)
  expect(search(pattern, 2_000_000)(text)).toBe(false)
})
