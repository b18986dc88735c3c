import { expect, test } from 'vitest'
import { AirlockError } from '../../../src/base/index.ts'
import { parseProfile } from '../../../src/policy/index.ts'

function fault(text: string, file = 'a.jsonc'): AirlockError {
  try {
    parseProfile({ name: 'a', file, text })
  } catch (error) {
    if (error instanceof AirlockError) return error
    throw error
  }
  throw new Error('it parsed')
}

test('a layer holds what the file says, sizes as bytes, and nothing more', () => {
  const text = '{ "$schema": "x", "network": { "allow": [] }, "limits": { "fileBytes": "2KB" } }'
  expect(parseProfile({ name: 'a', file: '/a.jsonc', text })).toEqual({
    name: 'a',
    file: '/a.jsonc',
    limits: { fileBytes: 2048 },
  })
})

test('all faults of a file are named at once, in its order, each with its place', () => {
  const text =
    '{\n  "runtime": 1,\n  "limits": {\n    "depth": 1,\n    "dept": 9\n  },\n  "classification": {}\n}'
  expect(fault(text)).toMatchObject({
    code: 'AIRLOCK_PROFILE_INVALID',
    message: [
      'a.jsonc:2:14: `runtime` must be "node" or "python" or "static"',
      'a.jsonc:4:14: `limits.depth` must be from 8 to 1024',
      'a.jsonc:5:5: unknown key `limits.dept`',
      'a.jsonc:7:21: `classification` is not enforced by this version',
    ].join('\n'),
    hints: ['did you mean `depth`?', 'remove `classification`'],
  })
})

test('a file that only asks for too much gets the code that says so', () => {
  expect(fault('{ "classification": {}, "network": { "allow": ["a.example:443"] } }').code).toBe(
    'AIRLOCK_NOT_ENFORCED',
  )
})

test('more than twenty faults are counted, not listed', () => {
  const keys = Array.from({ length: 25 }, (_, index) => `"x${index}": 1`)
  expect(
    fault(`{ ${keys.join(', ')} }`)
      .message.split('\n')
      .slice(20),
  ).toEqual(['and 5 more'])
})

test('what comes from the file or its name is escaped', () => {
  const { message } = fault('{ "a\\u001b[2J\\u202e": 1 }', 'b\n.jsonc')
  expect(message).toBe('b\\x0a.jsonc:1:3: unknown key `a\\x1b[2J\\u{202e}`')
})

test.each([
  ['hostile nesting', '['.repeat(200_000), 'nested deeper than 16 levels'],
  ['hostile length', ' '.repeat(300_000), 'larger than 256 KB'],
  ['hostile keys', `{ ${'"a": {}, '.repeat(20_000)}"b": 1 }`, 'duplicate key `a`'],
])('%s is refused without harm', (_name, text, expected) => {
  expect(fault(text).message).toContain(expected)
})

test('a closing bracket too many does not make room for deeper nesting', () => {
  expect(fault(`${']'.repeat(20)}${'['.repeat(30)}`).code).toBe('AIRLOCK_PROFILE_INVALID')
})

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
  'the key %s is as unknown as any',
  (key) => {
    expect(fault(`{ "${key}": {} }`).message).toContain(`unknown key \`${key}\``)
  },
)
