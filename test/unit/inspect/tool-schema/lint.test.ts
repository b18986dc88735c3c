import { expect, test } from 'vitest'
import { lintSchema, SCHEMA_LIMITS } from '../../../../src/inspect/tool-schema/index.ts'

const { branches, depth, enumMembers, properties, subschemas, units, unrolled, values } =
  SCHEMA_LIMITS

function verdict(schema: unknown): string {
  const linted = lintSchema(schema)
  return linted.kind === 'sound' ? `sound ${linted.dialect}` : linted.reason
}

const nested = (levels: number): unknown =>
  levels === 0 ? {} : { items: nested(levels - 1), type: 'array' }
const named = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, true]))
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)
/** Two equal references on each level, so every level doubles what is to be judged. */
const doubling = (levels: number, keyword = 'anyOf') => ({
  $ref: '#/$defs/d0',
  $defs: Object.fromEntries([
    ...numbers(levels).map((level) => [
      `d${level}`,
      { [keyword]: [{ $ref: `#/$defs/d${level + 1}` }, { $ref: `#/$defs/d${level + 1}` }] },
    ]),
    [`d${levels}`, { type: 'string' }],
  ]),
})
const seventh = 'http://json-schema.org/draft-07/schema#'
const latest = 'https://json-schema.org/draft/2020-12/schema'

