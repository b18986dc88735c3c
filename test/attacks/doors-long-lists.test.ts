import { expect, test } from 'vitest'
import { argumentFaults } from '../../src/inspect/arguments/faults.ts'
import { foldBatch } from '../../src/inspect/batch.ts'
import { compileSchema, lintSchema } from '../../src/inspect/tool-schema/index.ts'
import { ports } from '../unit/inspect/arguments/ports.ts'
import * as d from '../unit/inspect/doors.ts'

// In a process and not in a thread, whose stack is four times as large.

/** More than a call takes as arguments (V8 keeps them on the stack), and as many as a line may hold. */
const MANY = 200_000
const icons = `[${Array(MANY).fill('{"src":"x"}').join(',')}]`
const held = { icons: [] }
const filled = (message: string) => Buffer.from(message.replace('"icons":[]', `"icons":${icons}`))

test.each([
  [
    'a notification before anything else',
    d.notify('notifications/message', { level: 'info', data: 'x', y: held }),
  ],
  [
    'an error to nobody',
    JSON.stringify({ jsonrpc: '2.0', error: { code: 1, message: 'x', data: held } }),
  ],
])('as many icons as fit are judged: %s', (_name, message) => {
  expect(d.plainDoor().fromServer(filled(message))).toHaveProperty('kind')
})

test('a tool and an answer with as many icons as fit are judged, and who waits gets an answer', () => {
  const inspector = d.plainDoor()
  d.play(inspector, d.handshake())
  d.play(inspector, [
    ['client', d.request(1, 'tools/list'), 'forward'],
    ['client', d.call(2), 'forward'],
  ])
  const tools = [{ name: 't', inputSchema: { type: 'object' }, ...held }]
  for (const message of [d.result(1, { tools }), d.result(2, { content: [], ...held })]) {
    expect(['forward', 'replace', 'answer']).toContain(inspector.fromServer(filled(message)).kind)
  }
})

test('a batch may have as many notices as its messages have', () => {
  const notice = { code: 'hidden-text', places: [''] }
  const verdict = {
    kind: 'forward',
    notices: Array.from({ length: MANY }, () => ({ ...notice })),
  } as never
  const folded = foldBatch([{ line: Buffer.from('{}'), verdict }], 100)
  expect(folded).toMatchObject({ notices: { length: MANY } })
})

test('arguments with as many elements as fit are refused, also in a text', () => {
  const rules = [{ key: 'k', tool: '*', argument: 'b', rule: { kind: 'no-flag' } }] as const
  const zeros = `[${'0,'.repeat(MANY)}0]`
  for (const a of [JSON.parse(zeros) as unknown, zeros]) {
    expect(argumentFaults(rules, 't', { a }, ports())).toMatchObject([{ rule: 'bounds' }])
  }
})

type Link = (next: { readonly $ref: string }) => object

test.each<[string, Link]>([
  ['properties', (next) => ({ properties: { a: next } })],
  ['items', (next) => ({ items: next })],
  ['patternProperties', (next) => ({ patternProperties: { a: next } })],
  ['additionalProperties', (next) => ({ additionalProperties: next })],
  ['anyOf', (next) => ({ anyOf: [next] })],
])('a schema that is as long a chain of %s as may be is compiled and asked', (_keyword, link) => {
  const $defs = Object.fromEntries(
    Array.from({ length: 990 }, (_, at) => [`d${at}`, link({ $ref: `#/$defs/d${at + 1}` })]),
  )
  const linted = lintSchema({ ...link({ $ref: '#/$defs/d0' }), $defs: { ...$defs, d990: {} } })
  if (linted.kind !== 'sound') throw new Error('it may be that long')
  const validator = compileSchema(linted)
  expect(() => validator.validate({ a: [{ a: 'x' }] })).not.toThrow()
  expect(() => validator.fitsByOutline([])).not.toThrow()
})

test('a text as long as a line may be is held against the format of JSON pointers', () => {
  const linted = lintSchema({ type: 'string', format: 'json-pointer' })
  if (linted.kind !== 'sound') throw new Error('it is a sound schema')
  const long = '/'.padEnd(10_000_000, 'a')
  const validator = compileSchema(linted)
  expect(validator.validate(long)).toBeUndefined()
  expect(validator.validate(`${long}~2`)).toHaveLength(1)
})
