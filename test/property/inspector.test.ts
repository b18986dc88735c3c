import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Verdict } from '../../src/inspect/index.ts'
import * as d from '../unit/inspect/doors.ts'

type Side = 'client' | 'server'
type Line = readonly [from: Side, line: string]

const id = fc.constantFrom<unknown>(1, 2, '1', 'a', 'init', 0)
const token = fc.constantFrom<unknown>(1, '1', 'a')
const name = fc.constantFrom('echo', 'other', '', 7)
const capabilities = fc.constantFrom({}, { roots: {}, elicitation: {} }, { sampling: {} }, 7)
const form = { message: 'm', requestedSchema: { type: 'object', properties: {} } }
const task = { taskId: 't', status: 'working', createdAt: 'x', lastUpdatedAt: 'x' }

const call = fc
  .record(
    {
      name,
      task: fc.constant({}),
      requestState: fc.constantFrom('s', 'S'),
      inputResponses: fc.constantFrom({}, { a: { action: 'decline' } }),
      _meta: fc.record({ progressToken: token }),
    },
    { requiredKeys: ['name'] },
  )
  .chain((params) => fc.constantFrom(params, d.modern(params, { elicitation: {} })))

const fromClient: fc.Arbitrary<string> = fc.oneof(
  fc.tuple(id, capabilities).map(([one, offered]) => d.initialize(one, offered)),
  fc.tuple(id, call).map(([one, params]) => d.request(one, 'tools/call', params)),
  fc
    .tuple(
      id,
      fc.constantFrom('ping', 'tools/list', 'server/discover', 'tasks/get', 'no', 'roots/list'),
    )
    .map(([one, method]) => d.request(one, method)),
  id.map((one) => d.request(one, 'subscriptions/listen', d.modern({ notifications: {} }))),
  fc
    .tuple(id, fc.constantFrom({}, { roots: [] }, { roots: 1 }))
    .map(([one, value]) => d.result(one, value)),
  id.map((requestId) => d.notify('notifications/cancelled', { requestId })),
)

const outcome = fc.constantFrom<unknown>(
  {},
  7,
  d.text(),
  { tools: [] },
  { ...d.text(), resultType: 'complete' },
  {
    resultType: 'input_required',
    requestState: 's',
    inputRequests: { a: { method: 'elicitation/create', params: form } },
  },
  { resultType: 'input_required', inputRequests: { a: { method: 'roots/list' } } },
  { task: { ...task, ttl: null } },
  { ...task, ttlMs: null, resultType: 'task' },
)

const fromServer: fc.Arbitrary<string> = fc.oneof(
  id.map((one) => d.initialized(one)),
  fc.tuple(id, outcome).map(([one, value]) => d.result(one, value)),
  id.map((one) => d.failure(one)),
  fc
    .tuple(id, fc.constantFrom('ping', 'roots/list', 'elicitation/create', 'tools/call'))
    .map(([one, method]) => d.request(one, method, method === 'elicitation/create' ? form : {})),
  fc
    .tuple(id, token)
    .map(([requestId, progressToken]) =>
      d.notify('notifications/progress', { requestId, progressToken, progress: 1 }),
    ),
  id.map((requestId) => d.notify('notifications/cancelled', { requestId })),
)

/** Some lines are broken on the way: a byte more, less or other. */
const broken = (lines: fc.Arbitrary<string>) =>
  fc
    .tuple(lines, fc.nat(400), fc.constantFrom('', '"', '{', '\u017f', '7'))
    .map(([line, at, put]) => {
      const place = at % line.length
      return line.slice(0, place) + put + line.slice(place + 1)
    })

const oneLine: fc.Arbitrary<Line> = fc.oneof(
  { weight: 5, arbitrary: fromClient.map((line) => ['client', line] as const) },
  { weight: 5, arbitrary: fromServer.map((line) => ['server', line] as const) },
  { weight: 1, arbitrary: broken(fromClient).map((line) => ['client', line] as const) },
  { weight: 1, arbitrary: broken(fromServer).map((line) => ['server', line] as const) },
)

/** What each side has heard about its own requests, in order of the requests. */
class Ledger {
  readonly #open = new Map<string, unknown>()
  readonly #cancelled = new Set<string>()

  /** A request that nobody has an answer to yet. */
  ask(of: Side, one: unknown, method: unknown): void {
    this.#open.set(key(of, one), method)
  }

  isOpen(of: Side, one: unknown): boolean {
    return this.#open.has(key(of, one))
  }

  answer(of: Side, one: unknown): void {
    const who = `an answer to ${key(of, one)}, which nobody waits for`
    expect(this.isOpen(of, one), who).toBe(true)
    this.#open.delete(key(of, one))
    this.#cancelled.delete(key(of, one))
  }

