import { expect, test } from 'vitest'
import type { Check } from '../../../../src/inspect/check.ts'
import { rate } from '../../../../src/inspect/checks/rate.ts'
import { Rates } from '../../../../src/inspect/rates/rates.ts'
import type { Side } from '../../../../src/inspect/verdict.ts'
import * as d from '../doors.ts'

/** A session in which two requests a side and two notifications pass in a minute; what passes is charged. */
function door() {
  const slow = { requestsPerMinute: 2, burst: 2 }
  const rates = new Rates({ limits: [{ ...slow, tools: {} }], now: () => 0, notices: slow })
  const check: Check = (message, view) => {
    const verdict = rate(message, { ...view, policy: { ...view.policy, rates } })
    if (verdict === undefined) rates.take(message, view)
    return verdict
  }
  const inspector = d.door({ checks: [check] })
  d.play(inspector, d.handshake({ roots: {}, sampling: {} }))
  return (from: Side, line: string) => d.say(inspector, from, line)
}

const read = (id: number) => d.request(id, 'resources/read', { uri: 'x:y' })
const sample = (id: number) =>
  d.request(id, 'sampling/createMessage', { messages: [], maxTokens: 1 })
const log = d.notify('notifications/message', { level: 'info', data: 'x' })

test('a model is told when to try again, in the result of its tool', () => {
  const say = door()
  expect(say('client', d.call(1)).kind).toBe('forward')
  expect(say('client', d.call(2)).kind).toBe('forward')
  const verdict = say('client', d.call(3))
  expect(verdict).toMatchObject({ kind: 'answer', to: 'client', code: 'rate-exceeded' })
  const { id, result } = JSON.parse(
    Buffer.from('line' in verdict ? (verdict.line ?? []) : []).toString(),
  )
  expect(id).toBe(3)
  expect(result.isError).toBe(true)
  expect(result.content[0].text).toBe(
    'mcp-airlock: too many requests: wait 30000 ms and send it again (retryAfterMs=30000)',
  )
})

test('other requests are refused with an error, each side by itself', () => {
  const say = door()
  expect([1, 2, 3].map((id) => d.show(say('client', read(id))))).toEqual([
    'forward',
    'forward',
    'answer client 3 rate-exceeded',
  ])
  expect([1, 2, 3].map((id) => d.show(say('server', sample(id))))).toEqual([
    'forward',
    'forward',
    'answer server 3 rate-exceeded',
  ])
})

test('log messages over the rate are dropped', () => {
  const say = door()
  expect([1, 2, 3].map(() => d.show(say('server', log)))).toEqual([
    'forward',
    'forward',
    'drop rate-exceeded',
  ])
})

test('what ends or only looks is never refused', () => {
  const say = door()
  for (let id = 1; id < 4; id += 1) say('client', d.call(id))
  expect(d.show(say('client', d.notify('notifications/cancelled', { requestId: 1 })))).toBe(
    'forward',
  )
  expect(d.show(say('client', d.request(8, 'tools/list')))).toBe('forward')
  expect(d.show(say('server', d.result(2, d.text())))).toBe('forward')
})
