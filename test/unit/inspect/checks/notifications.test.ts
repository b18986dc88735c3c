import { test } from 'vitest'
import * as d from '../doors.ts'

const form = {
  message: 'name?',
  requestedSchema: { type: 'object', properties: { name: { type: 'string' } } },
}
const elicit = (params: object) => ({ method: 'elicitation/create', params })
const task = {
  taskId: 't',
  status: 'working',
  createdAt: '2026-01-01T00:00:00Z',
  lastUpdatedAt: '2026-01-01T00:00:00Z',
}
const wanting = (a: object) => ({
  ...task,
  taskId: 'old',
  ttlMs: null,
  status: 'input_required',
  inputRequests: { a },
})
const TASKS = { extensions: { 'io.modelcontextprotocol/tasks': {} } }
const progress = (progressToken: unknown, value = 1) =>
  d.notify('notifications/progress', { progressToken, progress: value })
const onStream = (method: string, id: unknown, params: object = {}) =>
  d.notify(method, { ...params, _meta: { 'io.modelcontextprotocol/subscriptionId': id } })

test.each<readonly [string, readonly d.Step[]]>([
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
    'a task from before this session, by what its subscriber offers',
    [
      [
        'client',
        d.request(
          's',
          'subscriptions/listen',
          d.modern({ notifications: { taskIds: ['old'] } }, { ...TASKS, elicitation: {} }),
        ),
        'forward',
      ],
      ['server', onStream('notifications/tasks', 's', wanting(elicit(form))), 'forward'],
      [
        'server',
        onStream('notifications/tasks', 's', wanting({ method: 'roots/list' })),
        'drop capability-not-offered',
      ],
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
])('what goes on beside the answers: %s', (_name, steps) => {
  d.play(d.door(), steps)
})
