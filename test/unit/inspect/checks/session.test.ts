import { expect, test } from 'vitest'
import * as d from '../doors.ts'

const form = { message: 'm', requestedSchema: { type: 'object', properties: {} } }
const complete = { ...d.text(), resultType: 'complete' }
const unsupported = {
  code: -32022,
  message: 'unsupported',
  data: { supported: ['2026-07-28'], requested: '2031-01-01' },
}

test.each<readonly [string, readonly d.Step[]]>([
  [
    'one handshake',
    [
      ['client', d.initialize(0), 'forward'],
      ['client', d.initialize(1), 'answer client 1 repeated-initialize'],
      ['server', d.initialized(0), 'forward'],
      ['client', d.initialize(2), 'answer client 2 repeated-initialize'],
    ],
  ],
  [
    'a handshake that is tried again after an error or an answer that was refused',
    [
      ['client', d.initialize(0), 'forward'],
      ['server', d.failure(0), 'forward'],
      ['client', d.initialize(1), 'forward'],
      ['server', d.result(1, {}), 'answer client 1 invalid-response'],
      ['client', d.initialize(2), 'forward'],
      [
        'server',
        '{"jsonrpc":"2.0","id":2,"result":{"a":1,"a":2}}',
        'answer client 2 malformed-response',
      ],
      ['client', d.initialize(3), 'forward'],
      ['server', d.initialized(3), 'forward'],
    ],
  ],
  [
    'a handshake that cannot be cancelled',
    [
      ['client', d.initialize(0), 'forward'],
      ['client', d.notify('notifications/cancelled', { requestId: 0 }), 'drop initialize-cancel'],
      ['server', d.initialized(0), 'forward'],
    ],
  ],
  [
    'requests and notifications before the handshake',
    [
      ['client', d.request(1, 'tools/list'), 'forward'],
      ['server', d.result(1, { tools: [] }), 'forward'],
      ['server', d.notify('notifications/tools/list_changed'), 'forward'],
      ['server', d.request(1, 'ping'), 'forward'],
      ['client', d.result(1), 'forward'],
      ['server', d.request(2, 'roots/list'), 'answer server 2 capability-not-offered'],
    ],
  ],
  [
    'a probe and its answer, whatever they say',
    [
      ['client', d.request('p', 'server/discover', { x: 1 }), 'forward'],
      ['server', d.result('p', { resultType: 7 }), 'forward'],
      ['client', d.request('q', 'server/discover'), 'forward'],
      ['server', d.failure('q', { code: 'x' }), 'forward'],
      // A probe alone says nothing about the era.
      ['server', d.request(1, 'ping'), 'forward'],
    ],
  ],
  [
    'revisions that are not known, by the newest that is',
    [
      ['client', d.initialize(0, {}, '2031-01-01'), 'forward'],
      ['server', d.initialized(0, '2031-01-01'), 'forward'],
      ['client', d.call(1), 'forward'],
      ['server', d.result(1, {}), 'answer client 1 invalid-response'],
      [
        'client',
        d.request(
          2,
          'tools/list',
          d.modern({}, {}, { 'io.modelcontextprotocol/protocolVersion': '2031-01-01' }),
        ),
        'forward',
      ],
      ['server', d.failure(2, unsupported), 'forward'],
      ['client', d.request(3, 'http/open', d.modern()), 'answer client 3 unknown-method'],
    ],
  ],
  [
    'the revision that was agreed on',
    [
      ...d.handshake({ elicitation: {} }, '2024-11-05'),
      ['server', d.request(1, 'elicitation/create', form), 'answer server 1 unknown-method'],
      ['client', d.request(2, 'tasks/list'), 'answer client 2 unknown-method'],
    ],
  ],
  [
    'both eras on one pipe',
    [
      ...d.handshake({ roots: {} }),
      ['client', d.modernCall(1), 'forward'],
      ['client', d.call(2), 'forward'],
      ['server', d.result(2, d.text()), 'forward'],
      ['server', d.request(1, 'roots/list'), 'forward'],
      ['server', d.result(1, complete), 'forward'],
      ['client', d.result(1, { roots: [] }), 'forward'],
    ],
  ],
  [
    'requests of a server that has none',
    [
      ['client', d.modernCall(1, { roots: {} }), 'forward'],
      ['server', d.request(1, 'roots/list'), 'answer server 1 wrong-direction'],
      ['server', d.request(2, 'ping'), 'answer server 2 wrong-direction'],
      ['client', d.result(1, { roots: [] }), 'drop not-pending'],
      ['server', d.result(1, complete), 'forward'],
    ],
  ],
  [
    'methods in the wrong direction, and unknown ones',
    [
      ...d.handshake(),
      ['server', d.call(1), 'answer server 1 wrong-direction'],
      ['client', d.request(2, 'roots/list'), 'answer client 2 wrong-direction'],
      ['client', d.request(3, 'vendor/secret'), 'answer client 3 unknown-method'],
      ['server', d.request(3, 'vendor/secret'), 'answer server 3 unknown-method'],
      ['server', d.notify('notifications/vendor'), 'drop unknown-notification'],
      ['client', d.notify('notifications/message', {}), 'drop wrong-direction'],
    ],
  ],
  [
    'shapes of requests, notifications, results and errors',
    [
      ...d.handshake(),
      ['client', d.request(1, 'tools/call', {}), 'answer client 1 invalid-request'],
      ['server', d.notify('notifications/message', { level: 'x' }), 'drop invalid-notification'],
      ['client', d.call(2), 'forward'],
      ['server', d.result(2, { content: 'x' }), 'answer client 2 invalid-response'],
      ['client', d.call(3), 'forward'],
      ['server', d.failure(3, { code: 'x', message: 'm' }), 'answer client 3 invalid-response'],
      ['server', d.failure(null, { code: 'x', message: 'm' }), 'drop invalid-response'],
      ['server', d.result(3, d.text()), 'drop not-pending'],
    ],
  ],
  [
    'a late answer to a cancelled call, which is looked at too',
    [
      ...d.handshake(),
      ['client', d.call(1), 'forward'],
      ['client', d.call(2), 'forward'],
      ['client', d.notify('notifications/cancelled', { requestId: 1 }), 'forward'],
      ['client', d.notify('notifications/cancelled', { requestId: 2 }), 'forward'],
      ['server', d.result(1, d.text()), 'forward'],
      ['server', d.result(2, { content: 'x' }), 'answer client 2 invalid-response'],
    ],
  ],
])('the rules of a session: %s', (_name, steps) => {
  d.play(d.door(), steps)
})

test('names the place and what belongs there', () => {
  const inspector = d.door()
  d.play(inspector, d.handshake())
  const bad = d.say(inspector, 'client', d.request(1, 'tools/call', { name: 1 }))
  expect(bad).toMatchObject({
    reason: 'the request `tools/call` is not as in MCP 2025-11-25: `params.name` must be a string',
  })
})

test('methods that the profile names pass both ways, with any params and results', () => {
  d.play(d.door({ methods: ['vendor/x', 'notifications/vendor'] }), [
    ...d.handshake(),
    ['client', d.request(1, 'vendor/x', { a: 1 }), 'forward'],
    ['server', d.result(1, { b: 2 }), 'forward'],
    ['server', d.notify('notifications/vendor'), 'forward'],
    ['server', d.request(1, 'vendor/x'), 'forward'],
    ['client', d.request(2, 'vendor/y'), 'answer client 2 unknown-method'],
  ])
})

test('a method of the protocol is not turned around by naming it', () => {
  d.play(d.door({ methods: ['tools/call'] }), [
    ...d.handshake(),
    ['server', d.call(1), 'answer server 1 wrong-direction'],
  ])
})
