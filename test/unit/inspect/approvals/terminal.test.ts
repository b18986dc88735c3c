import { expect, test } from 'vitest'
import type { DecisionEvent } from '../../../../src/inspect/index.ts'
import * as d from '../doors.ts'
import { hold, resolve, stage, write } from './stage.ts'

function greeted(more: Parameters<typeof stage>[0] = {}) {
  const made = stage(more)
  d.play(made.inspector, d.handshake())
  return made
}

const text = (length: number) => ({ text: 'x'.repeat(length) })

test('a request waits, others pass it, and with consent it goes on as it came', () => {
  const { inspector } = greeted()
  const line = write(1)
  const { question, ask } = hold(inspector, line)
  expect(ask).toBeUndefined()
  expect(question).toEqual({
    ticket: 'mcp-airlock:t1',
    profile: 'notes',
    kind: 'tool',
    name: 'write_file',
    arguments: '{"a":1}',
    way: 'terminal',
  })
  d.play(inspector, [
    ['client', d.call(2), 'forward'],
    ['server', d.result(2, d.text()), 'forward'],
  ])
  expect(resolve(inspector, question.ticket, 'once')).toBe(`forward ${line}`)
  d.play(inspector, [['server', d.result(1, d.text()), 'forward']])
})

test.each(['terminal', 'client'] as const)(
  'a rule that fails once consent is there answers the request, and the session is over (by the %s)',
  (way) => {
    const bugs: Error[] = []
    const failing = { now: false }
    const check = () => {
      if (failing.now) throw new RangeError('planted')
      return undefined
    }
    const { inspector } = stage({ checks: [check], onBug: (bug) => bugs.push(bug) })
    d.play(inspector, d.handshake(way === 'client' ? { elicitation: {} } : {}))
    const { question } = hold(inspector, write(1))
    failing.now = true
    const yes = { action: 'accept', content: { decision: 'allow once' } }
    const verdict =
      way === 'terminal'
        ? inspector.resolve(question.ticket, 'once')?.verdict
        : d.say(inspector, 'client', d.result(question.ticket, yes))
    expect(verdict).toMatchObject(way === 'terminal' ? ENDED : { kind: 'release', verdict: ENDED })
    expect(bugs).toHaveLength(1)
    expect(inspector.noteEnd()).toEqual([])
  },
)

const ENDED = { kind: 'end', code: 'internal-error', answer: { to: 'client' } }

test('what is kept is a copy', () => {
  const { inspector } = greeted()
  const bytes = Buffer.from(write(1))
  const verdict = inspector.fromClient(bytes)
  bytes.fill('?')
  if (verdict.kind !== 'hold') throw new Error(verdict.kind)
  expect(resolve(inspector, verdict.question.ticket, 'once')).toBe(`forward ${write(1)}`)
})

test('one yes is for one request and one ticket', () => {
  const { inspector } = greeted()
  const { question } = hold(inspector, write(1))
  expect(resolve(inspector, question.ticket, 'once')).toMatch(/^forward/)
  expect(resolve(inspector, question.ticket, 'once')).toBe('nothing')
  expect(resolve(inspector, 'mcp-airlock:t9', 'once')).toBe('nothing')
  hold(inspector, write(2))
  hold(inspector, write(3, { a: 2 }))
})

test.each([
  ['no', /and the person refused/],
  ['timeout', /nobody gave it in time.*`mcp-airlock approve`/],
  ['unavailable', /nobody can be asked/],
] as const)('%s is a result that says why', (outcome, reason) => {
  const { inspector } = greeted()
  const { question } = hold(inspector, write(1))
  const release = inspector.resolve(question.ticket, outcome)
  if (release?.verdict.kind !== 'answer') throw new Error(release?.verdict.kind)
  expect(d.show(release.verdict)).toBe('result client 1 needs-approval')
  expect(release.verdict.reason).toMatch(reason)
  expect(release.verdict.reason).toContain('`tools.approve` covers it with `write_*`')
  d.play(inspector, [['server', d.result(1, d.text()), 'drop not-pending']])
  hold(inspector, write(1))
})

test.each([
  ['a prompt', d.request(1, 'prompts/get', { name: 'held', arguments: { x: 'y' } }), 'held'],
  ['a resource', d.request(1, 'resources/read', { uri: 'notes://held' }), 'notes://held'],
])('%s waits too, and is refused by an error', (_title, line, name) => {
  const { inspector } = greeted()
  const { question } = hold(inspector, line)
  expect(question.name).toBe(name)
  expect(resolve(inspector, question.ticket, 'no')).toBe('answer client 1 needs-approval')
  expect(resolve(inspector, hold(inspector, line).question.ticket, 'once')).toBe(`forward ${line}`)
})

test('consent for the session is for the kind and the name, with any arguments', () => {
  const { inspector } = greeted()
  expect(resolve(inspector, hold(inspector, write(1)).question.ticket, 'session')).toMatch(
    /^forward/,
  )
  d.play(inspector, [['client', write(2, { other: [] }), 'forward']])
  hold(inspector, write(3, {}, 'write_other'))
  hold(inspector, d.request(4, 'prompts/get', { name: 'held' }))
})

