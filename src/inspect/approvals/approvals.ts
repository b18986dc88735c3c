import type { RequestId } from '../../wire/index.ts'
import { wantsConsent } from '../decisions/decide.ts'
import { decisionsIn } from '../decisions/uses.ts'
import { CANCELLED } from '../era.ts'
import { member } from '../json.ts'
import { type Message, Received } from '../message.ts'
import { CLIENT_CAPABILITIES, metaOf } from '../meta.ts'
import { readOffered } from '../offered.ts'
import type { Policy } from '../policy.ts'
import { Bucket } from '../rates/bucket.ts'
import { ELICIT, QUESTIONS } from '../rates/questions.ts'
import { refuse } from '../refuse.ts'
import { refuseCall } from '../tool-error.ts'
import type { Told, Verdict } from '../verdict.ts'
import type { View } from '../view.ts'
import { isGiven } from './consent.ts'
import { outcomeOf, questionLine } from './form.ts'
import { Grants } from './grants.ts'
import { type Held, HeldRequests } from './held.ts'
import { type Outcome, questionAbout, type Refusing, refusalText } from './question.ts'
import { type Returned, RoundTrips } from './round-trips.ts'
import { type Use, useOf } from './use.ts'

/** What asking needs besides the message. Without it, whatever needs consent is refused. */
export interface ApprovalPorts {
  /** Name of the profile, for the person. */
  readonly profile: string
  /** A text of visible ASCII that nobody can guess (128 bits or more), another one each time. */
  readonly newToken: () => string
  /** Milliseconds of a clock that does not go back. */
  readonly now: () => number
  /** How long a request waits for a person. Whoever holds the clock ends the wait; here it is only told. */
  readonly timeoutMs: number
}

/** What rules and rewrites may know of the consent of persons. */
export interface Consents {
  /** Whether the state is one of ours and still good. */
  isOurState(state: unknown): boolean
  /** Whether a request of the client waits for a person under this id. */
  isHeld(id: RequestId): boolean
}

/** The end of a wait, as a message brings it. */
export interface Ended {
  readonly ticket: string
  readonly outcome: Outcome | 'withdrawn'
}

/**
 * The consent of persons in one session. A request that needs it waits, or is answered with a question, until somebody says yes to
 * exactly its kind, name and arguments; one yes admits one request. Asked behind all rules: nobody is bothered with what would
 * be refused anyway.
 */
export class Approvals implements Consents {
  readonly #ports: ApprovalPorts | undefined
  /** No profile without such rules pays for them. */
  readonly #isNeeded: boolean
  readonly #held = new HeldRequests()
  readonly #trips = new RoundTrips()
  readonly #grants = new Grants()
  readonly #questions = new Bucket(QUESTIONS)

  constructor(ports: ApprovalPorts | undefined, { role }: Policy) {
    this.#ports = ports
    this.#isNeeded = wantsConsent(role)
  }

  /** How many requests wait. */
  get size(): number {
    return this.#held.size
  }

  isOurState(state: unknown): boolean {
    return this.#trips.has(state)
  }

  isHeld(id: RequestId): boolean {
    return this.size > 0 && this.#held.under(id) !== undefined
  }

