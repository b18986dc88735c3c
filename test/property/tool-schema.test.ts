import { Ajv } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileSchema, lintSchema } from '../../src/inspect/tool-schema/index.ts'

/** As a client would use it on a schema of a server; `ownProperties` because members that every object inherits are not there. */
const OPTIONS = {
  strict: false,
  validateSchema: false,
  meta: false,
  logger: false,
  ownProperties: true,
  validateFormats: false,
} as const

const name = fc.constantFrom('a', 'b', 'c', 'd')
const scalar = fc.oneof(
  fc.constantFrom(null, true, false, '', 'a', 'b', 'ab', 'é😀', 0, 1, 2, -1, 1.5, 4),
  fc.integer({ min: -3, max: 6 }),
)

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}))

const types = fc.constantFrom(
  ...['null', 'boolean', 'object', 'array', 'number', 'string', 'integer'],
)

/** A subschema that all schemas can refer to, by a name. */
const reference = fc.constantFrom('#/$defs/one', '#/definitions/two', '#/$defs/again')

const keywords = (schema: fc.Arbitrary<unknown>): Record<string, fc.Arbitrary<unknown>> => {
  const map = fc.dictionary(name, schema, { maxKeys: 3, noNullPrototype: true })
  const some = fc.array(schema, { minLength: 1, maxLength: 3 })
  const count = fc.integer({ min: 0, max: 3 })
  const names = fc.uniqueArray(name, { maxLength: 2 })
  return {
    type: fc.oneof(types, fc.uniqueArray(types, { minLength: 1, maxLength: 3 })),
    enum: fc.array(value, { minLength: 1, maxLength: 3 }),
    const: value,
    minimum: fc.integer({ min: -1, max: 3 }),
    maximum: fc.integer({ min: -1, max: 3 }),
    exclusiveMinimum: fc.integer({ min: -1, max: 3 }),
    exclusiveMaximum: fc.integer({ min: -1, max: 3 }),
    multipleOf: fc.constantFrom(1, 2, 0.5, 3),
    minLength: count,
    maxLength: count,
    pattern: fc.constantFrom('^a', 'b$', '^(a|b)+$', '[^a]'),
    minItems: count,
    maxItems: count,
    uniqueItems: fc.boolean(),
    contains: schema,
    minProperties: count,
    maxProperties: count,
    required: names,
    properties: map,
    patternProperties: fc.dictionary(fc.constantFrom('^a', 'b', '[A-Z]'), schema, {
      maxKeys: 2,
      noNullPrototype: true,
    }),
    additionalProperties: schema,
    propertyNames: schema,
    dependencies: fc.dictionary(name, fc.oneof(schema, names), {
      maxKeys: 2,
      noNullPrototype: true,
    }),
    allOf: some,
    anyOf: some,
    oneOf: some,
    not: schema,
    if: schema,
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: schema,
    else: schema,
    $ref: reference,
  }
}

const seventh = (schema: fc.Arbitrary<unknown>) => ({
  ...keywords(schema),
  items: fc.oneof(schema, fc.array(schema, { minLength: 1, maxLength: 2 })),
  additionalItems: schema,
})

const latest = (schema: fc.Arbitrary<unknown>) => ({
  ...keywords(schema),
  prefixItems: fc.array(schema, { minLength: 1, maxLength: 2 }),
  items: schema,
  minContains: fc.integer({ min: 0, max: 2 }),
  maxContains: fc.integer({ min: 0, max: 2 }),
  dependentRequired: fc.dictionary(name, fc.uniqueArray(name, { maxLength: 2 }), {
    maxKeys: 2,
    noNullPrototype: true,
  }),
  dependentSchemas: fc.dictionary(name, schema, { maxKeys: 2, noNullPrototype: true }),
  unevaluatedProperties: schema,
  unevaluatedItems: schema,
})

/** A few keywords each, with what `$ref` can lead to. */
function schemas(
  words: (schema: fc.Arbitrary<unknown>) => Record<string, fc.Arbitrary<unknown>>,
): fc.Arbitrary<Record<string, unknown>> {
  const { object } = fc.letrec<{ object: Record<string, unknown>; any: unknown }>((tie) => ({
    object: fc
      .uniqueArray(fc.constantFrom(...Object.keys(words(tie('any')))), {
        minLength: 1,
        maxLength: 3,
      })
      .chain((chosen) => {
        const all = words(tie('any'))
        const picked = chosen.map((key) => [key, all[key]] as const)
        return fc.record(Object.fromEntries(picked) as Record<string, fc.Arbitrary<unknown>>, {
          noNullPrototype: true,
        })
      }),
    any: fc.oneof({ depthSize: 'small', withCrossShrink: true }, fc.boolean(), tie('object')),
  }))
  return fc.tuple(object, object, object).map(([root, one, two]) => ({
    ...root,
    $defs: { one, again: { properties: { a: { $ref: '#/$defs/again' } }, maxProperties: 2 } },
    definitions: { two },
  }))
}

/**
 * Where ajv 8.20 departs from the specification: `contains` beside a tuple lets `[]` pass, what it finds does not count as evaluated,
 * and what a branch of `oneOf` that failed says of items does.
 */
function isJudgedOtherwise(schema: unknown): boolean {
  const text = JSON.stringify(schema)
  if (text.includes('"oneOf"') && text.includes('"unevaluatedItems"')) return true
  return text.includes('"contains"') && /"prefixItems"|"items":\[|"unevaluatedItems"/.test(text)
}

function agrees(Oracle: typeof Ajv | typeof Ajv2020, dialect: string) {
  return (schema: Record<string, unknown>, values: readonly unknown[]): void => {
    fc.pre(!isJudgedOtherwise(schema))
    const named = { $schema: dialect, ...schema }
    const sound = lintSchema(named)
    // References that go in circles are refused here, and overflow the stack there.
    if (sound.kind === 'unsound') {
      expect(sound.reason).toContain('back to itself')
      return
    }
    const oracle = new Oracle(OPTIONS).compile(schema)
    const validator = compileSchema(sound)
    for (const each of values) {
      const expected = judgementOf(oracle, each)
      if (expected === undefined) continue
      const faults = validator.validate(each)
      const context = `${JSON.stringify(schema)} on ${JSON.stringify(each)}`
      expect(faults === undefined, context).toBe(expected)
      if (faults !== undefined) expect(faults.length, context).toBeGreaterThan(0)
    }
  }
}

/** Undefined where ajv's code fails: `additionalProperties` in `anyOf` beside `patternProperties` uses a table that was not made. */
function judgementOf(oracle: (value: unknown) => unknown, value: unknown): boolean | undefined {
  try {
    return oracle(value) === true
  } catch (error) {
    const isKnown =
      error instanceof TypeError && error.message.startsWith('Cannot set properties of')
    if (isKnown) return undefined
    throw error
  }
}

const values = fc.array(value, { minLength: 8, maxLength: 8 })

test('draft-07 is judged as ajv judges it', () => {
  const compare = agrees(Ajv, 'http://json-schema.org/draft-07/schema#')
  fc.assert(fc.property(schemas(seventh), values, compare), { numRuns: 200 })
})

test('2020-12 is judged as ajv judges it', () => {
  const compare = agrees(Ajv2020, 'https://json-schema.org/draft/2020-12/schema')
  fc.assert(fc.property(schemas(latest), values, compare), { numRuns: 200 })
})
