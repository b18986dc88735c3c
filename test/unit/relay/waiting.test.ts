import { isUtf8 } from 'node:buffer'
import { EventEmitter, once } from 'node:events'
import { expect, test } from 'vitest'
import { createInspector, type Outcome, type Question } from '../../../src/inspect/index.ts'
import { startRelay } from '../../../src/relay/index.ts'
import { compileGrammars } from '../../differential/grammars.ts'
import { Pipe } from '../../support/pipe.ts'
import * as d from '../inspect/doors.ts'
import { role } from '../inspect/roles.ts'

const grammars = await compileGrammars()
type Said = Exclude<Outcome, 'timeout'>

/** A relay in whose session `write_file` needs consent, with somebody in a terminal unless told. */
function stage(approvalMs: number, { isTerminal = true } = {}) {
  const client = { input: new Pipe(), output: new Pipe() }
  const server = { input: new Pipe(), output: new Pipe(), errors: new Pipe() }
  const life = new EventEmitter()
  const exited = once(life, 'exit').then(([end]) => end)
  const questions: Question[] = []
  const cancelled: string[] = []
  const notes: string[] = []
  const answers = new Map<string, (said: Said) => void>()
  const ask = (question: Question) => {
    questions.push(question)
    return new Promise<Said>((resolve) => answers.set(question.name, resolve))
  }
  const relay = startRelay({
    client,
    server: { ...server, exited, terminate: () => undefined, kill: () => undefined },
    inspector: createInspector({
      isUtf8,
      grammars: (revision) => grammars.get(revision),
      role: role({ tools: { approve: ['write_*'] } }),
      batches: 'allow',
      approvals: {
        profile: 'p',
        newToken: () => String(cancelled.length + questions.length),
        now: () => 0,
        timeoutMs: 1,
      },
    }),
    limits: { approvalMs },
    ...(isTerminal && { approver: { ask, cancel: (ticket) => cancelled.push(ticket) } }),
    observer: { note: (kind, text) => notes.push(`${kind}: ${text}`) },
  })
  const seen = { client: '', server: '' }
  client.output.on('data', (chunk: Buffer) => (seen.client += chunk.toString()))
  server.input.on('data', (chunk: Buffer) => (seen.server += chunk.toString()))
  const say = async (...lines: readonly string[]) => {
    client.input.write(lines.map((line) => `${line}\n`).join(''))
    await new Promise(setImmediate)
  }
  const hear = async (line: string) => {
    server.output.write(`${line}\n`)
    await new Promise(setImmediate)
  }
  const end = async () => {
    server.output.end()
    server.errors.end()
    life.emit('exit', { code: 0, signal: null })
    return await relay.ended
  }
  return { say, hear, end, seen, questions, cancelled, notes, answers }
}

const write = (id: number) => d.call(id, { name: 'write_file' })
const soon = () => new Promise((resolve) => setTimeout(resolve, 60))

test('a request waits for a terminal, its neighbours do not, and it goes on behind them', async () => {
  const at = stage(60_000)
  await at.say(d.call(1), write(2), d.call(3))
  expect(at.seen.server).toBe(`${d.call(1)}\n${d.call(3)}\n`)
  at.answers.get('write_file')?.('once')
  await soon()
  expect(at.seen.server).toBe(`${d.call(1)}\n${d.call(3)}\n${write(2)}\n`)
  expect(at.cancelled).toEqual(at.questions.map(({ ticket }) => ticket))
  await at.end()
})

test('a person is told that something waits, and once what to do', async () => {
  const at = stage(60_000)
  await at.say(write(1), write(2))
  expect(at.notes).toEqual([
    'waiting: the tool `write_file` waits for the consent of a person',
    'hint: mcp-airlock approve',
    'waiting: the tool `write_file` waits for the consent of a person',
  ])
  await at.end()
})

test.each([
  ['nobody answers in time', 20, {}],
  ['there is no terminal', 60_000, { isTerminal: false }],
])('when %s the request is refused, once', async (_title, ms, more) => {
  const at = stage(ms, more)
  await at.say(write(1))
  await soon()
  expect(at.seen.server).toBe('')
  expect(JSON.parse(at.seen.client)).toMatchObject({ id: 1, result: { isError: true } })
  at.answers.get('write_file')?.('once')
  await soon()
  expect(at.seen.server).toBe('')
  const { refused } = await at.end()
  expect(refused.client).toBe(1)
  expect(at.seen.client.trim().split('\n')).toHaveLength(1)
})

test('an answer that comes after the cancellation changes nothing', async () => {
  const at = stage(60_000)
  await at.say(write(1), d.notify('notifications/cancelled', { requestId: 1 }))
  expect(at.cancelled).toEqual(at.questions.map(({ ticket }) => ticket))
  at.answers.get('write_file')?.('once')
  await soon()
  expect(at.seen).toEqual({ client: '', server: '' })
  await at.end()
  expect(at.seen.client).toBe('')
})

test('the end of the server answers what waits, and nobody is asked any more', async () => {
  const at = stage(60_000)
  await at.say(write(1))
  await at.end()
  expect(JSON.parse(at.seen.client)).toMatchObject({
    id: 1,
    error: { data: { code: 'server-ended' } },
  })
  expect(at.cancelled).toHaveLength(1)
})

test('a client with forms is asked by us, and its answer does not reach the server', async () => {
  const at = stage(60_000)
  await at.say(d.initialize(0, { elicitation: {} }))
  await at.hear(d.initialized(0))
  await at.say(write(1))
  const lines = at.seen.client.trim().split('\n')
  const { id, method } = JSON.parse(lines[1] ?? '')
  expect(method).toBe('elicitation/create')
  const before = at.seen.server
  await at.say(d.result(id, { action: 'accept', content: { decision: 'allow once' } }))
  expect(at.seen.server).toBe(`${before}${write(1)}\n`)
  expect(at.questions).toEqual([])
  await at.end()
})

test('a form that nobody fills in is taken back', async () => {
  const at = stage(20)
  await at.say(d.initialize(0, { elicitation: {} }))
  await at.hear(d.initialized(0))
  await at.say(write(1))
  await soon()
  const said = at.seen.client
    .trim()
    .split('\n')
    .slice(2)
    .map((line) => JSON.parse(line))
  expect(said).toMatchObject([
    { method: 'notifications/cancelled' },
    { id: 1, result: { isError: true } },
  ])
  await at.end()
})

test('a cancellation inside a batch ends the question like any other', async () => {
  const at = stage(60_000)
  await at.say(d.initialize('init', {}, '2025-03-26'))
  await at.hear(d.initialized('init', '2025-03-26'))
  await at.say(write(1))
  expect(at.questions).toHaveLength(1)
  const cancelled = d.notify('notifications/cancelled', { requestId: 1 })
  await at.say(`[${d.call(2)},${cancelled}]`)
  expect(at.cancelled).toEqual(at.questions.map(({ ticket }) => ticket))
  expect(at.seen.server.split('\n').slice(1)).toEqual([`[${d.call(2)}]`, ''])
  expect(at.notes.at(-1)).toMatch(/^refused: client: the client gave up a request/)
  await at.end()
})
