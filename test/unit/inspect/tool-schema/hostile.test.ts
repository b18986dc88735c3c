import { expect, test } from 'vitest'
import {
  compileSchema,
  lintSchema,
  type Validator,
} from '../../../../src/inspect/tool-schema/index.ts'

/** Of the clock, on a machine that does other things too; alone each takes less than a third of a second. */
const MOST_MS = 2500
const MOST_MB = 64

/** Runs it and holds its time and memory against the bounds. */
function bounded<T>(run: () => T): T {
  const memory = process.memoryUsage().heapUsed
  const begin = performance.now()
  const outcome = run()
  expect(performance.now() - begin).toBeLessThan(MOST_MS)
  expect((process.memoryUsage().heapUsed - memory) / 2 ** 20).toBeLessThan(MOST_MB)
  return outcome
}

function validator(schema: unknown): Validator {
  const sound = lintSchema(schema)
  if (sound.kind === 'unsound') throw new Error(sound.reason)
  return compileSchema(sound)
}

const EXHAUSTED = 'a value that can be checked with bounded effort'
const firstExpected = (schema: unknown, value: unknown) =>
  validator(schema).validate(value)?.[0]?.expected ?? 'fits'

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)
const nestedArray = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels))

test('`$async` cannot turn an answer into a promise', () => {
  expect(lintSchema({ $async: true, type: 'string' }).kind).toBe('unsound')
  expect(lintSchema({ items: { $async: false } }).kind).toBe('unsound')
})

test.each([
  ['nested repeats', '^(a+)+$', `${'a'.repeat(100_000)}!`],
  ['equal choices', '^(a|a)*$', `${'a'.repeat(100_000)}!`],
  ['neighbouring repeats', '(x+x+)+y', 'x'.repeat(100_000)],
  ['repeats of words', '^(\\w+\\s?)*$', `${'a'.repeat(100_000)}!`],
  ['many dots', '(.*a){12}$', `${'a'.repeat(10_000)}!`],
  ['repeats that are looked at', '^(?=(a+)+$)b', 'a'.repeat(100_000)],
  ['choices that are looked back at', '(?<=(a|a)*)b', 'a'.repeat(100_000)],
  ['one long word', 'a'.repeat(2000), `${'a'.repeat(1999)}!`.repeat(100)],
  ['many that may be missing', '(a?){900}b', 'a'.repeat(1_000_000)],
])('a pattern of %s is matched in bounded time', (_name, pattern, text) => {
  const faults = bounded(() => validator({ pattern }).validate(text))
  expect(faults).toHaveLength(1)
})

test.each([16, 18, 20, 22, 24, 1000])(
  'references that double %i times are refused at once',
  (levels) => {
    const $defs = Object.fromEntries(
      numbers(levels).map((level) => {
        const $ref = `#/$defs/d${level + 1}`
        return [`d${level}`, { anyOf: [{ $ref }, { $ref }] }]
      }),
    )
    const schema = { $ref: '#/$defs/d0', $defs: { ...$defs, [`d${levels}`]: { type: 'string' } } }
    expect(bounded(() => lintSchema(schema)).kind).toBe('unsound')
  },
)

test('references that double with each level of the value end', () => {
  const both = { type: 'object', properties: { a: { $ref: '#' } } }
  const schema = { anyOf: [both, both, { const: 1 }] }
  let value: unknown = 2
  for (let level = 0; level < 60; level += 1) value = { a: value }
  expect(bounded(() => firstExpected(schema, value))).toBe(EXHAUSTED)
})

test('what cannot be checked does not fit, whatever stands around it', () => {
  const slow = { pattern: '(a?){900}(?=b)' }
  const text = 'a'.repeat(100_000)
  for (const schema of [
    { not: slow },
    { anyOf: [slow, true] },
    { oneOf: [slow, true] },
    { if: slow, else: true },
    { contains: slow, minContains: 0 },
    { propertyNames: slow },
  ]) {
    const value = 'contains' in schema ? [text] : 'propertyNames' in schema ? { [text]: 1 } : text
    expect(bounded(() => firstExpected(schema, value))).toBe(EXHAUSTED)
  }
})

test.each([
  ['2,000 levels', JSON.parse(`${'{"items":'.repeat(2000)}true${'}'.repeat(2000)}`)],
  ['1,000,000 levels', nestedArray(1_000_000)],
  [
    '20,000 properties',
    { properties: Object.fromEntries(numbers(20_000).map((n) => [`p${n}`, {}])) },
  ],
  ['200,000 choices', { anyOf: numbers(200_000).map(() => true) }],
  ['10 MB of text', { description: 'x'.repeat(10_000_000) }],
  [
    '100,000 patterns',
    { patternProperties: Object.fromEntries(numbers(100_000).map((n) => [`^${n}`, true])) },
  ],
])('a schema of %s is refused at once', (_name, schema) => {
  expect(bounded(() => lintSchema(schema)).kind).toBe('unsound')
})

