import { expect, test } from 'vitest'
import { createPatternSearch } from '../../../../src/inspect/arguments/pattern-search.ts'

const search = createPatternSearch()

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

test('a text that would take too long counts as found', () => {
  const start = performance.now()
  expect(search('(?:[ab]{1,50}c){1,20}$')('ab'.repeat(1_000_000))).toBe(true)
  expect(performance.now() - start).toBeLessThan(5000)
})
