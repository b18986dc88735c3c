import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Outcome, Release, Verdict } from '../../src/inspect/index.ts'
import { stage } from '../unit/inspect/approvals/stage.ts'
import * as d from '../unit/inspect/doors.ts'

const id = fc.constantFrom<unknown>(1, 2, '1')
const name = fc.constantFrom('write_a', 'write_b')
const given = fc.constantFrom({}, { a: 1 }, { a: 2 })
/** Which of the questions so far, counted from the newest. */
const nth = fc.nat(3)
const decision = fc.constantFrom(
  'allow once',
  'allow once',
  'allow for this session',
  'refuse',
  'x',
)
const outcome = fc.constantFrom<Outcome>('once', 'once', 'session', 'no', 'timeout', 'unavailable')

type Act =
  | {
      readonly act: 'call' | 'modern'
      readonly id: unknown
      readonly name: string
      readonly given: object
    }
  | {
      readonly act: 'retry'
      /** About what the question was about. */
      readonly isSame: boolean
      readonly id: unknown
      readonly name: string
      readonly given: object
      readonly nth: number
      readonly decision: string
    }
  | { readonly act: 'resolve'; readonly nth: number; readonly outcome: Outcome }
  | { readonly act: 'form'; readonly nth: number; readonly decision: string }
  | { readonly act: 'forge'; readonly id: unknown; readonly nth: number; readonly decision: string }
  | { readonly act: 'answer' | 'cancel'; readonly id: unknown }

const use = { id, name, given }
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ act: fc.constant('call' as const), ...use }),
  fc.record({ act: fc.constant('modern' as const), ...use }),
  fc.record({ act: fc.constant('retry' as const), isSame: fc.boolean(), ...use, nth, decision }),
  fc.record({ act: fc.constant('resolve' as const), nth, outcome }),
  fc.record({ act: fc.constant('form' as const), nth, decision }),
  fc.record({ act: fc.constant('forge' as const), id, nth, decision }),
  fc.record({ act: fc.constantFrom('answer' as const, 'cancel' as const), id }),
)

/** What persons have consented to, by their own account, and what may still come of it. */
class Ledger {
  readonly #questions: string[] = []
  readonly #keys = new Map<string, string>()
  /** The same, also of those that are answered. */
  readonly #uses = new Map<string, string>()
  readonly #states = new Set<string>()
  readonly #grants: string[] = []
  readonly #session = new Set<string>()

  asked(ticket: string, key: string, { isState }: { readonly isState: boolean }): void {
    if (isState) this.#states.add(ticket)
    this.#questions.push(ticket)
    this.#keys.set(ticket, key)
    this.#uses.set(ticket, key)
  }

  useOf(ticket: string): readonly [string, object] | undefined {
    const key = this.#uses.get(ticket)
    return key === undefined ? undefined : JSON.parse(key)
  }

  ticket(nth: number): string {
    return this.#questions.at(-1 - nth) ?? 'mcp-airlock:none'
  }