  cancel(of: Side, one: unknown): void {
    if (this.isOpen(of, one)) this.#cancelled.add(key(of, one))
  }

  /** All that a server can cancel besides its own requests. */
  unsubscribe(one: unknown): void {
    const method = this.#open.get(key('client', one))
    if (method === 'subscriptions/listen') this.cancel('client', one)
    else this.cancel('server', one)
  }

  /** Requests that still must be answered. */
  left(of: Side): string[] {
    return [...this.#open.keys()].filter((one) => one.startsWith(of) && !this.#cancelled.has(one))
  }
}

const key = (of: Side, one: unknown) => `${of} ${JSON.stringify(one)}`
const other = (side: Side): Side => (side === 'client' ? 'server' : 'client')

function keep(ledger: Ledger, from: Side, line: string, verdict: Verdict): void {
  const answer = verdict.kind === 'end' ? verdict.answer : verdict
  const sent = parsed(line)
  const passed = verdict.kind === 'forward' || verdict.kind === 'replace'
  if (answer !== undefined && 'to' in answer) {
    const { id: one } = JSON.parse(String(answer.line))
    // A request that was refused is asked and answered in one.
    if (answer.to === from && !ledger.isOpen(from, one)) ledger.ask(from, one, 'refused')
    ledger.answer(answer.to, one)
  } else if (passed && sent !== undefined) {
    if ('method' in sent && 'id' in sent) ledger.ask(from, sent['id'], sent['method'])
    else if (!('method' in sent) && sent['id'] != null) ledger.answer(other(from), sent['id'])
    else if (sent['method'] === 'notifications/cancelled') {
      const { requestId } = sent['params'] as { requestId: unknown }
      if (from === 'server') ledger.unsubscribe(requestId)
      else ledger.cancel(from, requestId)
    }
  }
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

const anyMethod = fc.constantFrom(
  'm',
  'initialize',
  'tools/call',
  'tools/list',
  'resources/read',
  'subscriptions/listen',
  'elicitation/create',
  'sampling/createMessage',
  'roots/list',
  'tasks/get',
  'tasks/result',
  'notifications/tasks',
  'notifications/progress',
  'notifications/cancelled',
  'notifications/subscriptions/acknowledged',
)
const anyMember = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(
    { _meta: { 'io.modelcontextprotocol/protocolVersion': 1 } },
    d.modern({ name: 'x' }),
    {
      taskId: 't',
      requestId: 1,
      inputRequests: { a: null, __proto__: 1 },
      resultType: 'input_required',
    },
  ),
)
const anyLine: fc.Arbitrary<string> = fc.oneof(
  fc.string(),
  fc
    .record(
      {
        jsonrpc: fc.constant('2.0'),
        id: fc.constantFrom<unknown>(1, 'a', null),
        method: anyMethod,
        params: anyMember,
        result: anyMember,
        error: anyMember,
      },
      { requiredKeys: ['jsonrpc'] },
    )
    .map((message) => JSON.stringify(message)),
)

test('whatever is said, each request is answered exactly once', () => {
  fc.assert(
    fc.property(
      fc.array(oneLine, { maxLength: 60, size: 'max' }),
      fc.constantFrom<readonly Line[]>(
        [],
        d.handshake({ roots: {}, elicitation: {} }).map(([from, line]) => [from, line] as const),
      ),
      fc.constantFrom('allow', 'deny'),
      (lines, opening, roots) => {
        const inspector = d.door({ capabilities: { roots } })
        const ledger = new Ledger()
        for (const [from, line] of [...opening, ...lines]) {
          const bytes = Buffer.from(line)
          const verdict =
            from === 'client' ? inspector.fromClient(bytes) : inspector.fromServer(bytes)
          expect(bytes.toString(), 'the line under inspection').toBe(line)
          if (verdict.kind === 'replace') {
            expect(from).toBe('client')
            expect(JSON.stringify(JSON.parse(line), ['id', 'method', 'jsonrpc'])).toBe(
              JSON.stringify(JSON.parse(String(verdict.line)), ['id', 'method', 'jsonrpc']),
            )
          }
          keep(ledger, from, line, verdict)
        }
        for (const line of inspector.noteEnd()) ledger.answer('client', JSON.parse(String(line)).id)
        expect(ledger.left('client')).toEqual([])
      },
    ),
    { numRuns: 400 },
  )
})

test('no line makes it throw', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom<Side>('client', 'server'), anyLine), {
        maxLength: 20,
        size: 'max',
      }),
      (lines) => {
        const inspector = d.door({ methods: ['m'], capabilities: { sampling: 'deny' } })
        for (const [from, line] of lines) d.say(inspector, from, line)
        inspector.noteEnd()
      },
    ),
    { numRuns: 400 },
  )
})
