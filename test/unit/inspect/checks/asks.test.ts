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
const required = {
  code: -32042,
  message: 'm',
  data: { elicitations: [link('https://example.org')] },
}
const tasks = { extensions: { 'io.modelcontextprotocol/tasks': {} } }
const task = {
  taskId: 't',
  status: 'completed',
  createdAt: '2026-01-01T00:00:00Z',
  lastUpdatedAt: '2026-01-01T00:00:00Z',
  ttlMs: null,
}
const taskOf = (id: number, taskId = 't') => d.request(id, 'tasks/get', d.modern({ taskId }, tasks))
const done = (result: object) => ({ ...task, resultType: 'complete', result })
const far = (end: string) => `n://${'x'.repeat(1100)}${end}`
const complete = { ...d.text(), resultType: 'complete' }

test.each<readonly [string, readonly d.Step[]]>([
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
    'input wanted in the answer to a probe',
    [
      ['client', d.request(1, 'server/discover', d.modern({}, { elicitation: {} })), 'forward'],
      ['server', d.result(1, asks({ a: elicit(form) })), 'answer client 1 invalid-response'],
      ['client', d.request(2, 'server/discover', d.modern()), 'forward'],
      ['server', d.result(2, { inputRequests: {} }), 'answer client 2 invalid-response'],
      ['client', d.request(3, 'server/discover', d.modern()), 'forward'],
      ['server', d.failure(3, required), 'answer client 3 capability-not-offered'],
    ],
  ],
  [
    'input wanted in the outcome of a task',
    [
      ['client', d.modernCall(1, tasks), 'forward'],
      ['server', d.result(1, { ...task, status: 'working', resultType: 'task' }), 'forward'],
      ['client', taskOf(2), 'forward'],
      [
        'server',
        d.result(2, done(asks({ a: elicit(form) }))),
        'answer client 2 capability-not-offered',
      ],
      ['client', taskOf(3, 'unknown'), 'forward'],
      [
        'server',
        d.result(3, done(asks({ a: elicit(form) }))),
        'answer client 3 capability-not-offered',
      ],
      ['client', taskOf(4), 'forward'],
      [
        'server',
        d.result(4, { ...task, resultType: 'complete', status: 'failed', error: required }),
        'answer client 4 capability-not-offered',
      ],
      [
        'server',
        d.notify('notifications/tasks', { ...task, result: asks({ a: elicit(form) }) }),
        'drop capability-not-offered',
      ],
      ['client', taskOf(5), 'forward'],
      ['server', d.result(5, done(complete)), 'forward'],
    ],
  ],
  [
    'a state that comes back for another address, behind a name that is nobody’s',
    [
      ['client', d.request(1, 'resources/read', d.modern({ uri: 'n://a' })), 'forward'],
      ['server', d.result(1, { resultType: 'input_required', requestState: 's' }), 'forward'],
      [
        'client',
        d.request(
          2,
          'resources/read',
          d.modern({ uri: 'n://b', name: 'n://a', requestState: 's' }),
        ),
        'answer client 2 request-state',
      ],
      [
        'client',
        d.request(3, 'resources/read', d.modern({ uri: 'n://a', requestState: 's' })),
        'forward',
      ],
    ],
  ],
  [
    'a state that comes back for an address too long to be remembered',
    [
      ['client', d.request(1, 'resources/read', d.modern({ uri: far('a') })), 'forward'],
      ['server', d.result(1, { resultType: 'input_required', requestState: 's' }), 'forward'],
      [
        'client',
        d.request(2, 'resources/read', d.modern({ uri: far('b'), requestState: 's' })),
        'answer client 2 request-state',
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
])('what a server asks for: %s', (_name, steps) => {
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