test.each<readonly [string, unknown, string]>([
  ['an empty schema', {}, 'sound 2020-12'],
  ['`true`', true, 'sound 2020-12'],
  ['draft-07', { $schema: seventh }, 'sound draft-07'],
  ['draft-07 without the fragment', { $schema: seventh.slice(0, -1) }, 'sound draft-07'],
  ['2019-09', { $schema: 'https://json-schema.org/draft/2019-09/schema' }, 'sound 2019-09'],
  ['2020-12', { $schema: latest }, 'sound 2020-12'],
  [
    'annotations and unknown words',
    { title: 't', description: 'd', default: { $data: 1 }, examples: [], 'x-mcp-header': 'h' },
    'sound 2020-12',
  ],
  ['an id at the root', { $id: 'https://example.org/a' }, 'sound 2020-12'],
  ['names that objects inherit', { required: ['toString', 'constructor'] }, 'sound 2020-12'],
  ['a recursive reference', { properties: { a: { $ref: '#' } } }, 'sound 2020-12'],
  [
    'references to places that are schemas',
    {
      properties: { a: { type: 'string' }, 'b/c~d': { $ref: '#/properties/a' } },
      items: { $ref: '#/properties/b~1c~0d' },
      not: { $ref: '#/allOf/0' },
      allOf: [{ $ref: '#here' }],
      $defs: { 'x y': { $anchor: 'here' } },
      if: { $ref: '#/$defs/x%20y' },
    },
    'sound 2020-12',
  ],
  ['a tuple without a dialect', { items: [{}], additionalItems: false }, 'sound 2020-12'],
  [
    'a dynamic reference',
    { $dynamicAnchor: 'node', properties: { child: { $dynamicRef: '#node' } } },
    'sound 2020-12',
  ],
  ['a pattern with look-around', { pattern: '^(?!\\.)[a-z.]+$' }, 'sound 2020-12'],
  ['depth at the limit', nested(depth - 2), 'sound 2020-12'],
  ['properties at the limit', { properties: named(properties) }, 'sound 2020-12'],
  ['an enum at the limit', { enum: numbers(enumMembers) }, 'sound 2020-12'],
  ['references that double 10 times', doubling(10), 'sound 2020-12'],

  ['no schema', 'string', '`#` must be an object, `true` or `false`'],
  [
    'no schema inside',
    { properties: { a: null } },
    '`#/properties/a` must be an object, `true` or `false`',
  ],
  ['an array', [], '`#` must be an object, `true` or `false`'],
  [
    'an unknown dialect',
    { $schema: 'http://json-schema.org/draft-04/schema#' },
    '`$schema` names a dialect other than draft-07, 2019-09 and 2020-12',
  ],
  [
    'a dialect inside',
    { items: { $schema: seventh } },
    '`#/items/$schema` may stand at the root only',
  ],
  [
    'an id inside',
    { items: { $id: 'https://example.org/b' } },
    '`#/items/$id` may stand at the root only',
  ],
  ['an id that is a fragment', { $id: '#a' }, '`#/$id` must be an address without a fragment'],
  [
    'the id of a dialect',
    { $id: 'http://json-schema.org/draft-07/schema' },
    '`#/$id` is the address of a dialect of JSON Schema',
  ],
  [
    'a reference to the network',
    { $ref: 'https://example.org/x' },
    '`#/$ref` leads out of the schema; only references that begin with `#` are followed',
  ],
  [
    'a reference to a file',
    { $ref: 'other.json#/a' },
    '`#/$ref` leads out of the schema; only references that begin with `#` are followed',
  ],
  ['a reference to nothing', { $ref: '#/$defs/a' }, '`#/$ref` leads to no schema'],
  [
    'a reference to an annotation',
    { $ref: '#/default', default: {} },
    '`#/$ref` leads to no schema',
  ],
  [
    'a reference to a reference',
    { items: { $ref: '#/$ref' } },
    '`#/items/$ref` leads to no schema',
  ],
  ['a broken pointer', { $ref: '#/%E0%A4%A' }, '`#/$ref` leads to no schema'],
  ['a reference to itself', { $ref: '#' }, 'a `$ref` leads back to itself'],
  [
    'references in a circle',
    {
      $ref: '#/$defs/a',
      $defs: { a: { anyOf: [{ $ref: '#/$defs/b' }] }, b: { not: { $ref: '#/$defs/a' } } },
    },
    'a `$ref` leads back to itself',
  ],
  [
    'one anchor twice',
    { $anchor: 'a', items: { $anchor: 'a' } },
    '`#/items/$anchor` is an anchor that stands elsewhere',
  ],
  [
    'an anchor of draft-07',
    { $schema: seventh, $ref: '#a', definitions: { b: { $anchor: 'a' } } },
    '`#/$ref` leads to no schema',
  ],
  ['`$async`', { $async: true }, '`#/$async` is a keyword that is not allowed'],
  ['`$data`', { $data: '1/a' }, '`#/$data` is a keyword that is not allowed'],
  ['`$data` in place of a number', { maximum: { $data: '1/a' } }, '`#/maximum` must be a number'],
  [
    '`$data` in place of an enum',
    { enum: { $data: '1/a' } },
    '`#/enum` must be an array of values',
  ],
  [
    'an unknown word with a `$`',
    { items: { $merge: {} } },
    '`#/items/$merge` is a keyword that is not allowed',
  ],
  ['`instanceof`', { instanceof: 'Function' }, '`#/instanceof` is a keyword that is not allowed'],
  ['a key `__proto__`', JSON.parse('{"properties":{"__proto__":{}}}'), 'it has a key `__proto__`'],
  ['an unknown type', { type: 'file' }, '`#/type` must be types of JSON Schema'],
  ['a draft-04 limit', { exclusiveMinimum: true }, '`#/exclusiveMinimum` must be a number'],
  ['an endless limit', { maximum: Number.POSITIVE_INFINITY }, '`#/maximum` must be a number'],
  ['a step of 0', { multipleOf: 0 }, '`#/multipleOf` must be a number above 0'],
  ['a negative count', { minItems: -1 }, '`#/minItems` must be a whole number from 0 on'],
  [
    '`required` of one property',
    { properties: { a: { required: true } } },
    '`#/properties/a/required` must be an array of names',
  ],
  ['an empty choice', { anyOf: [] }, '`#/anyOf` must be an array of schemas'],
  [
    'a tuple in 2020-12',
    { $schema: latest, items: [{}] },
    '`#/items` must be one schema in 2020-12',
  ],
  ['a broken pattern', { pattern: '(' }, '`#/pattern` is no regular expression of ECMA-262'],
  [
    'a back reference',
    { pattern: '(a)\\1' },
    '`#/pattern` has a back reference, which no linear time suffices for',
  ],
  [
    'a broken pattern of names',
    { patternProperties: { '[': {} } },
    '`#/patternProperties/[` is no regular expression of ECMA-262',
  ],
  ['a long pattern', { pattern: 'a'.repeat(2001) }, '`#/pattern` is longer than 2000 characters'],
  [
    'a pattern that unrolls',
    { pattern: '(a{1,1000}){1,1000}' },
    '`#/pattern` has more than 5000 steps when written out',
  ],
  [
    'many patterns',
    { allOf: numbers(20).map(() => ({ pattern: 'a{1,1000}b' })) },
    'its patterns have more than 20000 steps together',
  ],
  ['too deep', nested(depth), `it is nested deeper than ${depth} levels`],
  ['far too deep', nested(2000), `it is nested deeper than ${depth} levels`],
  ['too long', { description: 'x'.repeat(units) }, `it is longer than ${units} characters`],
  ['too many values', { default: numbers(values) }, `it has more than ${values} values`],
  [
    'too many properties',
    { properties: named(properties + 1) },
    `\`#/properties\` has more than ${properties} members`,
  ],
  ['20,000 properties', { properties: named(20_000) }, `it has more than ${values} values`],
  [
    'too many names',
    { required: numbers(properties + 1).map(String) },
    `\`#/required\` has more than ${properties} members`,
  ],
  [
    'too many choices',
    { oneOf: numbers(branches + 1).map(() => true) },
    `\`#/oneOf\` has more than ${branches} members`,
  ],
  [
    'too large an enum',
    { enum: numbers(enumMembers + 1) },
    `\`#/enum\` has more than ${enumMembers} members`,
  ],
  [
    'too many subschemas',
    { properties: named(properties), $defs: { a: { properties: named(properties) } } },
    `it has more than ${subschemas} subschemas`,
  ],
  [
    'references that double 16 times',
    doubling(16),
    `written out, its references make more than ${unrolled} subschemas`,
  ],
  [
    'references that double 60 times',
    doubling(60, 'allOf'),
    `written out, its references make more than ${unrolled} subschemas`,
  ],
  [
    'a place with hidden characters',
    { properties: { 'a\u202e': 1 } },
    '`#/properties/a\\u{202e}` must be an object, `true` or `false`',
  ],
])('%s', (_name, schema, expected) => {
  expect(verdict(schema)).toBe(expected)
})