test('a long chain of references is followed', () => {
  const $defs = Object.fromEntries(
    numbers(900).map((n) => [`d${n}`, { $ref: `#/$defs/d${n + 1}` }]),
  )
  const schema = { $ref: '#/$defs/d0', $defs: { ...$defs, d900: { type: 'string' } } }
  const expected = bounded(() => firstExpected(schema, 'a'))
  expect(expected).toBe(EXHAUSTED)
})

test('`uniqueItems` is linear in what it compares', () => {
  const objects = numbers(20_000).map((n) => ({ a: [1, { b: 'same' }], n }))
  const items = [...objects, structuredClone(objects[0])]
  const faults = bounded(() => validator({ uniqueItems: true }).validate(items))
  expect(faults?.[0]).toMatchObject({ path: [20_000], expected: 'an item other than [0]' })
})

test('a recursive reference meets a value of any depth', () => {
  const schema = { items: { $ref: '#' } }
  expect(bounded(() => firstExpected(schema, nestedArray(64)))).toBe('fits')
  expect(bounded(() => firstExpected(schema, nestedArray(10_000)))).toBe(EXHAUSTED)
  const unique = { uniqueItems: true }
  expect(bounded(() => firstExpected(unique, nestedArray(10_000)))).toBe(EXHAUSTED)
  expect(bounded(() => firstExpected({ const: [] }, nestedArray(10_000)))).toBe(EXHAUSTED)
})

test('a schema knows of no other, whatever id it has', () => {
  const $id = 'https://example.org/shared'
  const one = validator({ $id, type: 'string' })
  const two = validator({ $id, type: 'number' })
  expect(one.validate('a')).toBeUndefined()
  expect(two.validate('a')).toHaveLength(1)
  expect(lintSchema({ $ref: $id }).kind).toBe('unsound')
})

test('names and words of a schema are never code', () => {
  const evil = '"];globalThis.hacked=1;//${globalThis.hacked=1}\n\u2028'
  const schema = {
    $comment: evil,
    title: evil,
    properties: { [evil]: { const: evil, description: evil } },
    required: [evil],
    patternProperties: { '^"\\];': { minLength: 1 } },
  }
  expect(validator(schema).validate({ [evil]: evil })).toBeUndefined()
  expect(validator(schema).validate({ [evil]: 'x' })).toHaveLength(1)
  expect(globalThis).not.toHaveProperty('hacked')
})

test.each([
  'byte',
  'uri',
  'uri-reference',
  'email',
  'hostname',
  'ipv6',
  'date-time',
  'duration',
  'json-pointer',
  'regex',
  'uuid',
])('the format %s is linear', (format) => {
  const check = validator({ format })
  for (const text of [
    'a'.repeat(9_000_000),
    `P${'1'.repeat(1_000_000)}`,
    ':'.repeat(1_000_000),
    `a@${'a.'.repeat(500_000)}`,
    '/~'.repeat(500_000),
    `${'1:'.repeat(500_000)}1.1.1.1`,
  ]) {
    bounded(() => check.validate(text))
  }
})

test.each<readonly [string, unknown, unknown]>([
  [
    'string lengths',
    {
      allOf: numbers(200).map(() => ({
        allOf: numbers(7).map((n) => ({ maxLength: 5_000_000 + n })),
      })),
    },
    '😀'.repeat(2_000_000),
  ],
  [
    'an enum of objects',
    { items: { enum: numbers(5000).map((n) => [n]) } },
    numbers(100_000).map((n) => [n]),
  ],
  [
    'many required names',
    { items: { required: numbers(1000).map((n) => `p${n}`) } },
    numbers(400_000).map(() => ({})),
  ],
  [
    'many properties',
    { items: { properties: Object.fromEntries(numbers(1000).map((n) => [`p${n}`, {}])) } },
    numbers(400_000).map(() => ({})),
  ],
  [
    'unevaluated members',
    {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      anyOf: numbers(256).map(() => ({ properties: { a: true }, additionalProperties: true })),
      unevaluatedProperties: false,
    },
    Object.fromEntries(numbers(100_000).map((n) => [`k${n}`, n])),
  ],
  [
    'unique items in unique items',
    { $ref: '#/$defs/a', $defs: { a: { uniqueItems: true, items: { $ref: '#/$defs/a' } } } },
    nestedArray(60),
  ],
  [
    'conditions',
    {
      allOf: numbers(200).map(() => ({
        if: { items: { type: 'integer' } },
        then: { contains: { const: -1 }, minContains: 0 },
      })),
    },
    numbers(100_000),
  ],
])('work on %s is bounded', (_name, schema, value) => {
  const check = validator(schema)
  bounded(() => check.validate(value))
})
