import { expect, test } from 'vitest'
import * as d from '../doors.ts'
import { role } from '../roles.ts'

const rules = {
  tools: { deny: ['delete_*'], approve: ['write_*'] },
  resources: { allow: ['notes://**'], deny: ['notes://private/**'], approve: ['notes://held'] },
  prompts: { deny: ['secret'], approve: ['held'] },
}

const tool = (name: string, more: object = {}) => d.call(1, { name, ...more })
const listen = (...resourceSubscriptions: readonly string[]) =>
  d.request(1, 'subscriptions/listen', d.modern({ notifications: { resourceSubscriptions } }))

const answerTo = (line: string) => {
  const verdict = d.say(d.door({ role: role(rules) }), 'client', line)
  if (verdict.kind !== 'answer') throw new Error(verdict.kind)
  return JSON.parse(Buffer.from(verdict.line).toString())
}

const complete = (ref: object) =>
  d.request(1, 'completion/complete', { ref, argument: { name: 'a', value: '' } })

test.each([
  [tool('echo'), 'forward'],
  [tool('delete_all'), 'result client 1 tool-denied'],
  [tool('delete_all', { task: {} }), 'answer client 1 tool-denied'],
  [tool('write_file'), 'result client 1 needs-approval'],
  [d.request(1, 'prompts/get', { name: 'open' }), 'forward'],
  [d.request(1, 'prompts/get', { name: 'secret' }), 'answer client 1 prompt-denied'],
  [d.request(1, 'prompts/get', { name: 'held' }), 'answer client 1 needs-approval'],
  [d.request(1, 'resources/read', { uri: 'notes://a' }), 'forward'],
  [d.request(1, 'resources/read', { uri: 'notes://private/a' }), 'answer client 1 resource-denied'],
  [d.request(1, 'resources/read', { uri: 'notes://held' }), 'answer client 1 needs-approval'],
  [d.request(1, 'resources/read', { uri: 'file:///etc' }), 'answer client 1 resource-denied'],
  [d.request(1, 'resources/subscribe', { uri: 'notes://a' }), 'forward'],
  [d.request(1, 'resources/subscribe', { uri: 'notes://held' }), 'forward'],
  [d.request(1, 'resources/subscribe', { uri: 'x:y' }), 'answer client 1 resource-denied'],
  [d.request(1, 'resources/unsubscribe', { uri: 'x:y' }), 'forward'],
  [complete({ type: 'ref/prompt', name: 'open' }), 'forward'],
  [complete({ type: 'ref/prompt', name: 'held' }), 'forward'],
  [complete({ type: 'ref/prompt', name: 'secret' }), 'answer client 1 prompt-denied'],
  [complete({ type: 'ref/resource', uri: 'notes://{id}' }), 'forward'],
  [complete({ type: 'ref/resource', uri: 'file:///{path}' }), 'answer client 1 resource-denied'],
  [d.request(1, 'tools/list'), 'forward'],
])('%s: %s', (line, outcome) => {
  d.play(d.door({ role: role(rules) }), [...d.handshake(), ['client', line, outcome]])
})

test('in 2026-07-28 too, each repetition and each subscription is decided', () => {
  const inspector = d.door({ role: role(rules) })
  d.play(inspector, [
    ['client', d.modernCall(1, {}, { name: 'delete_all' }), 'result client 1 tool-denied'],
    [
      'client',
      d.modernCall(1, {}, { name: 'delete_all', requestState: 's' }),
      'answer client 1 request-state',
    ],
    ['client', listen('notes://a', 'notes://private/b'), 'answer client 1 resource-denied'],
    ['client', listen('notes://a', 'notes://held'), 'forward'],
  ])
})

test('the answer to a call is a result of its revision', () => {
  const reason =
    'the tool `delete_all` is denied to the role `admin`: `tools.deny` covers it with `delete_*`'
  const result = {
    content: [{ type: 'text', text: `mcp-airlock: ${reason}` }],
    isError: true,
    _meta: { 'mcp-airlock/code': 'tool-denied' },
  }
  expect(answerTo(tool('delete_all'))).toEqual({ jsonrpc: '2.0', id: 1, result })
  expect(answerTo(d.modernCall('a', {}, { name: 'delete_all' }))).toEqual({
    jsonrpc: '2.0',
    id: 'a',
    result: { resultType: 'complete', ...result },
  })
})

test('a refused call is not remembered, and its id may be used again', () => {
  d.play(d.door({ role: role(rules) }), [
    ...d.handshake(),
    ['client', tool('delete_all'), 'result client 1 tool-denied'],
    ['server', d.result(1, d.text()), 'drop not-pending'],
    ['client', tool('echo'), 'forward'],
    ['server', d.result(1, d.text()), 'forward'],
  ])
})

test('a model that does not give in ends no session soon', () => {
  const inspector = d.door({ role: role(rules) })
  for (let call = 0; call < 5000; call++) {
    expect(d.show(d.say(inspector, 'client', tool('delete_all')))).toBe(
      'result client 1 tool-denied',
    )
  }
})

test('a name that is longer than what is looked at is refused where there are rules', () => {
  const long = d.request(1, 'resources/read', { uri: `notes://${'a'.repeat(20_000)}/../../x` })
  d.play(d.door({ role: role(rules) }), [['client', long, 'answer client 1 resource-denied']])
  d.play(d.door(), [['client', long, 'forward']])
})

const lists = (id: number, ...tools: readonly object[]) => d.result(id, { tools })
const listed = (name: string, annotations?: object) => ({
  name,
  inputSchema: { type: 'object' },
  ...(annotations && { annotations }),
})

test('in the role read-only only tools run that were listed and say that they only read', () => {
  const reading = listed('get', { readOnlyHint: true })
  const lying = listed('delete_all', { readOnlyHint: true })
  const silent = listed('other')
  d.play(d.door({ role: role({ tools: { deny: ['get_secret'] } }, 'read-only') }), [
    ...d.handshake(),
    ['client', tool('get'), 'result client 1 tool-denied'],
    ['client', d.request(1, 'tools/list'), 'forward'],
    ['server', lists(1, silent, reading, lying), `replace ${lists(1, reading)}\n`],
    ['client', tool('get'), 'forward'],
    ['server', d.result(1, d.text()), 'forward'],
    ['client', tool('other'), 'result client 1 tool-denied'],
    ['client', tool('delete_all'), 'result client 1 tool-denied'],
    ['client', d.request(1, 'tools/list', { cursor: 'x' }), 'forward'],
    [
      'server',
      lists(
        1,
        listed('get_secret', { readOnlyHint: true }),
        listed('other', { readOnlyHint: true }),
      ),
      `replace ${lists(1)}\n`,
    ],
    ['client', tool('get_secret'), 'result client 1 tool-denied'],
    ['client', tool('get'), 'forward'],
  ])
})

test('the role read-only leaves resources and prompts to the profile', () => {
  d.play(d.door({ role: role({}, 'read-only') }), [
    ...d.handshake(),
    ['client', d.request(1, 'resources/read', { uri: 'a:b' }), 'forward'],
    ['client', d.request(2, 'prompts/get', { name: 'write' }), 'forward'],
  ])
})

test('each message of a batch is decided by itself', () => {
  const denied = d.call(2, { name: 'delete_all' })
  d.play(d.door({ role: role(rules), batches: 'allow' }), [
    ...d.handshake({}, '2025-03-26'),
    [
      'client',
      `[${tool('echo')},${denied}]`,
      `batch [${tool('echo')}] | result client 2 tool-denied`,
    ],
  ])
})
