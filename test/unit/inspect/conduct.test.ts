import { isUtf8 } from 'node:buffer'
import { expect, test } from 'vitest'
import { createInspector, type Inspector } from '../../../src/inspect/index.ts'
import * as d from './doors.ts'

/** Says the same line until the session ends; returns how often, and undefined when it does not within `most`. */
function until(inspector: Inspector, from: 'client' | 'server', line: string, most: number) {
  for (let count = 1; count <= most; count += 1) {
    if (d.say(inspector, from, line).kind === 'end') return count
  }
  return undefined
}

test('a hundred violations of one side end the session', () => {
  const inspector = d.door()
  d.play(inspector, [...d.handshake(), ['client', d.call('waits'), 'forward']])
  const bad = d.notify('notifications/message', {})
  expect(until(inspector, 'server', bad, 1000)).toBe(100)
  d.play(inspector, [
    ['client', d.call('after'), 'answer client "after" session-ended'],
    ['server', bad, 'drop session-ended'],
    ['server', d.result('nobody'), 'drop not-pending'],
    ['server', 'listening', 'noise'],
  ])
  const [answer, ...more] = inspector.noteEnd().map((line) => JSON.parse(String(line)))
  expect(answer).toMatchObject({ id: 'waits', error: { data: { code: 'session-ended' } } })
  expect(more).toEqual([])
})

test('the last straw is answered too', () => {
  const inspector = d.door()
  d.play(inspector, d.handshake())
  for (let id = 1; id < 100; id += 1) d.say(inspector, 'client', d.request(id, 'tools/call', {}))
  const verdict = d.say(inspector, 'client', d.request(100, 'tools/call', {}))
  if (verdict.kind !== 'end' || verdict.answer === undefined) throw new Error(verdict.kind)
  expect(verdict.answer.to).toBe('client')
  expect(JSON.parse(String(verdict.answer.line))).toMatchObject({ id: 100 })
  expect(verdict.reason).toContain('`params` must have `name`')
})

test('good messages make up for bad ones', () => {
  const inspector = d.door()
  d.play(inspector, d.handshake())
  for (let round = 0; round < 300; round += 1) {
    d.play(inspector, [
      ['server', d.notify('notifications/message', {}), 'drop invalid-notification'],
    ])
    for (let good = 0; good < 100; good += 1) {
      d.say(inspector, 'server', d.notify('notifications/tools/list_changed'))
    }
  }
})

test('ten thousand harmless ones end it too, and noise never does', () => {
  const late = d.notify('notifications/progress', { progressToken: 1, progress: 1 })
  const inspector = d.door()
  d.play(inspector, d.handshake())
  expect(until(inspector, 'server', late, 20_000)).toBe(10_000)
  expect(until(d.door(), 'server', 'GET / 200', 20_000)).toBeUndefined()
})

test.each([
  ['client', 'GET /mcp HTTP/1.1\r', 'HTTP'],
  ['client', 'POST / HTTP/1.1\r', 'HTTP'],
  ['client', 'PRI * HTTP/2.0\r', 'HTTP/2'],
  ['client', 'Content-Length: 120\r', 'LSP'],
  ['server', 'HTTP/1.1 400 Bad Request\r', 'HTTP'],
  ['server', 'content-type: application/json\r', 'LSP'],
  ['server', '\u0000\u0000\u0006\u0004\u0000\u0000\u0000\u0000\u0000abc', 'HTTP/2'],
] as const)('the %s that begins with %j speaks another protocol', (from, line, name) => {
  for (const inspector of [d.door(), createInspector({ isUtf8 })]) {
    const verdict = d.say(inspector, from, line)
    expect(d.show(verdict)).toBe('end foreign-protocol')
    expect(verdict).toMatchObject({ reason: expect.stringContaining(name) })
  }
})

test('what only looks like another protocol is noise, and so is everything after a message', () => {
  d.play(d.door(), [
    ['server', 'GET /mcp 200 5ms', 'noise'],
    ['server', 'HTTP server listening', 'noise'],
    ['server', 'GET /mcp HTTP/1.1', 'noise'],
    ['client', d.request(1, 'ping'), 'forward'],
    ['server', d.result(1), 'forward'],
    ['server', 'HTTP/1.1 200 OK', 'noise'],
    ['client', 'GET / HTTP/1.1', 'drop not-object'],
  ])
})

test('another protocol ends a session once', () => {
  const inspector = d.door()
  d.play(inspector, [
    ['client', d.initialize(1), 'forward'],
    ['server', 'Content-Length: 10', 'end foreign-protocol'],
    ['server', 'Content-Length: 10', 'noise'],
    ['server', d.initialized(1), 'answer client 1 session-ended'],
  ])
  expect(inspector.noteEnd()).toEqual([])
})
