import { expect, test } from 'vitest'
import { compileSchema, faultText, lintSchema } from '../../../../src/inspect/tool-schema/index.ts'

function told(schema: unknown, value: unknown): readonly string[] {
  const sound = lintSchema(schema)
  if (sound.kind === 'unsound') throw new Error(sound.reason)
  return (compileSchema(sound).validate(value) ?? []).map(faultText)
}

const read = {
  type: 'object',
  properties: {
    path: { type: 'string', minLength: 1 },
    head: { type: 'integer', minimum: 1 },
    mode: { enum: ['text', 'binary'] },
    filters: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } },
    limit: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
    shape: {
      oneOf: [
        {
          properties: { kind: { const: 'circle' }, r: { type: 'number' } },
          required: ['kind', 'r'],
        },
        { properties: { kind: { const: 'box' }, w: { type: 'number' } }, required: ['kind', 'w'] },
      ],
    },
  },
  required: ['path'],
  additionalProperties: false,
}
const among = '"path", "head", "mode", "filters", "limit", "shape"'

test.each<readonly [value: unknown, told: readonly string[]]>([
  [{ path: 'a', head: 3, mode: 'text', limit: null, shape: { kind: 'box', w: 1 } }, []],
  [{ path: 5 }, ['argument `path`: expected string, got number 5']],
  [{}, ['argument `path`: expected string, got nothing']],
  [{ path: '' }, ['argument `path`: expected at least 1 character, got string ""']],
  [
    { path: 'a', pth: 'b' },
    [`argument \`pth\`: expected nothing of this name, only ${among}, got string "b"`],
  ],
  [
    { head: 0.5, mode: 'tex' },
    [
      'argument `path`: expected string, got nothing',
      'argument `head`: expected integer, got number 0.5',
      'argument `head`: expected at least 1, got number 0.5',
      'argument `mode`: expected one of "text", "binary", got string "tex"',
    ],
  ],
  [
    { path: 'a', filters: [{ name: 'b' }, { name: null }] },
    ['argument `filters[1].name`: expected string, got null'],
  ],
  [{ path: 'a', limit: 'x' }, ['argument `limit`: expected integer or null, got string "x"']],
  [
    { path: 'a', shape: { kind: 'circle', r: '1' } },
    ['argument `shape.r`: expected number, got string "1"'],
  ],
  [
    { path: 'a', shape: { kind: 'star' } },
    ['argument `shape`: expected one of 2 allowed shapes, got object'],
  ],
  ['x', ['the arguments: expected object, got string "x"']],
])('%j', (value, expected) => {
  expect(told(read, value)).toEqual(expected)
})

test.each<readonly [schema: unknown, value: unknown, told: string]>([
  [{ maxLength: 1 }, 'ab', 'at most 1 character, got string "ab"'],
  [{ minItems: 2 }, [1], 'at least 2 items, got array of 1 item'],
  [{ multipleOf: 2 }, 3, 'a multiple of 2, got number 3'],
  [{ exclusiveMaximum: 3 }, 3, 'less than 3, got number 3'],
  [{ const: { a: 1 } }, 1, 'object, got number 1'],
  [{ pattern: '^a$' }, 'b', 'text that matches "^a$", got string "b"'],
  [{ format: 'date' }, 'b', 'a date such as 2026-01-31, got string "b"'],
  [{ uniqueItems: true }, 5, ''],
  [{ not: { const: true } }, true, 'another value, got boolean true'],
  [{ oneOf: [true, true] }, 1, 'exactly one of the allowed shapes, got number 1'],
  [
    { contains: { const: 1 } },
    [2, 3],
    'at least 1 of a certain kind of item, got array of 2 items',
  ],
  [{ dependentRequired: { a: ['b'] } }, { a: 1 }, 'a value, because "a" is there, got nothing'],
  [{ propertyNames: { maxLength: 1 } }, { ab: null }, 'another name, got null'],
  [false, 1, 'nothing, got number 1'],
])('%j on %j', (schema, value, expected) => {
  expect(told(schema, value)[0]?.split('expected ')[1] ?? '').toBe(expected)
})

test('what is told is bounded and safe to show', () => {
  const evil = `\u001b[2J\u202e${'x'.repeat(100_000)}`
  const schema = {
    properties: Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`p${n}`, { const: n }])),
    additionalProperties: false,
    not: { required: [evil] },
  }
  const value = {
    [evil]: evil,
    ...Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`p${n}`, evil])),
  }
  const lines = told(schema, value)
  expect(lines.length).toBeLessThanOrEqual(8)
  for (const line of lines) {
    expect(line).toMatch(/^[\x20-\x7e…]+$/)
    expect(line.length).toBeLessThan(1000)
  }
  expect(lines[0]).toContain('(100005 characters)')
})