test('the id of a request that waits is taken, and nobody else can answer it', () => {
  const { inspector } = greeted()
  const { question } = hold(inspector, write(1))
  d.play(inspector, [
    ['client', write(1), 'drop duplicate-id'],
    ['client', d.call(1), 'drop duplicate-id'],
    ['client', '{"jsonrpc":"2.0","id":1,"method":"x","y":1}', 'drop unknown-member'],
    ['server', d.result(1, d.text('forged')), 'drop not-pending'],
    ['server', d.failure(1), 'drop not-pending'],
    ['server', '{"jsonrpc":"2.0","id":1,"result":{},"y":1}', 'drop unknown-member'],
    [
      'server',
      d.notify('notifications/progress', { progressToken: 1, progress: 1 }),
      'drop unknown-token',
    ],
    ['server', d.notify('notifications/cancelled', { requestId: 1 }), 'drop foreign-cancel'],
  ])
  expect(resolve(inspector, question.ticket, 'once')).toMatch(/^forward/)
})

test('a cancellation ends the wait, the server learns of neither, and nobody is answered', () => {
  const { inspector } = greeted()
  const { question } = hold(inspector, write(1))
  const cancel = d.notify('notifications/cancelled', { requestId: 1 })
  d.play(inspector, [['client', cancel, 'release drop withdrawn']])
  expect(resolve(inspector, question.ticket, 'once')).toBe('nothing')
  expect(inspector.noteEnd()).toEqual([])
})

test('the end of the session answers whatever waits', () => {
  const { inspector } = greeted()
  const { question } = hold(inspector, write('w'))
  d.play(inspector, [['client', d.call('c'), 'forward']])
  const ids = inspector.noteEnd().map((line) => JSON.parse(Buffer.from(line).toString()).id)
  expect(ids).toEqual(['c', 'w'])
  expect(resolve(inspector, question.ticket, 'once')).toBe('nothing')
})

test('no more than sixteen requests wait, and the next ones are told when to try again', () => {
  const { inspector, clock } = greeted()
  const first = hold(inspector, write(0))
  clock.now = 20_000
  for (let id = 1; id < 16; id++) hold(inspector, write(id))
  const verdict = d.say(inspector, 'client', write(16))
  expect(d.show(verdict)).toBe('result client 16 too-many-requests')
  expect('reason' in verdict && verdict.reason).toContain('retryAfterMs=30000')
  resolve(inspector, first.question.ticket, 'no')
  hold(inspector, write(16))
})

test('what waits is bounded in bytes', () => {
  const { inspector } = greeted()
  const verdict = d.say(inspector, 'client', write(1, text(5_000_000)))
  expect(d.show(verdict)).toBe('result client 1 needs-approval')
  expect('reason' in verdict && verdict.reason).toContain('too long to wait')
  hold(inspector, write(2, text(3_000_000)))
  d.play(inspector, [['client', write(3, text(3_000_000)), 'result client 3 too-many-requests']])
})

test('with consent the request is held against every rule once more', () => {
  const { inspector } = greeted()
  const { question } = hold(inspector, write(1, { a: 1 }))
  const inputSchema = { type: 'object', properties: { a: { type: 'string' } } }
  d.play(inspector, [
    ['client', d.request(2, 'tools/list'), 'forward'],
    ['server', d.result(2, { tools: [{ name: 'write_file', inputSchema }] }), 'forward'],
  ])
  expect(resolve(inspector, question.ticket, 'once')).toBe('result client 1 invalid-arguments')
})

test('nobody is asked about what another rule refuses', () => {
  const { inspector } = greeted()
  d.play(inspector, [
    ['client', d.call(1, { name: 'write_file', arguments: 7 }), 'answer client 1 invalid-request'],
  ])
})

test('a part of a batch does not wait', () => {
  const made = stage({ batches: 'allow' })
  d.play(made.inspector, [
    ...d.handshake({}, '2025-03-26'),
    ['client', `[${write(1)}]`, 'batch nothing | result client 1 needs-approval'],
  ])
})

test('what is shown is escaped and bounded', () => {
  const { inspector } = greeted()
  const line = write(1, { a: '\u202e\u001b[2J', long: 'y'.repeat(20_000) })
  const { arguments: given } = hold(inspector, line).question
  expect(given).toContain('\\u{202e}\\u001b[2J')
  expect(given).toMatch(/… \(\d+ more\) …/)
  expect(given.length).toBeLessThan(17_000)
})

test('what was asked and what was said is recorded', () => {
  const events: DecisionEvent[] = []
  const { inspector } = greeted({ observe: (event) => events.push(event) })
  resolve(inspector, hold(inspector, write(1)).question.ticket, 'session')
  d.say(inspector, 'client', write(2))
  resolve(inspector, hold(inspector, write(3, {}, 'write_x')).question.ticket, 'timeout')
  const told = events.map(({ id, verdict, consent, rule }) => [id, verdict, consent, rule])
  expect(told).toEqual([
    [1, 'hold', 'asked', 'tools.approve'],
    [1, 'forward', 'session', 'tools.approve'],
    [2, 'forward', 'standing', 'tools.approve'],
    [3, 'hold', 'asked', 'tools.approve'],
    [3, 'answer', 'timeout', 'tools.approve'],
  ])
})
