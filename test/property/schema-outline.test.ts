import { isUtf8 } from 'node:buffer'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileSchema, lintSchema } from '../../src/inspect/tool-schema/index.ts'
import { outlineOf, PAYLOAD_LENGTH, SCAN_LIMITS, scan } from '../../src/wire/index.ts'

/** Two long texts that differ at their ends only, and what their outline looks like, which a hostile schema may name. */
const LONG = 'x'.repeat(20_000)
const [one, two] = [`${LONG}1`, `${LONG}2`]
const outlined = outlineText(one)

const text = fc.constantFrom(one, two, 'x', outlined)
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    text,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.record({ a: tie('value'), b: tie('value') }, { requiredKeys: [], noNullPrototype: true }),
  ),
}))

const length = fc.constantFrom(0, 1, PAYLOAD_LENGTH / 2, PAYLOAD_LENGTH, 200, 1000, 19_000, 20_001)
const about = fc.oneof(
  fc.record({ minLength: length }),
  fc.record({ maxLength: length }),
  fc.record({ pattern: fc.constantFrom('1$', '^x*$', '2', '[.]$') }),
  fc.record({ format: fc.constantFrom('hostname', 'json-pointer', 'uri-reference', 'byte') }),
  fc.record({ const: value }),
  fc.record({ enum: fc.array(value, { minLength: 1, maxLength: 2 }) }),
  fc.record({ uniqueItems: fc.constant(true) }),
  fc.record({ type: fc.constantFrom('string', 'array') }),
)
const { schema } = fc.letrec<{ schema: unknown }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small' },
    about,
    fc.record({ not: tie('schema') }),
    fc.record({ items: tie('schema') }),
    fc.record({ contains: tie('schema') }),
    fc.record({ additionalProperties: tie('schema') }),
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ oneOf: fc.array(tie('schema'), { minLength: 2, maxLength: 2 }) }),
  ),
}))

test('what fits a schema by its outline fits it as a whole', () => {
  const tally = { fits: 0, tells: 0 }
  fc.assert(
    fc.property(schema, value, (rules, whole) => {
      const sound = lintSchema(rules)
      // A constant may be too long to be in a schema.
      if (sound.kind === 'unsound') return
      const validator = compileSchema(sound)
      const context = JSON.stringify(rules)
      const fits = validator.validate(whole) === undefined
      const tells = validator.fitsByOutline(outlineOfValue(whole))
      if (tells) expect(fits, context).toBe(true)
      tally.fits += Number(fits)
      tally.tells += Number(tells)
    }),
    { numRuns: 3000 },
  )
  expect(tally.tells).toBeGreaterThan(tally.fits / 4)
})

test.each([
  ['a constant that looks like an outline', { const: { a: outlined } }, { a: one }],
  ['a format that ends badly', { format: 'uri-reference' }, `${LONG} `],
])('an outline does not tell about %s', (_name, rules, whole) => {
  const sound = lintSchema(rules)
  if (sound.kind === 'unsound') throw new Error(sound.reason)
  const validator = compileSchema(sound)
  expect(validator.validate(whole)).toHaveLength(1)
  expect(validator.fitsByOutline(outlineOfValue(whole))).toBe(false)
})

test('ordinary schemas are answered by outlines', () => {
  const sound = lintSchema({
    type: 'object',
    properties: { text: { type: 'string', minLength: 1 }, size: { type: 'integer' } },
    required: ['text'],
  })
  if (sound.kind === 'unsound') throw new Error(sound.reason)
  expect(compileSchema(sound).fitsByOutline(outlineOfValue({ text: one, size: 1 }))).toBe(true)
})

function outlineOfValue(whole: unknown): unknown {
  const params = { arguments: { whole } }
  const line = Buffer.from(JSON.stringify({ jsonrpc: '2.0', method: 'm', params }))
  const seen = scan(line, { ...SCAN_LIMITS, isUtf8 })
  if (seen.kind === 'fault') throw new Error(seen.code)
  return JSON.parse(outlineOf(line, seen)).arguments.whole
}

function outlineText(long: string): string {
  return String(outlineOfValue(long))
}
