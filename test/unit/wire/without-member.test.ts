import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { withoutMember } from '../../../src/wire/index.ts'

const cut = (line: string, ...path: string[]) => withoutMember(Buffer.from(line), path).toString()

test.each([
  ['{"a":1}', ['a'], '{}'],
  ['{"a":1,"b":2}', ['a'], '{"b":2}'],
  ['{"a":1 , "b":2}', ['b'], '{"a":1 }'],
  [
    ' { "a" : { "b" : [ "}" , {"b":1} ] , "c":"\\"" } }\r',
    ['a', 'b'],
    ' { "a" : { "c":"\\"" } }\r',
  ],
  ['{"\\u0061":{"b":null}}', ['a', 'b'], '{"\\u0061":{}}'],
  ['{"a":-1.5e3,"b":true}', ['b'], '{"a":-1.5e3}'],
  ['{"a":"b"}', ['b'], '{"a":"b"}'],
  ['{"a":"b"}', ['a', 'b'], '{"a":"b"}'],
  ['{}', ['a'], '{}'],
])('%s without %j', (line, path, expected) => {
  expect(cut(line, ...path)).toBe(expected)
})

test('takes away the member and nothing else, whatever the object holds', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ unit: 'grapheme', maxLength: 4 }), fc.jsonValue(), { maxKeys: 6 }),
      fc.nat(6),
      fc.constantFrom('', ' ', '\t'),
      (object, at, space) => {
        const keys = Object.keys(object)
        const key = keys[at % Math.max(keys.length, 1)] ?? 'none'
        const line = JSON.stringify({ first: 1, inner: object }, null, space).replaceAll('\n', '')
        const { [key]: _, ...rest } = JSON.parse(line).inner
        expect(JSON.parse(cut(line, 'inner', key))).toEqual({ first: 1, inner: rest })
      },
    ),
  )
})
