import { expect, test } from 'vitest'
import {
  compileSchema,
  lintSchema,
  type Validator,
} from '../../../../src/inspect/tool-schema/index.ts'
import { ToolCatalogue } from '../../../../src/inspect/tools/index.ts'

function validator(schema: unknown): Validator {
  const sound = lintSchema(schema)
  if (sound.kind === 'unsound') throw new Error(sound.reason)
  return compileSchema(sound)
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)
const members = (count: number) => Object.fromEntries(numbers(count).map((n) => [`member${n}`, n]))
/** 625 times on the same value. */
const often = (schema: (n: number) => unknown) => ({
  allOf: numbers(25).map((n) => ({ allOf: numbers(25).map((m) => schema(n * 25 + m)) })),
})
const properties = (tool: number) =>
  Object.fromEntries(
    numbers(20).map((n) => [`p${n}`, { pattern: `${'\\p{L}'.repeat(16)}${tool}x${n}` }]),
  )

const tools = (bad: object) =>
  numbers(1000).map((n) => ({
    name: `tool_${n}_`,
    inputSchema: { properties: properties(n), ...bad },
  }))

/** Each is one that took the sweep or the native engine far longer than its steps or its size said. */
test.each<readonly [string, unknown, unknown]>([
  [
    'looks around nothing',
    { items: { pattern: '(?=)'.repeat(499) } },
    numbers(200_000).map(() => ''),
  ],
  [
    'looks inside looks',
    { items: { pattern: `${'(?='.repeat(400)}${')'.repeat(400)}` } },
    numbers(200_000).map(() => ''),
  ],
  [
    'regular expressions of Unicode properties',
    { items: { format: 'regex' } },
    numbers(20_000).map((n) => '\\p{L}'.repeat(16) + n),
  ],
  ['counts of members', often(() => ({ minProperties: 3 })), members(200_000)],
  ['names of any kind', often(() => ({ propertyNames: true })), members(200_000)],
  [
    'members that are left',
    {
      ...often(() => ({ unevaluatedProperties: true })),
    },
    members(200_000),
  ],
  ['items that nothing fits', often(() => ({ contains: false, minContains: 0 })), numbers(200_000)],
  [
    'objects that are no constant',
    { allOf: numbers(200).map((n) => ({ not: { enum: [[n]] } })) },
    members(100_000),
  ],
  [
    'long keys that are in no constant',
    often((n) => ({ not: { enum: [[n]] } })),
    { ['k'.repeat(3_000_000)]: 1 },
  ],
  [
    'members without a schema',
    {
      properties: Object.fromEntries(numbers(900).map((n) => ['😀'.repeat(50) + n, {}])),
      additionalProperties: false,
    },
    members(100_000),
  ],
  [
    'shapes that list their constants',
    {
      items: {
        anyOf: numbers(20).map(() => ({ enum: numbers(20).map((n) => '😀'.repeat(60) + n) })),
      },
    },
    numbers(10_000),
  ],
])('work on %s is what it is charged for', (_name, schema, value) => {
  const begin = performance.now()
  const check = validator(schema)
  check.validate(value)
  check.validate(value)
  expect(performance.now() - begin).toBeLessThan(1000)
})

test('a list of tools with Unicode properties in its patterns is judged in bounded time', () => {
  for (const bad of [{}, { required: 0 }]) {
    const page = { result: { tools: tools(bad) }, isContinued: false }
    const begin = performance.now()
    expect(new ToolCatalogue().judge(page).withheld.size).toBe(1000)
    expect(performance.now() - begin).toBeLessThan(1000)
  }
})

test('a few tools may have Unicode properties in their patterns', () => {
  const pattern = '^[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,60}$'
  const inputSchema = { type: 'object', properties: { a: { pattern }, b: { pattern } } }
  const tools = numbers(100).map((n) => ({ name: `tool${n}`, inputSchema }))
  const page = { result: { tools }, isContinued: false }
  expect(new ToolCatalogue().judge(page).withheld.size).toBe(0)
  expect(lintSchema({ pattern: '\\p{L}'.repeat(16) }).kind).toBe('sound')
  expect(lintSchema({ pattern: '\\p{L}'.repeat(17) })).toMatchObject({
    reason: '`#/pattern` has more than 16 Unicode properties',
  })
})