  /** Whether a state brings no consent; one that comes back with something else is used up. */
  isSpoilt(ticket: string, key: string): boolean {
    if (!this.#states.has(ticket)) return true
    if (this.#keys.get(ticket) === key) return false
    this.#keys.delete(ticket)
    return true
  }

  /** Somebody says yes or no to a question; each counts once. */
  said(ticket: string, said: string): void {
    const key = this.#keys.get(ticket)
    this.#keys.delete(ticket)
    if (key === undefined) return
    if (said === 'once' || said === 'allow once') this.#grants.push(key)
    if (said === 'session' || said === 'allow for this session') {
      this.#grants.push(key)
      this.#session.add(JSON.parse(key)[0])
    }
  }

  /** Something reaches the server. */
  done(key: string): void {
    if (this.#session.has(JSON.parse(key)[0])) return
    const at = this.#grants.indexOf(key)
    expect(at, `${key} reached the server without consent`).not.toBe(-1)
    this.#grants.splice(at, 1)
  }
}

/** Requests of the client that nobody has answered; an id may come again when it has been. */
class Waiting {
  readonly #open: unknown[] = []

  ask(one: unknown): void {
    this.#open.push(one)
  }

  has(one: unknown): boolean {
    return this.#open.includes(one)
  }

  answer(one: unknown): void {
    const at = this.#open.indexOf(one)
    expect(at, `a second answer to ${JSON.stringify(one)}`).not.toBe(-1)
    this.#open.splice(at, 1)
  }

  forget(one: unknown): void {
    const at = this.#open.indexOf(one)
    if (at !== -1) this.#open.splice(at, 1)
  }
}

const key = (line: Uint8Array | string) => {
  const { params } = JSON.parse(Buffer.from(line as string).toString())
  return JSON.stringify([params.name, params.arguments])
}

/** A session, what was said in it, and what ought to come of that. */
class Game {
  readonly #inspector = stage().inspector
  readonly #ledger = new Ledger()
  readonly #waiting = new Waiting()

  constructor({ hasForms }: { readonly hasForms: boolean }) {
    d.play(this.#inspector, d.handshake(hasForms ? { elicitation: {} } : {}))
  }

  play(one: Act): void {
    if (one.act === 'call') this.#request(one.id, d.call(one.id, useOf(one)))
    else if (one.act === 'modern') this.#request(one.id, d.modernCall(one.id, FORMS, useOf(one)))
    else if (one.act === 'retry') this.#retry(one)
    else if (one.act === 'resolve') this.#resolve(one)
    else if (one.act === 'form') this.#fillIn(one)
    else if (one.act === 'forge') this.#forge(one)
    else if (one.act === 'answer') this.#answer(one.id)
    else this.#cancel(one.id)
  }

  end(): void {
    for (const line of this.#inspector.noteEnd()) {
      this.#waiting.answer(JSON.parse(Buffer.from(line).toString()).id)
    }
  }

  #retry(one: Act & { readonly act: 'retry' }): void {
    const state = this.#ledger.ticket(one.nth)
    const [name, given] = (one.isSame && this.#ledger.useOf(state)) || [one.name, one.given]
    const answer = { action: 'accept', content: { decision: one.decision } }
    const more = { requestState: state, inputResponses: { 'mcp-airlock': answer } }
    const line = d.modernCall(one.id, FORMS, { name, arguments: given, ...more })
    const isFresh = !this.#waiting.has(one.id)
    if (isFresh && !this.#ledger.isSpoilt(state, key(line))) this.#ledger.said(state, one.decision)
    this.#request(one.id, line)
  }

  #resolve(one: Act & { readonly act: 'resolve' }): void {
    const ticket = this.#ledger.ticket(one.nth)
    const release = this.#inspector.resolve(ticket, one.outcome)
    if (release !== undefined) this.#release(release, one.outcome)
  }

  #fillIn(one: Act & { readonly act: 'form' }): void {
    const answer = { action: 'accept', content: { decision: one.decision } }
    const line = d.result(this.#ledger.ticket(one.nth), answer)
    const verdict = d.say(this.#inspector, 'client', line)
    if (verdict.kind === 'release') this.#release(verdict, one.decision)
    else expect(verdict.kind).toBe('drop')
  }

  #forge(one: Act & { readonly act: 'forge' }): void {
    const answer = { action: 'accept', content: { decision: one.decision } }
    const line = d.result(this.#ledger.ticket(one.nth), answer)
    expect(d.say(this.#inspector, 'server', line).kind).toBe('drop')
  }

  #answer(id: unknown): void {
    const line = d.result(id, { ...d.text(), resultType: 'complete' })
    if (d.say(this.#inspector, 'server', line).kind === 'forward') this.#waiting.answer(id)
  }

  #cancel(requestId: unknown): void {
    const line = d.notify('notifications/cancelled', { requestId })
    if (d.say(this.#inspector, 'client', line).kind === 'release') this.#waiting.forget(requestId)
  }

  #request(id: unknown, line: string): void {
    const isFresh = !this.#waiting.has(id)
    if (isFresh) this.#waiting.ask(id)
    const verdict = d.say(this.#inspector, 'client', line)
    if (!isFresh) expect(verdict.kind).toBe('drop')
    this.#settle(line, verdict)
  }

  #release({ ticket, line, verdict }: Release, said: string): void {
    this.#ledger.said(ticket, said)
    this.#settle(line, verdict)
  }

  #settle(line: Uint8Array | string, verdict: Verdict): void {
    if (verdict.kind === 'forward') {
      expect(Buffer.from(line as string).toString()).not.toMatch(OURS)
      this.#ledger.done(key(line))
    }
    if (verdict.kind === 'hold')
      this.#ledger.asked(verdict.question.ticket, key(line), { isState: false })
    if (verdict.kind === 'replace') {
      expect(Buffer.from(verdict.line).toString()).not.toMatch(OURS)
      this.#ledger.done(key(verdict.line))
    }
    if (verdict.kind !== 'answer') return
    const { id, result } = JSON.parse(Buffer.from(verdict.line).toString())
    this.#waiting.answer(id)
    if (result?.requestState !== undefined)
      this.#ledger.asked(result.requestState, key(line), { isState: true })
  }
}

/** What no server may see. */
const OURS = /mcp-airlock|allow/
const FORMS = { elicitation: {} }
const useOf = (one: { readonly name: string; readonly given: object }) => ({
  name: one.name,
  arguments: one.given,
})

test('nothing reaches the server without consent to just that, and nobody is answered twice', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40, size: 'max' }), fc.boolean(), (acts, hasForms) => {
      const game = new Game({ hasForms })
      for (const one of acts) game.play(one)
      game.end()
    }),
    { numRuns: 300 },
  )
})
