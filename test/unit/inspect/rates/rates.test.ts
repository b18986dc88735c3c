import { expect, test } from 'vitest'
import type { Message } from '../../../../src/inspect/message.ts'
import { Rates, type RatesOptions } from '../../../../src/inspect/rates/rates.ts'
import type { Side } from '../../../../src/inspect/verdict.ts'
import type { View } from '../../../../src/inspect/view.ts'

const SLOW = { requestsPerMinute: 60, burst: 2 }
const FAST = { requestsPerMinute: 6000, burst: 1000 }

/** As much of a message as the rates look at. */
function message(from: Side, method: string, params: object = {}, kind = 'request'): Message {
  const outline = { params }
  return { from, envelope: { kind, method, id: 1 }, outline } as unknown as Message
}
/** A session in which nobody has said anything. */
const view = {} as View
const call = (name: unknown) => message('client', 'tools/call', { name })
const progress = message('server', 'notifications/progress', {}, 'notification')

function rates(options: Partial<RatesOptions> = {}) {
  let now = 0
  const own = new Rates({ limits: [{ ...SLOW, tools: {} }], now: () => now, ...options })
  return {
    /** How many of these pass at once, of a hundred. */
    pass: (made: (index: number) => Message) => {
      let passed = 0
      for (let index = 0; index < 100; index += 1) {
        if (own.excess(made(index), view) !== undefined) continue
        own.take(made(index), view)
        passed += 1
      }
      return passed
    },
    excess: (made: Message) => own.excess(made, view),
    take: (made: Message) => own.take(made, view),
    wait: (ms: number) => {
      now += ms
    },
  }
}

test.each(['tools/call', 'resources/read', 'prompts/get', 'completion/complete', 'vendor/thing'])(
  '%s of the client counts',
  (method) => {
    const { pass, excess, wait } = rates()
    expect(pass(() => message('client', method))).toBe(2)
    expect(excess(message('client', method))).toEqual({ what: 'requests', retryAfterMs: 1000 })
    wait(1000)
    expect(pass(() => message('client', method))).toBe(1)
  },
)

test.each(['sampling/createMessage', 'elicitation/create'])(
  '%s of the server counts by itself',
  (method) => {
    const { pass, excess } = rates()
    expect(pass(() => call('a'))).toBe(2)
    expect(pass(() => message('server', method))).toBe(2)
    expect(excess(message('server', method))?.what).toBe('requests of the server')
  },
)

test.each<readonly [Side, string]>([
  ['client', 'initialize'],
  ['client', 'ping'],
  ['server', 'ping'],
  ['client', 'tools/list'],
  ['client', 'resources/templates/list'],
  ['client', 'server/discover'],
  ['client', 'subscriptions/listen'],
  ['client', 'tasks/get'],
  ['server', 'tasks/get'],
])('%s: %s is free', (from, method) => {
  const { pass, take } = rates()
  expect(pass(() => message(from, method))).toBe(100)
  expect(take(message(from, method))).toBe(0)
})

test.each<readonly [Side, string, string]>([
  ['client', 'notifications/cancelled', 'notification'],
  ['client', 'notifications/progress', 'notification'],
  ['server', 'notifications/tools/list_changed', 'notification'],
  ['client', '', 'result'],
  ['server', '', 'error'],
])('%s: %s %s is free', (from, method, kind) => {
  const { pass, take } = rates()
  expect(pass(() => message(from, method, {}, kind))).toBe(100)
  expect(take(message(from, method, {}, kind))).toBe(0)
})

test('log and progress messages of the server share a bucket of their own, and hold nobody back', () => {
  const { pass, excess, take, wait } = rates({ notices: { requestsPerMinute: 6000, burst: 10 } })
  const log = message('server', 'notifications/message', {}, 'notification')
  expect(take(log)).toBe(0)
  expect(pass((index) => (index % 2 === 0 ? progress : log))).toBe(9)
  expect(excess(log)).toEqual({ what: 'notifications of the server', retryAfterMs: 10 })
  wait(50)
  expect(pass(() => progress)).toBe(5)
})

test('progress ten times a second from ten tools at once passes for ever', () => {
  const { excess, take, wait } = rates()
  for (let tick = 0; tick < 6000; tick += 1) {
    for (let tool = 0; tool < 10; tool += 1) {
      expect(excess(progress)).toBeUndefined()
      take(progress)
    }
    wait(100)
  }
})

test('a client is held back before it is refused, a server is not', () => {
  const { take } = rates()
  expect(take(call('a'))).toBe(0)
  expect(take(call('a'))).toBe(1000)
  take(message('server', 'sampling/createMessage'))
  expect(take(message('server', 'sampling/createMessage'))).toBe(0)
})

test('each tool that a glob covers has its own bucket, within that of all', () => {
  const limits = [{ ...FAST, tools: { 'write_*': SLOW } }]
  const { pass, excess } = rates({ limits })
  expect(pass(() => call('write_a'))).toBe(2)
  expect(pass(() => call('write_b'))).toBe(2)
  expect(pass(() => call('read'))).toBe(100)
  expect(excess(message('client', 'resources/read'))).toBeUndefined()
  const narrow = rates({ limits: [{ ...SLOW, tools: { '*': FAST } }] })
  expect(narrow.pass((index) => call(`tool${index}`))).toBe(2)
})

test('profile and role both hold', () => {
  const limits = [
    { ...FAST, tools: {} },
    { ...SLOW, tools: {} },
  ]
  expect(rates({ limits }).pass(() => call('a'))).toBe(2)
  expect(rates({ limits: [] }).pass(() => call('a'))).toBe(100)
})

test('what is refused costs nothing', () => {
  const { pass, wait } = rates({ limits: [{ ...SLOW, tools: { b: { ...SLOW, burst: 1 } } }] })
  expect(pass(() => call('b'))).toBe(1)
  expect(pass(() => call('a'))).toBe(1)
  wait(1000)
  expect(pass(() => call('a'))).toBe(1)
})

test('names of tools without end take bounded memory and one bucket together', () => {
  const { take, pass } = rates({
    limits: [{ requestsPerMinute: 1e9, burst: 1e9, tools: { '*': SLOW } }],
  })
  for (let index = 0; index < 1000; index += 1) take(call(`tool${index}`))
  expect(pass((index) => call(`more${index}`))).toBe(2)
  expect(pass((index) => call(`${index}${'x'.repeat(300)}`))).toBe(0)
  expect(pass((index) => call(`tool${index}`))).toBe(100)
})
