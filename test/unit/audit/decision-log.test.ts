import { expect, test } from 'vitest'
import { createDecisionLog } from '../../../src/audit/index.ts'
import type { DecisionEvent } from '../../../src/inspect/index.ts'

const EVENT: DecisionEvent = {
  kind: 'decision',
  from: 'client',
  method: 'tools/call',
  id: 1,
  role: 'admin',
  subject: { kind: 'tool', name: 'echo' },
  rule: 'tools.deny',
  verdict: 'answer',
  code: 'tool-denied',
  reason: 'denied',
}

const full = () => {
  throw new Error('no space')
}

function record(messages: 'none' | 'refused', line?: Uint8Array, event = EVENT): string {
  const lines: string[] = []
  const append = (text: string) => void lines.push(text)
  createDecisionLog({ append, session: 's-1', profile: 'notes', messages })(event, line)
  expect(lines).toHaveLength(1)
  return lines[0] as string
}

test('a decision is one line of JSON: the session, the time, the profile and the event', () => {
  const line = record('none')
  expect(line.endsWith('}\n')).toBe(true)
  const { session, time, profile, ...event } = JSON.parse(line)
  expect([session, profile, event]).toEqual(['s-1', 'notes', EVENT])
  expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  expect(Math.abs(Date.parse(time) - Date.now())).toBeLessThan(60_000)
})

test('a message is repeated only where the profile says so', () => {
  const bytes = Buffer.from('{"password":"hunter2"}')
  expect(record('none', bytes)).not.toContain('hunter2')
  expect(JSON.parse(record('refused', bytes)).message).toEqual({
    bytes: bytes.length,
    text: '{"password":"hunter2"}',
  })
  expect(JSON.parse(record('refused'))).not.toHaveProperty('message')
})

test('a line is printable ASCII whatever was sent, and says the same', () => {
  const text = '\u0000\u001b[2J\r\n\t\u007f\u0085\u200b\u202e\u2028é日\u{1f600}\u{e0041}'
  const line = record('refused', Buffer.from(text), { ...EVENT, reason: 'é' })
  expect(line).toMatch(/^[ -~]+\n$/)
  expect(JSON.parse(line)).toMatchObject({ reason: 'é', message: { text } })
})

test('what the record cannot take is not swallowed', () => {
  const observe = createDecisionLog({ append: full, session: 's', profile: 'p', messages: 'none' })
  expect(() => observe(EVENT, undefined)).toThrow('no space')
})

test('of a flood the first thousand are written, then powers of ten; a use is always written', () => {
  const lines: string[] = []
  const append = (text: string) => void lines.push(text)
  const observe = createDecisionLog({ append, session: 's', profile: 'p', messages: 'none' })
  const { subject: _, id: __, ...rest } = EVENT
  const flood: DecisionEvent = { ...rest, from: 'server', verdict: 'drop' }
  for (let left = 100_000; left > 0; left -= 1) observe(flood, undefined)
  const seen = lines.map((line) => JSON.parse(line).times)
  expect(seen.slice(0, 3)).toEqual([undefined, 2, 3])
  expect(seen.slice(999)).toEqual([1000, 10_000, 100_000])
  observe({ ...flood, method: 'other' }, undefined)
  for (let left = 2000; left > 0; left -= 1) observe(EVENT, undefined)
  expect(lines).toHaveLength(1002 + 1 + 2000)
})

test('kinds beyond the bound are counted together', () => {
  let lines = 0
  const append = () => {
    lines += 1
  }
  const observe = createDecisionLog({ append, session: 's', profile: 'p', messages: 'none' })
  const { subject: _, ...rest } = EVENT
  for (let left = 5000; left > 0; left -= 1) observe({ ...rest, method: `m${left}` }, undefined)
  expect(lines).toBe(256 + 1000)
})
