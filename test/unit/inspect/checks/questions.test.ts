import { expect, test } from 'vitest'
import { hold, resolve, stage, write } from '../approvals/stage.ts'
import * as d from '../doors.ts'
import { role } from '../roles.ts'

const FORM = { elicitation: {} }
const FORMS = { elicitation: { form: {}, url: {} } }

/** What a minute and a burst of this role let through. */
const tight = (burst: number) =>
  role({ tools: { approve: ['write_*'] }, rate: { requestsPerMinute: 60, burst } })

const elicit = (id: unknown) =>
  d.request(id, 'elicitation/create', {
    message: 'Which?',
    requestedSchema: { type: 'object', properties: {} },
  })
const input = (count: number, method = 'elicitation/create') => ({
  resultType: 'input_required',
  inputRequests: Object.fromEntries(
    Array.from({ length: count }, (_, key) => [
      `k${key}`,
      method === 'elicitation/create'
        ? { method, params: { message: 'x', requestedSchema: { type: 'object', properties: {} } } }
        : { method, params: { messages: [], maxTokens: 1 } },
    ]),
  ),
})

test('a model that asks again after each refusal comes to an end of questions, and is told when to go on', () => {
  const { inspector, clock } = stage()
  d.play(inspector, d.handshake())
  const ask = (id: number) => {
    const verdict = d.say(inspector, 'client', write(id))
    if (verdict.kind === 'hold') resolve(inspector, verdict.question.ticket, 'no')
    return verdict.kind === 'hold' ? 'hold' : d.show(verdict)
  }
  const outcomes = Array.from({ length: 40 }, (_, id) => ask(id))
  expect(outcomes.filter((outcome) => outcome === 'hold')).toHaveLength(20)
  expect(outcomes[20]).toBe('result client 20 rate-exceeded')
  const refused = d.say(inspector, 'client', write(50))
  expect('reason' in refused && refused.reason).toContain('retryAfterMs=2000')
  clock.now += 2000
  expect([ask(60), ask(61)]).toEqual(['hold', 'result client 61 rate-exceeded'])
})

test('the same in 2026-07-28, where the question is a result', () => {
  const { inspector } = stage()
  const ask = (id: number) =>
    d.show(
      d.say(inspector, 'client', d.modernCall(id, FORM, { name: 'write_file', arguments: {} })),
    )
  const outcomes = Array.from({ length: 30 }, (_, id) => ask(id))
  expect(outcomes.filter((outcome) => outcome.startsWith('asks'))).toHaveLength(20)
  expect(outcomes.at(-1)).toBe('result client 29 rate-exceeded')
})

test('a question costs what the call would have cost, and the call that it admits costs nothing more', () => {
  const { inspector } = stage({ role: tight(2) })
  d.play(inspector, d.handshake())
  const first = hold(inspector, write(1))
  const second = hold(inspector, write(2))
  d.play(inspector, [['client', d.call(3), 'result client 3 rate-exceeded']])
  expect(resolve(inspector, first.question.ticket, 'once')).toBe(`forward ${write(1)}`)
  expect(resolve(inspector, second.question.ticket, 'no')).toBe('result client 2 needs-approval')
  d.play(inspector, [['client', write(4), 'result client 4 rate-exceeded']])
})

test('what the person allowed for the session costs what every call costs', () => {
  const { inspector } = stage({ role: tight(3) })
  d.play(inspector, d.handshake())
  resolve(inspector, hold(inspector, write(1)).question.ticket, 'session')
  d.play(inspector, [
    ['client', write(2), 'forward'],
    ['client', write(3), 'forward'],
    ['client', write(4), 'result client 4 rate-exceeded'],
  ])
})

test('a server puts no more than twenty questions to a person at once, whatever the profile lets it ask', () => {
  const { inspector } = stage()
  d.play(inspector, d.handshake(FORMS))
  for (let id = 0; id < 20; id += 1) {
    d.play(inspector, [
      ['server', elicit(id), 'forward'],
      ['client', d.result(id, { action: 'decline' }), 'forward'],
    ])
  }
  d.play(inspector, [['server', elicit(20), 'answer server 20 rate-exceeded']])
})

test('no more than sixteen of its questions are open', () => {
  const { inspector } = stage()
  d.play(inspector, d.handshake(FORMS))
  for (let id = 0; id < 16; id += 1) d.play(inspector, [['server', elicit(id), 'forward']])
  d.play(inspector, [
    ['server', elicit(16), 'answer server 16 too-many-requests'],
    ['client', d.result(3, { action: 'decline' }), 'forward'],
    ['server', elicit(17), 'forward'],
  ])
})

test('questions inside results count like those in requests', () => {
  const { inspector } = stage()
  const round = (id: number, count: number) => {
    d.play(inspector, [['client', d.modernCall(id, FORM), 'forward']])
    return d.show(d.say(inspector, 'server', d.result(id, input(count))))
  }
  expect(round(1, 16)).toBe('forward')
  expect(round(2, 17)).toBe('answer client 2 rate-exceeded')
  expect(round(3, 4)).toBe('forward')
  expect(round(4, 1)).toBe('answer client 4 rate-exceeded')
})

test('and those inside errors (MCP 2025-11-25, URL mode)', () => {
  const { inspector } = stage()
  d.play(inspector, d.handshake(FORMS))
  const fail = (id: number, count: number) => {
    d.play(inspector, [['client', d.call(id), 'forward']])
    const elicitations = Array.from({ length: count }, (_, key) => ({
      mode: 'url',
      message: 'x',
      elicitationId: `e${key}`,
      url: 'https://a.example/',
    }))
    const error = { code: -32042, message: 'x', data: { elicitations } }
    const line = JSON.stringify({ jsonrpc: '2.0', id, error })
    return d.show(d.say(inspector, 'server', line))
  }
  expect(fail(1, 16)).toBe('forward')
  expect(fail(2, 17)).toBe('answer client 2 rate-exceeded')
  expect(fail(3, 4)).toBe('forward')
  expect(fail(4, 1)).toBe('answer client 4 rate-exceeded')
})

test('so do other wishes inside results, by the rate of the profile', () => {
  const { inspector } = stage({ role: tight(4) })
  const round = (id: number, count: number) => {
    d.play(inspector, [['client', d.modernCall(id, { sampling: {} }), 'forward']])
    return d.show(d.say(inspector, 'server', d.result(id, input(count, 'sampling/createMessage'))))
  }
  expect([round(1, 4), round(2, 1)]).toEqual(['forward', 'answer client 2 rate-exceeded'])
})

test('the questions of the server take nothing from ours', () => {
  const made = stage()
  d.play(made.inspector, d.handshake(FORMS))
  for (let id = 0; id < 20; id += 1) {
    d.say(made.inspector, 'server', elicit(id))
    d.say(made.inspector, 'client', d.result(id, { action: 'decline' }))
  }
  hold(made.inspector, write(1))
})
