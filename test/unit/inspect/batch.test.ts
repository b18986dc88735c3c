import { expect, test } from 'vitest'
import type { Verdict } from '../../../src/inspect/index.ts'
import * as d from './doors.ts'

const ping = (id: unknown) => d.request(id, 'ping')
const array = (...messages: readonly string[]) => `[${messages.join(',')}]`
const progress = d.notify('notifications/progress', { progressToken: 't', progress: 1 })
const opening = d.handshake({}, '2025-03-26')
/** A door with batches, in which these steps have been played. */
function open(steps: readonly d.Step[] = opening, options: Parameters<typeof d.door>[0] = {}) {
  const inspector = d.door({ batches: 'allow', ...options })
  d.play(inspector, steps)
  return inspector
}

test('batches pass as they came, both ways, where the revision and the profile have them', () => {
  d.play(open(), [
    ['client', ` [${ping(1)} ,\t${ping('1')}] `, 'forward'],
    ['server', array(d.result(1), d.result('1')), 'forward'],
    [
      'server',
      array(ping(1), d.notify('notifications/message', { level: 'info', data: 1 })),
      'forward',
    ],
    ['client', array(d.result(1)), 'forward'],
    ['client', array(d.notify('notifications/roots/list_changed')), 'forward'],
  ])
})

test('each message of a batch is judged as if it stood alone, and the others go on as a batch', () => {
  d.play(open(), [
    [
      'client',
      array(ping(1), ping(1), ping(2)),
      `batch ${array(ping(1), ping(2))} | drop duplicate-id`,
    ],
    [
      'client',
      array('{"jsonrpc":"2.0","id":3,"method":"ping","id":3}', ping(4)),
      `batch ${array(ping(4))} | answer client 3 malformed-request`,
    ],
    [
      'client',
      array(d.request(5, 'no'), d.notify('no'), d.request(6, 'tools/call', { name: 7 })),
      'batch nothing | answer client 5 unknown-method | drop unknown-notification | answer client 6 invalid-request',
    ],
    [
      'server',
      array(d.result(1), d.result(1), d.result(2, 7), d.result(9)),
      `batch ${array(d.result(1))} | drop not-pending | answer client 2 malformed-response | drop not-pending`,
    ],
    [
      'server',
      array(d.result(4), '7', '[]'),
      `batch ${array(d.result(4))} | drop batch | drop batch`,
    ],
    ['server', array(progress), 'batch nothing | drop unknown-token'],
  ])
})

test.each([
  ['initialize', d.initialize(1, {}, '2025-03-26'), 'repeated-initialize'],
  ['a probe', d.request(1, 'server/discover', d.modern()), 'malformed-request'],
  ['a request of 2026-07-28', d.modernCall(1), 'malformed-request'],
])('%s does not come in a batch', (_name, line, code) => {
  const outcome = `batch ${array(ping(2))} | answer client 1 ${code}`
  d.play(open(), [['client', array(line, ping(2)), outcome]])
})

test.each<readonly [string, readonly d.Step[], 'allow' | 'deny']>([
  ['the profile denies batches', opening, 'deny'],
  ['there was no handshake', [], 'allow'],
  ['the handshake has no answer yet', opening.slice(0, 1), 'allow'],
  [
    'the handshake failed',
    [...opening.slice(0, 1), ['server', d.failure('init'), 'forward']],
    'allow',
  ],
  ['the revision is 2024-11-05', d.handshake({}, '2024-11-05'), 'allow'],
  ['the revision is 2025-06-18', d.handshake({}, '2025-06-18'), 'allow'],
  [
    'the server chose another revision',
    [...opening.slice(0, 1), ['server', d.initialized('init', '2025-06-18'), 'forward']],
    'allow',
  ],
])('a batch is refused when %s, and each request in it is answered', (_name, steps, batches) => {
  d.play(open(steps, { batches }), [
    ['client', array(ping(1)), 'batch nothing | answer client 1 malformed-request'],
    [
      'client',
      array(ping(1), ping('b'), d.notify('x')),
      'batch nothing | answer client 1 malformed-request | answer client "b" malformed-request',
    ],
    ['client', array(d.notify('x')), 'drop batch'],
    ['client', array('1', '2'), 'batch nothing | answer client null malformed-request'],
    ['client', '[', 'batch nothing | answer client null malformed-request'],
    [
      'server',
      array(ping(1), ping(2)),
      'batch nothing | answer server 1 malformed-request | answer server 2 malformed-request',
    ],
    ['server', '[info] listening on {1}', 'noise'],
    ['server', array(d.result(7)), 'drop batch'],
  ])
})

test('answers in a batch that is refused are answered to the client that waits', () => {
  d.play(open(opening, { batches: 'deny' }), [
    ['client', ping(1), 'forward'],
    ['client', ping(2), 'forward'],
    [
      'server',
      array(d.result(1), d.failure(2), d.result(3)),
      'batch nothing | answer client 1 malformed-response | answer client 2 malformed-response',
    ],
    ['server', d.result(1), 'drop not-pending'],
  ])
})

test('calls and answers in one array are no batch', () => {
  d.play(open(), [
    ['client', ping(1), 'forward'],
    [
      'server',
      array(d.result(1), ping(5)),
      'batch nothing | answer client 1 malformed-response | answer server 5 malformed-request',
    ],
  ])
})

test('a batch of more messages than may wait is refused, and so many of them are answered', () => {
  const pings = Array.from({ length: 9 }, (_, id) => ping(id))
  const inspector = open(opening, { limits: { outstandingRequests: 8 } })
  const verdict = d.say(inspector, 'client', array(...pings))
  expect(answered(verdict)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, null])
  d.play(inspector, [['client', array(...pings.slice(1)), 'forward']])
  expect(answered(d.say(inspector, 'client', array(ping(20))))).toEqual([20])
})

test('a batch with more values than a line may have is refused', () => {
  const big = d.call(1, { arguments: { a: Array.from({ length: 60 }, () => 0) } })
  const inspector = open(opening, { limits: { values: 100 } })
  expect(answered(d.say(inspector, 'client', array(big, big.replace('1', '2'))))).toContain(1)
  d.play(inspector, [['client', array(big), 'forward']])
})

test('a refused batch counts once, a refused message of a batch each time', () => {
  const broken = Array.from({ length: 60 }, (_, id) => `{"jsonrpc":"2.0","id":${id},"method":7}`)
  const denied = open(opening, { batches: 'deny' })
  for (let round = 0; round < 99; round += 1) {
    expect(answered(d.say(denied, 'client', array(...broken)))).toHaveLength(60)
  }
  const last = d.say(denied, 'client', array(...broken))
  expect(last.kind === 'batch' && last.refused.at(-1)?.kind).toBe('end')
  const allowed = open()
  const all = [...broken, ...broken, ping('z')]
  const verdict = d.say(allowed, 'client', array(...all))
  expect(verdict.kind).toBe('batch')
  expect(d.show(verdict)).toContain('end too-many-violations')
  expect(answered(verdict)).toHaveLength(all.length)
})

/** The ids of all answers to the client. */
function answered(verdict: Verdict): unknown[] {
  if (verdict.kind !== 'batch') return []
  return verdict.refused.flatMap((one) => {
    const answer = one.kind === 'end' ? one.answer : one.kind === 'answer' ? one : undefined
    return answer === undefined ? [] : [JSON.parse(String(answer.line)).id]
  })
}
