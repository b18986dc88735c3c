import { expect, test } from 'vitest'
import * as d from '../doors.ts'

const form = {
  message: 'name?',
  requestedSchema: { type: 'object', properties: { name: { type: 'string' } } },
}
const sampling = {
  messages: [{ role: 'user', content: { type: 'text', text: 'x' } }],
  maxTokens: 1,
}
const link = (url: string) => ({ mode: 'url', message: 'm', url, elicitationId: 'e' })
const asks = (inputRequests: object, more: object = {}) => ({
  resultType: 'input_required',
  inputRequests,
  ...more,
})
const elicit = (params: object) => ({ method: 'elicitation/create', params })
const complete = { ...d.text(), resultType: 'complete' }
const task = {
  taskId: 't',
  status: 'working',
  createdAt: '2026-01-01T00:00:00Z',
  lastUpdatedAt: '2026-01-01T00:00:00Z',
}
const TASKS = { extensions: { 'io.modelcontextprotocol/tasks': {} } }
const unsupported = {
  code: -32022,
  message: 'unsupported',
  data: { supported: ['2026-07-28'], requested: '2031-01-01' },
}
const progress = (progressToken: unknown, value = 1) =>
  d.notify('notifications/progress', { progressToken, progress: value })
const onStream = (method: string, id: unknown, params: object = {}) =>
  d.notify(method, { ...params, _meta: { 'io.modelcontextprotocol/subscriptionId': id } })

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
  [
    'requests that the client did not offer to answer',
    [
      ...d.handshake({ elicitation: { form: {} }, sampling: {} }),
      ['server', d.request(1, 'roots/list'), 'answer server 1 capability-not-offered'],
      ['server', d.request(2, 'elicitation/create', form), 'forward'],
      [
        'server',
        d.request(3, 'elicitation/create', link('https://example.org')),
        'answer server 3 capability-not-offered',
      ],
      ['server', d.request(4, 'sampling/createMessage', sampling), 'forward'],
      [
        'server',
        d.request(5, 'sampling/createMessage', {
          ...sampling,
          tools: [{ name: 'a', inputSchema: { type: 'object' } }],
        }),
        'answer server 5 capability-not-offered',
      ],
      ['server', d.request(6, 'tasks/list'), 'answer server 6 capability-not-offered'],
      ['server', d.request(7, 'ping'), 'forward'],
    ],
  ],
  [
    'an empty elicitation capability, which means forms',
    [
      ...d.handshake({ elicitation: {} }),
      ['server', d.request(2, 'elicitation/create', form), 'forward'],
    ],
  ],
  [
    'an elicitation capability of addresses only',
    [
      ...d.handshake({ elicitation: { url: {} } }),
      [
        'server',
        d.request(2, 'elicitation/create', form),
        'answer server 2 capability-not-offered',
      ],
      ['server', d.request(3, 'elicitation/create', link('https://example.org/a?b=c')), 'forward'],
    ],
  ],
  [
    'hidden requests, by what their own request offered',
    [
      ['client', d.modernCall(1, { elicitation: {} }), 'forward'],
      ['server', d.result(1, asks({ a: elicit(form) })), 'forward'],
      ['client', d.modernCall(2), 'forward'],
      ['server', d.result(2, asks({ a: elicit(form) })), 'answer client 2 capability-not-offered'],
      ['client', d.modernCall(3, { roots: {} }), 'forward'],
      [
        'server',
        d.result(3, asks({ a: { method: 'roots/list' }, b: elicit(form) })),
        'answer client 3 capability-not-offered',
      ],
      ['client', d.modernCall(4, { elicitation: { url: {} } }), 'forward'],
      [
        'server',
        d.result(4, asks({ a: elicit({ mode: 'url', message: 'm', url: 'file:///etc/passwd' }) })),
        'answer client 4 unsafe-url',
      ],
    ],
  ],
  [
    'input wanted where it must not be',
    [
      ['client', d.request(1, 'tools/list', d.modern({}, { elicitation: {} })), 'forward'],
      ['server', d.result(1, asks({ a: elicit(form) })), 'answer client 1 invalid-response'],
      ...d.handshake({ elicitation: {} }),
      ['client', d.call(2), 'forward'],
      [
        'server',
        d.result(2, { ...d.text(), ...asks({ a: elicit(form) }) }),
        'answer client 2 input-not-allowed',
      ],
    ],
  ],
  [
    'a state that comes back as it was issued, more than once',
    [
      ['client', d.modernCall(1, { elicitation: {} }), 'forward'],
      ['server', d.result(1, asks({ a: elicit(form) }, { requestState: 's' })), 'forward'],
      [
        'client',
        d.modernCall(2, {}, { requestState: 's', inputResponses: { a: { action: 'decline' } } }),
        'forward',
      ],
      ['server', d.result(2, complete), 'forward'],
      ['client', d.modernCall(3, {}, { requestState: 's' }), 'forward'],
      ['client', d.modernCall(4, {}, { requestState: 'S' }), 'answer client 4 request-state'],
      [
        'client',
        d.modernCall(5, {}, { requestState: 's', name: 'other' }),
        'answer client 5 request-state',
      ],
      [
        'client',
        d.modernCall(6, {}, { requestState: 's', inputResponses: { b: { action: 'decline' } } }),
        'answer client 6 request-state',
      ],
      [
        'client',
        d.modernCall(7, {}, { inputResponses: { a: { action: 'decline' } } }),
        'answer client 7 request-state',
      ],
      [
        'client',
        d.request(8, 'resources/read', d.modern({ uri: 'echo', requestState: 's' })),
        'answer client 8 request-state',
      ],
    ],
  ],
  [
    'input without a state',
    [
      ['client', d.modernCall(1, { elicitation: {} }), 'forward'],
      ['server', d.result(1, asks({ a: elicit(form) })), 'forward'],
      ['client', d.modernCall(2, {}, { inputResponses: { a: { action: 'decline' } } }), 'forward'],
    ],
  ],
  [
    'progress of what runs',
    [
      ...d.handshake({ roots: {} }),
      ['server', progress(1), 'drop unknown-token'],
      ['client', d.call(1, { _meta: { progressToken: 1 } }), 'forward'],
      ['server', progress(1), 'forward'],
      ['server', progress(1, 0.5), 'forward'],
      ['server', progress('1'), 'drop unknown-token'],
      ['client', progress(1), 'drop unknown-token'],
      ['server', d.result(1, d.text()), 'forward'],
      ['server', progress(1), 'drop unknown-token'],
      ['client', d.call(2, { _meta: { progressToken: 'a' } }), 'forward'],
      ['client', d.notify('notifications/cancelled', { requestId: 2 }), 'forward'],
      ['server', progress('a'), 'drop unknown-token'],
      ['server', d.request(9, 'roots/list', { _meta: { progressToken: 7 } }), 'forward'],
      ['client', progress(7), 'forward'],
    ],
  ],
  [
    'tasks of 2025-11-25: progress that goes on, and an outcome of the right shape',
    [
      ...d.handshake(),
      ['client', d.call(1, { task: {}, _meta: { progressToken: 'p' } }), 'forward'],
      ['server', d.result(1, { task: { ...task, ttl: null } }), 'forward'],
      ['server', progress('p'), 'forward'],
      ['client', d.request(2, 'tasks/result', { taskId: 't' }), 'forward'],
      ['server', d.result(2, { content: 1 }), 'answer client 2 invalid-response'],
      ['client', d.request(3, 'tasks/result', { taskId: 't' }), 'forward'],
      ['server', d.result(3, d.text()), 'forward'],
      ['client', d.call(4), 'forward'],
      ['server', d.result(4, { task: { ...task, ttl: null } }), 'answer client 4 invalid-response'],
      ['client', d.call(5, { task: {} }), 'forward'],
      ['server', d.result(5, d.text()), 'forward'],
    ],
  ],
  [
    'tasks of the extension, and what they ask for',
    [
      ['client', d.modernCall(1, { ...TASKS, elicitation: {} }), 'forward'],
      ['server', d.result(1, { ...task, ttlMs: null, resultType: 'task' }), 'forward'],
      ['client', d.request(2, 'tasks/get', d.modern({ taskId: 't' }, TASKS)), 'forward'],
      [
        'server',
        d.result(2, {
          ...task,
          ttlMs: null,
          resultType: 'complete',
          status: 'input_required',
          inputRequests: { a: elicit(form) },
        }),
        'forward',
      ],
      [
        'server',
        d.notify('notifications/tasks', {
          ...task,
          ttlMs: null,
          status: 'input_required',
          inputRequests: { a: { method: 'roots/list' } },
        }),
        'drop capability-not-offered',
      ],
      ['client', d.request(3, 'tasks/get', d.modern({ taskId: 't' }, TASKS)), 'forward'],
      [
        'server',
        d.result(3, {
          ...task,
          ttlMs: null,
          resultType: 'complete',
          status: 'completed',
          result: { content: 1 },
        }),
        'answer client 3 invalid-response',
      ],
      ['client', d.modernCall(4), 'forward'],
      [
        'server',
        d.result(4, { ...task, ttlMs: null, resultType: 'task' }),
        'answer client 4 invalid-response',
      ],
    ],
  ],
  [
    'subscriptions while they are open',
    [
      [
        'client',
        d.request(
          's',
          'subscriptions/listen',
          d.modern({ notifications: { toolsListChanged: true } }),
        ),
        'forward',
      ],
      [
        'server',
        onStream('notifications/subscriptions/acknowledged', 's', { notifications: {} }),
        'forward',
      ],
      ['server', onStream('notifications/tools/list_changed', 's'), 'forward'],
      ['server', onStream('notifications/tools/list_changed', 't'), 'drop unknown-subscription'],
      [
        'server',
        d.notify('notifications/subscriptions/acknowledged', { notifications: {} }),
        'drop unknown-subscription',
      ],
      ['client', d.notify('notifications/cancelled', { requestId: 's' }), 'forward'],
      ['server', onStream('notifications/tools/list_changed', 's'), 'drop unknown-subscription'],
    ],
  ],
  [
    'cancellations by a server',
    [
      ['client', d.modernCall(1), 'forward'],
      ['server', d.notify('notifications/cancelled', { requestId: 1 }), 'drop foreign-cancel'],
      ['server', d.notify('notifications/cancelled', { requestId: 99 }), 'forward'],
      [
        'client',
        d.request('s', 'subscriptions/listen', d.modern({ notifications: {} })),
        'forward',
      ],
      ['server', d.notify('notifications/cancelled', { requestId: 's' }), 'forward'],
    ],
  ],
])('rules about %s', (_name, steps) => {
  d.play(d.door(), steps)
})

test.each([
  ['https://example.org/a?b=c#d', true],
  ['http://127.0.0.1:8080/x', true],
  ['http://localhost/x', true],
  ['http://[::1]/x', true],
  ['http://example.org', false],
  ['http://localhost.example.org', false],
  ['https://user:word@example.org', false],
  ['https://example.org\\@evil.example', false],
  ['https://exa mple.org', false],
  ['https://example.org/\u0007', false],
  ['https://example.org/\u202egpj.exe', false],
  ['file:///etc/passwd', false],
  ['javascript:alert(1)', false],
  ['-flag', false],
  ['https:example.org', false],
  ['', false],
])('an address to open: %j, %s', (url, isSafe) => {
  const inspector = d.door()
  d.play(inspector, d.handshake({ elicitation: { url: {} } }))
  const outcome = d.show(d.say(inspector, 'server', d.request(1, 'elicitation/create', link(url))))
  expect(outcome === 'forward').toBe(isSafe)
  d.play(inspector, [['client', d.call(5), 'forward']])
  const elicitations = [link(url)]
  const required = { code: -32042, message: 'm', data: { elicitations } }
  expect(d.show(d.say(inspector, 'server', d.failure(5, required))) === 'forward').toBe(isSafe)
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
