import {
  batchParts,
  type Envelope,
  encodeError,
  MAX_LINE_BYTES,
  type OversizeReport,
  SCAN_LIMITS,
  Scanner,
} from '../wire/index.ts'
import type { Ended } from './approvals/approvals.ts'
import type { Outcome } from './approvals/question.ts'
import { release } from './approvals/release.ts'
import { answersToBatch, foldBatch, mayBatch, type Part, wholeBatch } from './batch.ts'
import { CHECKS } from './checks/order.ts'
import { Conduct, tooMany } from './conduct.ts'
import { eraOf } from './era.ts'
import { decisionEvent } from './event.ts'
import { Failsafe } from './failsafe.ts'
import { FOREIGN_HINTS, foreignProtocol } from './foreign-protocol.ts'
import { grammarSource } from './grammar-source.ts'
import { answeredId, Received } from './message.ts'
import { type InspectorOptions, policyOf, ratesOf } from './options.ts'
import { arrive, reachesAcross } from './redact/index.ts'
import { redactedInspector, redactedObserve, redactedOnBug } from './redacted-inspector.ts'
import { answer, drop, refuse } from './refuse.ts'
import { revise, unfit } from './revise.ts'
import { REWRITES } from './rewrites/order.ts'
import { EVERYTHING, rulesFor, ruleTable } from './scope.ts'
import { Session } from './session.ts'
import { unreadable } from './unreadable.ts'
import { type Finding, peerOf, type Release, type Side, type Verdict } from './verdict.ts'

/** Decides about one message at a time. Holds the session's state and of each message no more than a bounded piece. */
export interface Inspector {
  fromClient(line: Uint8Array): Verdict
  fromServer(line: Uint8Array): Verdict
  oversizeFromClient(report: OversizeReport): Verdict
  oversizeFromServer(report: OversizeReport): Verdict
  /**
   * A person has answered, or nobody has in time: what becomes of the request that waited for it. Undefined when it does not wait
   * any more.
   */
  resolve(ticket: string, outcome: Outcome): Release | undefined
  /** How many requests of the client the server has yet to answer. */
  owed(): number
  /**
   * The server is gone: one error, as a line, for each request of the client that still waits; nothing when none does.
   * Requests of the server need no answer any more.
   */
  noteEnd(): readonly Uint8Array[]
}

/**
 * An inspector for one session. What the protocol and the profile allow goes both ways untouched. Whoever would wait in vain is
 * answered: the sender of a request that is refused, or the one who waits for an answer that is. An id is answered once: a
 * response that nobody waits for is dropped, and so is a second request under an id that still waits.
 */
