import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { matchesName, matchesUri } from '../../src/policy/index.ts'

const text = (alphabet: string) =>
  fc.array(fc.constantFrom(...alphabet.split('')), { maxLength: 8 }).map((units) => units.join(''))

/** The same glob as a regular expression, which is too slow for hostile names and right for short ones. */
function expression(glob: string, run: string): RegExp {
  const source = glob
    .split(/(\*+)/)
    .map((part) => (part.startsWith('*') ? (part.length > 1 ? '[^]*' : run) : escaped(part)))
  return new RegExp(`^${source.join('')}$`)
}

const escaped = (part: string) => part.replace(/[.?]/g, '\\$&')

test('a glob covers what the regular expression of the same meaning covers', () => {
  fc.assert(
    fc.property(text('ab*./?'), text('ab./?'), (glob, subject) => {
      expect(matchesName(glob, subject)).toBe(expression(glob, '[^]*').test(subject))
      const isPlace = glob.endsWith('/**') && expression(glob.slice(0, -3), '[^/]*').test(subject)
      expect(matchesUri(glob, subject)).toBe(expression(glob, '[^/]*').test(subject) || isPlace)
    }),
    { numRuns: 5000 },
  )
})

test('a glob without a star covers itself alone', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      fc.pre(!a.includes('*'))
      expect(matchesName(a, a)).toBe(true)
      expect(matchesName(a, b)).toBe(a === b)
    }),
  )
})
