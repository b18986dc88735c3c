import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Automaton } from '../../src/inspect/tool-schema/pattern/automaton.ts'
import {
  createMatcher,
  type Pattern,
  parsePattern,
} from '../../src/inspect/tool-schema/pattern/index.ts'
import { compileProgram } from '../../src/inspect/tool-schema/pattern/program.ts'

const UNBOUNDED = () => {}

/** Texts of a few characters, so that random patterns meet them. */
const text = fc.string({ unit: fc.constantFrom('a', 'b', '_', ' ', '\n', 'é', '😀', '-', '1') })

const character = fc.constantFrom(
  ...['a', 'b', '.', '\\w', '\\W', '\\d', '\\s', '[ab]', '[^a]', '[a-b\\d]', '\\x61', '\\u0061'],
  ...['\\n', '[]', '[^]', 'é', '\\-', '\\/', '[\\]\\\\]'],
)

const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    character,
    fc.constantFrom('^', '$', '\\b', '\\B', ''),
    fc.array(tie('pattern'), { minLength: 2, maxLength: 3 }).map((each) => each.join('')),
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `(?:${a}|${b})`),
    fc
      .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2}', '{1,}', '{0,2}', '*?', '{0}'))
      .map(([a, sign]) => `(${a})${sign}`),
    fc
      .tuple(fc.constantFrom('?=', '?!', '?<=', '?<!', '?<n>'), tie('pattern'))
      .map(([look, a]) => `(${look}${a})`),
  ),
}))

test('finds what the native engine finds', () => {
  fc.assert(
    fc.property(pattern, fc.array(text, { minLength: 3, maxLength: 3 }), (source, texts) => {
      const parsed = parsePattern(source)
      // Two groups of one name are no pattern.
      if (typeof parsed === 'string') {
        expect(() => new RegExp(source), source).toThrow()
        return
      }
      const native = new RegExp(source, parsed.isUnicode ? 'uy' : 'y')
      const matcher = createMatcher(parsed)
      for (const each of texts) {
        const said = `${source} on ${JSON.stringify(each)}`
        const finds = findsNatively(native, each)
        expect(matcher.matches(each, UNBOUNDED), said).toBe(finds)
        expect([finds, undefined], said).toContain(findsByTable(parsed, each))
      }
    }),
    { numRuns: 500 },
  )
})

/** As for long texts, of which there are none here; undefined where there can be no table. */
function findsByTable({ root, isUnicode }: Pattern, text: string): boolean | undefined {
  const program = compileProgram(root, isUnicode)
  if (!Automaton.fits(program)) return undefined
  const characters = isUnicode ? Array.from(text) : text.split('')
  const points = Uint32Array.from(characters, (each) => each.codePointAt(0) ?? 0)
  return new Automaton(program, UNBOUNDED).finds(points, points.length)
}

/**
 * Tried at each code point as ECMA-262 says (22.2.7.2, AdvanceStringIndex); V8 itself also looks for empty matches inside surrogate
 * pairs.
 */
function findsNatively(native: RegExp, text: string): boolean {
  let at = 0
  for (const each of [...(native.unicode ? Array.from(text) : text.split('')), '']) {
    native.lastIndex = at
    if (native.test(text)) return true
    at += each.length
  }
  return false
}