export function createInspector(options: InspectorOptions): Inspector {
  const { isUtf8, grammars, checks = [], redactor } = options
  const observe = redactor ? redactedObserve(options.observe, redactor) : options.observe
  const onBug = redactor ? redactedOnBug(options.onBug, redactor) : options.onBug
  const {
    outstandingRequests = OUTSTANDING_REQUESTS,
    messageBytes = MAX_LINE_BYTES,
    ...scanLimits
  } = options.limits ?? {}
  const scanOptions = { ...SCAN_LIMITS, ...scanLimits, isUtf8 }
  const scanners = { client: new Scanner(scanOptions), server: new Scanner(scanOptions) }
  const isBare = grammars === undefined
  const rates = isBare ? undefined : ratesOf(options)
  const policy = { ...policyOf(options), ...(rates && { rates }) }
  const own = checks.map((rule) => ({ rule, client: EVERYTHING, server: EVERYTHING }))
  const rules = ruleTable(isBare ? own : [...own, ...CHECKS], policy)
  const revising = {
    rewrites: ruleTable(isBare ? [] : REWRITES, policy),
    scan: (line: Uint8Array) => scanners.server.scan(line),
    messageBytes,
    redactor,
  }
  const session = new Session({
    policy,
    grammar: grammarSource(grammars),
    isAscii: options.isAscii ?? (() => false),
    approvals: options.approvals,
    outstandingRequests,
    isBare,
  })
  const conduct = new Conduct()
  const hasSpoken = { client: false, server: false }
  let isOver = false
  const end = () => {
    isOver = true
  }
  const failsafe = new Failsafe({ session, end, onBug })

  const inspect = (from: Side, line: Uint8Array): Verdict => {
    // Not by a computed name: this runs for each message, and that takes several times as long.
    const seen = (from === 'client' ? scanners.client : scanners.server).scan(line)
    if (seen.kind === 'fault') {
      if (seen.code === 'batch') return inspectBatch(from, line)
      const isFirst = !isOver && !hasSpoken[from]
      const foreign = isFirst ? foreignProtocol(from, line) : undefined
      if (foreign !== undefined) return tell(from, endForeign(from, foreign), line)
      return judge(from, unreadable(session, from, seen), line)
    }
    if (!hasSpoken[from]) hasSpoken[from] = true
    return inspectMessage(receive(from, line, seen))
  }

  /** Each message of it as if it stood alone; as a whole when it may not be there. */
  const inspectBatch = (from: Side, line: Uint8Array): Verdict => {
    // Of more requests some could not wait, and of more answers some would answer nothing: no honest batch is longer.
    const batch = batchParts(line, { parts: outstandingRequests, values: scanOptions.values })
    const parts = batch.parts.map((part) => ({ line: part, seen: scanners[from].scan(part) }))
    const isTorn =
      from === 'server' && redactor !== undefined && reachesAcross(redactor, line, batch.parts)
    if (!batch.isWhole || isTorn || !mayBatch(session, parts)) {
      const refused = answersToBatch(session, from, batch)
      const whole = weigh(from, wholeBatch(from, batch))
      const isTold = refused.length === 0 || whole.kind === 'end'
      for (const each of isTold ? [...refused, whole] : refused) tell(from, each, line)
      if (refused.length === 0) return whole
      return {
        kind: 'batch',
        line: undefined,
        refused: whole.kind === 'end' ? [...refused, whole] : refused,
      }
    }
    hasSpoken[from] = true
    const judged = parts.map((part) => ({
      line: part.line,
      verdict: inspectPart(from, part),
    }))
    return foldBatch(judged, messageBytes)
  }

  const inspectPart = (from: Side, { line, seen }: Part): Verdict => {
    if (seen.kind === 'fault') return judge(from, unreadable(session, from, seen), line)
    const message = receive(from, line, seen)
    message.isBatched = true
    return inspectMessage(message)
  }

  const receive = (from: Side, line: Uint8Array, envelope: Envelope): Received => {
    const answers = answeredId(envelope)
    const asked =
      answers === undefined ? undefined : session.requestsOf(peerOf(from)).answerable(answers)
    const arrival =
      from === 'server' && redactor !== undefined
        ? arrive(line, envelope, { ...revising, redactor })
        : undefined
    if (arrival === undefined) return new Received(from, line, envelope, asked)
    const received = new Received(from, arrival.line, arrival.envelope, asked)
    received.redaction = arrival
    return received
  }

  const inspectMessage = (message: Received): Verdict =>
    hear(message) ?? judge(message.from, admit(message) ?? decide(message), message.line, message)

  /** What is said about a request that waits for consent is for us alone. */
  const hear = (message: Received): Verdict | undefined => {
    const ended = session.approvals.hear(message, session)
    const released = ended && resolve(ended.ticket, ended.outcome)
    return released && { kind: 'release', ...released }
  }

  const resolve = (ticket: string, outcome: Ended['outcome']): Release | undefined => {
    const held = session.approvals.take(ticket)
    if (held === undefined) return undefined
    const released = release(held, outcome, failsafe.again(decide))
    tell('client', released.verdict, released.line, held.message)
    return released
  }

  /** The rules of the session itself. */
  const admit = ({ from, envelope, asked }: Received): Verdict | undefined => {
    if (envelope.kind === 'request') {
      const own = session.requestsOf(from)
      const { approvals } = session
      if (own.answerable(envelope.id) !== undefined || approvals.isTaken(from, envelope.id))
        return drop('duplicate-id', 'request under an id that still waits')
      if (own.isFull) {
        return answer(from, envelope.id, 'too-many-requests', 'too many requests wait for answers')
      }
    } else if (answeredId(envelope) !== undefined && asked === undefined) {
      return drop('not-pending', 'response to no request that waits')
    }
    return undefined
  }

  const decide = (message: Received): Verdict => {
    const { from, envelope } = message
    const answers = answeredId(envelope)
    if (!isBare) message.era = eraOf(message, session)
    const verdict = isOver ? refuse(message, 'session-ended', OVER) : consult(message)
    // The only places where a message that was read changes the session.
    if (verdict.kind === 'forward' || verdict.kind === 'replace') {
      session.record(message)
      const delayMs = rates?.take(message, session) ?? 0
      if (delayMs > 0) return { ...verdict, delayMs }
    } else if (verdict.kind === 'answer' && answers !== undefined)
      session.give(peerOf(from), answers)
    else if (message.consent?.said === 'asked') rates?.take(message, session)
    return verdict
  }

  const consult = (message: Received): Verdict => {
    const withheld = message.redaction?.withheld
    if (withheld !== undefined) return unfit(message, withheld)
    for (const rule of rulesFor(message, rules)) {
      const verdict = rule(message, session)
      if (verdict?.kind === 'forward') break
      if (verdict !== undefined) return verdict
    }
    return session.approvals.ask(message, session) ?? revise(message, session, revising)
  }

  /** The last word, of which everybody is told. The line is undefined when it was too long to be kept. */
  const judge = (
    from: Side,
    verdict: Verdict,
    line: Uint8Array | undefined,
    message?: Received,
  ): Verdict => tell(from, weigh(from, verdict), line, message)

  const tell = (
    from: Side,
    verdict: Verdict,
    line: Uint8Array | undefined,
    message?: Received,
  ): Verdict => {
    const event = observe && decisionEvent(from, verdict, message, session)
    if (event !== undefined) {
      const isGone = !GOES_ON.has(verdict.kind)
      observe?.(event, isGone ? line : undefined)
    }
    return verdict
  }

  /** Weighs what was refused, and ends the session when it is too much. */
  const weigh = (from: Side, verdict: Verdict): Verdict => {
    if (verdict.kind === 'forward' || verdict.kind === 'replace') conduct.good(from)
    else if ((verdict.kind === 'answer' || verdict.kind === 'drop') && !isOver) {
      if (conduct.bad(from, verdict.code)) return endOfPatience(from, verdict)
    }
    return verdict
  }

  const endOfPatience = (from: Side, last: Verdict & Finding): Verdict => {
    isOver = true
    return tooMany(from, last)
  }

  const endForeign = (from: Side, protocol: string): Verdict => {
    isOver = true
    return {
      kind: 'end',
      code: 'foreign-protocol',
      reason: `the ${from} speaks ${protocol} instead of one JSON message per line`,
      hint: FOREIGN_HINTS[from],
    }
  }

  const oversize = (from: Side, { bytes, envelope }: OversizeReport): Verdict => {
    const code = 'oversize'
    const verdict = unreadable(session, from, { code, partial: envelope, bytes })
    return judge(from, verdict, undefined)
  }

  const judging: Inspector = {
    fromClient: (line) => inspect('client', line),
    fromServer: (line) => inspect('server', line),
    oversizeFromClient: (report) => oversize('client', report),
    oversizeFromServer: (report) => oversize('server', report),
    resolve,
    owed: () => session.requests.client.size,
    noteEnd: () => {
      const [refusal, reason] = isOver
        ? (['session-ended', OVER] as const)
        : (['server-ended', ENDED] as const)
      const waiting = [...session.requests.client.drain(), ...session.approvals.drain()]
      return waiting.map((id) => encodeError(id, refusal, reason))
    },
  }
  const inspector = failsafe.guard(judging)
  return redactor === undefined ? inspector : redactedInspector(inspector, redactor)
}

const GOES_ON: ReadonlySet<Verdict['kind']> = new Set(['forward', 'replace', 'hold'])

const ENDED = 'the server ended before it answered'
const OVER =
  'the session was ended because one side did not keep to the protocol or could not be judged'

/** Real clients keep a handful of requests open; what is open is remembered, so there must be a limit. */
const OUTSTANDING_REQUESTS = 256
