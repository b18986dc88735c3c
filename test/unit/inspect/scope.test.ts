import { expect, test } from 'vitest'
import * as d from './doors.ts'

/** Rules about messages that are seldom: `door` also sees to it that none of them is left out where it would say something. */

test('too many notifications of the server are dropped', () => {
  const inspector = d.door({ now: () => 0 })
  d.play(inspector, d.handshake())
  const log = d.notify('notifications/message', { level: 'info', data: 'x' })
  const said = Array.from({ length: 1001 }, () => d.show(d.say(inspector, 'server', log)))
  expect(said.slice(-2)).toEqual(['forward', 'drop rate-exceeded'])
})

test('an address in an error is held against what addresses may be', () => {
  d.play(d.door(), [
    ...d.handshake(),
    ['client', d.call(1), 'forward'],
    [
      'server',
      d.failure(1, { code: 1, message: 'x', uri: 'javascript:alert(1)' }),
      'answer client 1 unsafe-url',
    ],
  ])
})

test('the outcome of a task that comes in a notification is held against the output schema', () => {
  const output = { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] }
  const tool = { name: 'echo', inputSchema: { type: 'object' }, outputSchema: output }
  const task = { taskId: 't', createdAt: NOW, lastUpdatedAt: NOW, ttlMs: null }
  const ended = (n: unknown) =>
    d.notify('notifications/tasks', {
      ...task,
      status: 'completed',
      result: { ...d.text(), resultType: 'complete', structuredContent: { n } },
    })
  const list = { tools: [tool], resultType: 'complete', ttlMs: 0, cacheScope: 'private' }
  d.play(d.door(), [
    ['client', d.request(1, 'tools/list', d.modern()), 'forward'],
    ['server', d.result(1, list), 'forward'],
    ['client', d.modernCall(2, TASKS), 'forward'],
    ['server', d.result(2, { ...task, status: 'working', resultType: 'task' }), 'forward'],
    ['server', ended(1), 'forward'],
    ['server', ended('one'), 'drop invalid-notification'],
  ])
})

const NOW = '2026-01-01T00:00:00Z'
const TASKS = { extensions: { 'io.modelcontextprotocol/tasks': {} } }
