import { expect, test } from 'vitest'
import * as d from './doors.ts'

/** One round of a server that asks for nothing but to be asked again. */
function issue(inspector: ReturnType<typeof d.door>, id: number, requestState: string) {
  d.play(inspector, [
    ['client', d.modernCall(id), 'forward'],
    ['server', d.result(id, { resultType: 'input_required', requestState }), 'forward'],
  ])
}

const long = (letter: string) => letter.repeat(3 * 1024 * 1024)

const isKnown = (inspector: ReturnType<typeof d.door>, requestState: string) =>
  d.show(d.say(inspector, 'client', d.modernCall('retry', {}, { requestState }))) === 'forward'

test('forgets the oldest of 257 states', () => {
  const inspector = d.door()
  for (let id = 0; id < 257; id += 1) issue(inspector, id, `s${id}`)
  expect(isKnown(inspector, 's0')).toBe(false)
  expect(isKnown(inspector, 's1')).toBe(true)
})

test('forgets the oldest of states that are too long together, and keeps the newest whatever its length', () => {
  const inspector = d.door()
  issue(inspector, 1, long('a'))
  issue(inspector, 2, long('b'))
  expect(isKnown(inspector, long('a'))).toBe(false)
  expect(isKnown(inspector, long('b'))).toBe(true)
})

test('forgets the oldest of 257 tasks', () => {
  const task = {
    status: 'working',
    createdAt: '2026-01-01T00:00:00Z',
    lastUpdatedAt: '2026-01-01T00:00:00Z',
    ttl: null,
  }
  const inspector = d.door()
  d.play(inspector, d.handshake())
  for (let id = 0; id < 257; id += 1) {
    d.play(inspector, [
      ['client', d.call(id, { task: {} }), 'forward'],
      ['server', d.result(id, { task: { ...task, taskId: `t${id}` } }), 'forward'],
    ])
  }
  d.play(inspector, [
    ['client', d.request('new', 'tasks/result', { taskId: 't256' }), 'forward'],
    ['server', d.result('new', { content: 1 }), 'answer client "new" invalid-response'],
    // Of a task that is forgotten only that the outcome is an object.
    ['client', d.request('old', 'tasks/result', { taskId: 't0' }), 'forward'],
    ['server', d.result('old', { content: 1 }), 'forward'],
  ])
})