  /** Whether a request of that side may not have this id: one waits under it, be it the client's or a question of ours. */
  isTaken(from: Message['from'], id: RequestId): boolean {
    if (this.size === 0) return false
    return (from === 'client' ? this.#held.under(id) : this.#held.askedUnder(id)) !== undefined
  }

  /** Undefined when nobody need be asked, or somebody has been and said yes. */
  ask(message: Received, view: View): Verdict | undefined {
    if (!this.#isNeeded || isGiven(message.consent)) return undefined
    const decision = decisionsIn(message, view).find(({ verdict }) => verdict === 'approve')
    if (decision === undefined) return undefined
    const use = useOf(message, decision)
    const returned = this.#trips.read(message.body.params)
    const said = returned ? this.#saidIn(returned, use) : this.#standing(message, use)
    message.consent = { said: said ?? 'asked', use }
    if (isGiven(message.consent)) return undefined
    const { requestState: state } = inputOf(message)
    this.#trips.use(state)
    if (said === 'no') return refusedFor(message, use, 'no')
    return this.#question(message, use, view, returned !== undefined)
  }

  /** The message goes on. */
  record(message: Message): void {
    const { from, envelope, consent } = message
    if (from === 'client' && envelope.kind === 'request') {
      this.#grants.forget(envelope.id)
      if (!isGiven(consent) || consent === undefined) return
      const { use, said } = consent
      const state = member(message.body.params, 'requestState')
      const isOurs = this.#trips.has(state)
      this.#trips.use(state)
      if (said === 'session') this.#grants.grantSession(use.subject)
      this.#grants.run(envelope.id, use, isOurs ? undefined : state)
    } else if (from === 'server' && (envelope.kind === 'result' || envelope.kind === 'error')) {
      const { id } = envelope
      if (this.#grants.isRunning(id)) this.#grants.settle(id, message.body.result)
    }
  }

  /** What a message makes of a wait: the client's answer to a question of ours, or its giving up a request that waits. */
  hear(message: Message, view: View): Ended | undefined {
    const { from, envelope } = message
    if (this.size === 0 || from !== 'client' || envelope.kind === 'request') return undefined
    if (envelope.kind === 'notification') {
      const id =
        envelope.method === CANCELLED ? member(message.outline.params, 'requestId') : undefined
      const held = this.#held.under(id)
      if (held !== undefined) return { ticket: held.ticket, outcome: 'withdrawn' }
      const asked = this.#held.askedUnder(id)
      return asked && { ticket: asked.ticket, outcome: 'no' }
    }
    const held = this.#held.askedUnder(envelope.id)
    if (held === undefined) return undefined
    const { body } = message
    const grammar = view.grammar(held.message.era.revisions[0])
    const isSound = envelope.kind === 'result' && grammar.result(ELICIT, body.result) === undefined
    return { ticket: held.ticket, outcome: isSound ? outcomeOf(body.result) : 'no' }
  }

  /** Ends a wait: from now on the request is as if it came just now. Undefined when none of that ticket waits, or no longer. */
  take(ticket: string): Held | undefined {
    return this.#held.take(ticket)
  }

  /** The session is over for all that wait. */
  drain(): readonly RequestId[] {
    return this.#held.drain()
  }

  #saidIn({ key, until, outcome }: Returned, use: Use): Outcome | undefined {
    const isLate = this.#ports === undefined || this.#ports.now() > until
    return key === use.key && !isLate ? outcome : undefined
  }

  #standing(message: Message, use: Use): 'standing' | undefined {
    const { requestState, inputResponses } = inputOf(message)
    const isRetry = requestState !== undefined || inputResponses !== undefined
    const isCovered =
      this.#grants.coversSession(use.subject) ||
      (isRetry && this.#grants.isContinued(use, requestState))
    return isCovered ? 'standing' : undefined
  }

  #question(message: Received, use: Use, view: View, isOurs: boolean): Verdict {
    const ports = this.#ports
    const { envelope, era, isBatched } = message
    if (ports === undefined || isBatched || envelope.kind !== 'request') {
      return refusedFor(message, use, isBatched ? 'batched' : 'unavailable')
    }
    const ms = this.#questions.waitMs(ports.now())
    if (ms > 0)
      return refuseCall(message, 'rate-exceeded', `too many questions to a person: ${later(ms)}`)
    const ticket = `mcp-airlock:${ports.newToken()}`
    const { requestState, inputResponses } = inputOf(message)
    const isRetry = requestState !== undefined || inputResponses !== undefined
    if (era.kind === 'modern' && (isOurs || !isRetry) && offersForm(message)) {
      const question = questionAbout(use, { ticket, profile: ports.profile, way: 'client' })
      this.#questions.take(ports.now())
      const line = this.#trips.issue(envelope.id, question, { key: use.key, now: ports.now() })
      return { kind: 'answer', to: 'client', line, code: CODE, reason: refusalText(use, 'asked') }
    }
    if (isOurs) return refuse(message, 'request-state', 'the consent was to something else')
    return this.#hold(message, { use, ticket, ports, id: envelope.id }, view)
  }

  #hold(message: Received, { use, ticket, ports, id }: Waiting, { handshake }: View): Verdict {
    const now = ports.now()
    const room = this.#held.roomFor(message.line.length)
    if (room === 'never') return refusedFor(message, use, 'too-long')
    if (room === 'later') {
      const ms = this.#held.waitMs(now)
      const reason = `too many requests wait for the consent of a person: ${later(ms)}`
      return refuseCall(message, 'too-many-requests', reason)
    }
    this.#questions.take(now)
    const isFormed =
      FORMS.has(message.era.revisions[0]) && handshake?.isAgreed === true && handshake.offered.form
    const way = isFormed && message.era.kind === 'legacy' ? 'client' : 'terminal'
    const question = questionAbout(use, { ticket, profile: ports.profile, way })
    const questionId = way === 'client' ? ticket : undefined
    const kept = Received.kept(message)
    this.#held.add({ ticket, id, message: kept, use, until: now + ports.timeoutMs, questionId })
    return {
      kind: 'hold',
      question,
      code: CODE,
      reason: refusalText(use, 'asked'),
      ...(way === 'client' && { ask: { to: 'client', line: questionLine(question) } }),
    }
  }
}

/** The answer to a request that nobody consented to. */
export function refusedFor(message: Message, use: Use, why: Refusing): Told {
  return refuseCall(message, CODE, refusalText(use, why))
}

function later(ms: number): string {
  return `wait ${ms} ms and send it again (retryAfterMs=${ms})`
}

interface Waiting {
  readonly use: Use
  readonly ticket: string
  readonly ports: ApprovalPorts
  readonly id: RequestId
}

/** What a request of 2026-07-28 brings back, from the server or from us. */
function inputOf({ body }: Message): {
  readonly requestState: unknown
  readonly inputResponses: unknown
} {
  const { params } = body
  return {
    requestState: member(params, 'requestState'),
    inputResponses: member(params, 'inputResponses'),
  }
}

function offersForm({ outline }: Message): boolean {
  return readOffered(metaOf(outline.params, CLIENT_CAPABILITIES)).form
}

const CODE = 'needs-approval'
/** Older ones have no elicitation; in later ones it stands in results. */
const FORMS: ReadonlySet<string> = new Set(['2025-06-18', '2025-11-25'])
