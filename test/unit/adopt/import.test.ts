import { expect, test } from 'vitest'
import { formatDocument, readDocument } from '../../../src/adopt/document.ts'
import { importFrom } from '../../../src/adopt/index.ts'
import type { AirlockError } from '../../../src/base/index.ts'
import { ALNUM, letters } from './tokens.ts'

const token = (seed: number) => `npm_${letters(ALNUM, 36, seed)}`
const told = (source: Parameters<typeof importFrom>[0]) =>
  importFrom(source).map(({ value, ...rest }) => ({ ...rest, value: value.toString() }))
const client = (mcpServers: object, server?: string) =>
  told({
    kind: 'client',
    bytes: Buffer.from(JSON.stringify({ mcpServers })),
    servers: 'mcpServers',
    ...(server === undefined ? {} : { server }),
  })

test('everything in a .env file that is not empty', () => {
  expect(told({ kind: '.env', bytes: Buffer.from('A=b\nC=\nD="e f"') })).toEqual([
    { name: 'A', value: 'b' },
    { name: 'D', value: 'e f' },
  ])
})

test('of a client what looks like a secret, with its server', () => {
  const env = {
    TOKEN: token(1),
    DEBUG: '1',
    URL: 'https://x.io',
    DB: `postgres://a:${letters(ALNUM, 12)}@db/x`,
  }
  expect(client({ s: { env, headers: { Authorization: token(9) } }, t: { env } })).toEqual([
    { name: 'TOKEN', server: 's', variable: 'TOKEN', value: token(1) },
    { name: 'DB', server: 's', variable: 'DB', value: env.DB },
  ])
})

test('two values of one variable get two names', () => {
  const servers = { a: { env: { TOKEN: token(1) } }, 'b-c': { env: { TOKEN: token(2) } } }
  expect(client(servers).map(({ name, server }) => [name, server])).toEqual([
    ['TOKEN', 'a'],
    ['B_C_TOKEN', 'b-c'],
  ])
  expect(client(servers, 'b-c').map(({ name }) => name)).toEqual(['TOKEN'])
})

test('a server that is not there is said so', () => {
  expect(() => client({ a: {} }, 'b')).toThrow(/no server of that name/)
})

test.each([
  ['what is not UTF-8', { kind: '.env', bytes: Buffer.from([0x41, 0x3d, 0xff]) }],
  ['too much', { kind: '.env', bytes: Buffer.alloc(9 << 20, 0x0a) }],
  ['a list', { kind: 'age', bytes: Buffer.from('[]') }],
  ['a number', { kind: 'age', bytes: Buffer.from('{"A":1}') }],
  ['something beside base64', { kind: 'age', bytes: Buffer.from('{"A":{"base64":"","x":1}}') }],
  ['base64 with stray bits', { kind: 'age', bytes: Buffer.from('{"A":{"base64":"/x=="}}') }],
  ['base64 of another alphabet', { kind: 'age', bytes: Buffer.from('{"A":{"base64":"_w=="}}') }],
  ['one name twice', { kind: 'age', bytes: Buffer.from('{"A":"b","A":"c"}') }],
] as const)('refuses %s', (_title, source) => {
  expect(() => importFrom(source)).toThrow(
    expect.objectContaining({ code: 'AIRLOCK_USAGE' }) as Error,
  )
})

test('the document of an age file is JSON that any program reads', () => {
  const entries = [
    { name: 'A', value: Buffer.from('q"\\\n\u0000\u007fé💡\u2028') },
    { name: '__proto__', value: Buffer.from('') },
    { name: 'B"\\', value: Buffer.from([0xff, 0xfe, 0x00]) },
  ]
  const text = formatDocument(entries).toString('utf8')
  const parsed = JSON.parse(text) as Record<string, unknown>
  expect(Object.entries(parsed)).toContainEqual(['A', 'q"\\\n\u0000\u007fé💡\u2028'])
  expect(Object.entries(parsed)).toContainEqual(['B"\\', { base64: '//4A' }])
  expect(readDocument(text)).toEqual(entries)
  expect(text.split('\n')).toHaveLength(6)
  expect(JSON.parse(formatDocument([]).toString())).toEqual({})
})

test('a document with what is known of an entry is JSON for people and programs, and reads back', () => {
  const description = {
    kind: 'secret',
    classification: 'confidential',
    scopes: ['git "hub"', '*'],
    created: 1,
    rotated: 2,
    rotateAfterDays: 30,
    rotateCommand: ['sh', '-c', 'echo "\u2603"'],
  } as const
  const entries = [
    { name: 'text', value: Buffer.from('a "b"\n'), description },
    { name: 'bytes', value: Buffer.from([0xff, 0]), description: { ...description, scopes: [] } },
    { name: 'plain', value: Buffer.from('as before') },
  ]
  const text = formatDocument(entries).toString('utf8')
  expect(JSON.parse(text)).toEqual({
    text: { value: 'a "b"\n', ...description },
    bytes: { base64: '/wA=', ...description, scopes: [] },
    plain: 'as before',
  })
  expect(readDocument(text)).toEqual(entries)
  expect(readDocument('{ "few": { "value": "v", "scopes": ["a"] } }')).toEqual([
    { name: 'few', value: Buffer.from('v'), description: { scopes: ['a'] } },
  ])
})

test.each([
  ['{}'],
  ['{ "scopes": [] }'],
  ['{ "value": "v", "base64": "dg==" }'],
  ['{ "value": 1 }'],
  ['{ "value": ["v"] }'],
  ['{ "value": "v", "releases": [] }'],
  ['{ "value": "v", "name": "other" }'],
  ['{ "value": "v", "scopes": "blab" }'],
  ['{ "value": "v", "scopes": [1] }'],
  ['{ "value": "v", "rotated": "today" }'],
  ['{ "value": "v", "rotated": -1 }'],
  ['{ "value": "v", "rotated": 1.5 }'],
  ['{ "value": "v", "kind": "key" }'],
  ['{ "value": "v", "classification": null }'],
  ['{ "value": "v", "rotateCommand": "sh" }'],
  ['{ "base64": "dg" }'],
])('an entry of a document is refused, and not quoted: %s', (entry) => {
  let said = ''
  try {
    readDocument(`{ "odd": ${entry} }`)
  } catch (error) {
    const { code, message, hints } = error as AirlockError
    said = [code, message, ...hints].join(' ')
  }
  expect(said).toMatch(/^AIRLOCK_USAGE /)
  expect(said).not.toMatch(/"v"|blab|other/)
})
