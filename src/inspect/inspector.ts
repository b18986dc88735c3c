import {
  type Envelope,
  encodeError,
  type Grammar,
  type OversizeReport,
  type RequestId,
  SCAN_LIMITS,
  type ScanLimits,
  scan,
} from '../wire/index.ts'
import type { Check } from './check.ts'
import { CHECKS } from './checks/order.ts'
import { Conduct } from './conduct.ts'
import { eraOf } from './era.ts'
import { foreignProtocol } from './foreign-protocol.ts'
import { grammarSource } from './grammar-source.ts'
import { Received } from './message.ts'
import { CAPABILITIES, type Capability } from './policy.ts'
import { answer, drop, refuse } from './refuse.ts'
import { Session } from './session.ts'
import { unreadable } from './unreadable.ts'
import { FORWARD, OTHER, type Side, type Verdict } from './verdict.ts'

export interface InspectorOptions {
  readonly limits?: Partial<ScanLimits & { readonly outstandingRequests: number }>
  /** Whether the bytes are valid UTF-8. */
  readonly isUtf8: (bytes: Uint8Array) => boolean
  /**
   * The grammar of one revision, by its date. Asked once for each revision that a session uses. Without grammars nothing but
   * the envelope is checked.
   */
  readonly grammars?: (revision: string) => Grammar | undefined
  /** What a server may not ask of the client; everything is allowed unless told. */
  readonly capabilities?: Readonly<Partial<Record<Capability, 'allow' | 'deny'>>>
  /** Methods outside the protocol that pass all the same; none unless told. */
  readonly methods?: readonly string[]
  /** Rules beyond the built-in ones, asked before them. */
  readonly checks?: readonly Check[]
}

/** Decides about one message at a time. Holds the session's state and of each message no more than a bounded piece. */
export interface Inspector {
  fromClient(line: Uint8Array): Verdict
  fromServer(line: Uint8Array): Verdict
  oversizeFromClient(report: OversizeReport): Verdict
  oversizeFromServer(report: OversizeReport): Verdict
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
  const { isUtf8, grammars, capabilities = {}, methods = [], checks = [] } = options
  const { outstandingRequests = OUTSTANDING_REQUESTS, ...scanLimits } = options.limits ?? {}
  const scanOptions = { ...SCAN_LIMITS, ...scanLimits, isUtf8 }
  const isBare = grammars === undefined
  const rules = isBare ? checks : [...checks, ...CHECKS]
  const session = new Session({
    policy: {
      denied: new Set(CAPABILITIES.filter((name) => capabilities[name] === 'deny')),
      methods: new Set(methods),
    },
    grammar: grammarSource(grammars),
    outstandingRequests,
    isBare,
  })
  const conduct = new Conduct()
  const hasSpoken = { client: false, server: false }
  let isOver = false

  const inspect = (from: Side, line: Uint8Array): Verdict => {
    const seen = scan(line, scanOptions)
    if (seen.kind === 'fault') {
      const isFirst = !isOver && !hasSpoken[from]
      const foreign = isFirst ? foreignProtocol(from, line) : undefined
      if (foreign !== undefined) return endForeign(from, foreign)
      return judge(from, unreadable(session, from, seen))
    }
    hasSpoken[from] = true
    return judge(from, admit(from, seen) ?? decide(from, line, seen))
  }

  /** The rules of the session itself. */
  const admit = (from: Side, message: Envelope): Verdict | undefined => {
    if (message.kind === 'request') {
      const own = session.requests[from]
      if (own.answerable(message.id) !== undefined)
        return drop('duplicate-id', 'request under an id that still waits')
      if (own.isFull) {
        return answer(from, message.id, 'too-many-requests', 'too many requests wait for answers')
      }
    } else if (message.kind !== 'notification' && message.id !== undefined) {
      if (session.requests[OTHER[from]].answerable(message.id) === undefined) {
        return drop('not-pending', 'response to no request that waits')
      }
    }
    return undefined
  }

  const decide = (from: Side, line: Uint8Array, envelope: Envelope): Verdict => {
    const answers = answeredId(envelope)
    const asked =
      answers === undefined ? undefined : session.requests[OTHER[from]].answerable(answers)
    const message = new Received(from, line, envelope, asked)
    if (!isBare) message.era = eraOf(message, session)
    const verdict = isOver ? refuse(message, 'session-ended', OVER) : consult(message)
    // The only places where a message that was read changes the session.
    if (verdict.kind === 'forward' || verdict.kind === 'replace') session.record(message)
    else if (verdict.kind === 'answer' && answers !== undefined) session.give(OTHER[from], answers)
    return verdict
  }

  const consult = (message: Received): Verdict => {
    for (const rule of rules) {
      const verdict = rule(message, session)
      if (verdict !== undefined) return verdict
    }
    return FORWARD
  }

  /** Weighs what was refused, and ends the session when it is too much. */
  const judge = (from: Side, verdict: Verdict): Verdict => {
    if (verdict.kind === 'forward' || verdict.kind === 'replace') conduct.good(from)
    else if ((verdict.kind === 'answer' || verdict.kind === 'drop') && !isOver) {
      if (conduct.bad(from, verdict.code)) return endOfPatience(from, verdict)
    }
    return verdict
  }

  const endOfPatience = (from: Side, last: Verdict & { readonly reason: string }): Verdict => {
    isOver = true
    return {
      kind: 'end',
      ...(last.kind === 'answer' ? { answer: { to: last.to, line: last.line } } : {}),
      code: 'too-many-violations',
      reason: `too many messages of the ${from} had to be refused, the last one: ${last.reason}`,
      hint: 'mcp-airlock explain too-many-violations',
    }
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
    return judge(from, verdict)
  }

  return {
    fromClient: (line) => inspect('client', line),
    fromServer: (line) => inspect('server', line),
    oversizeFromClient: (report) => oversize('client', report),
    oversizeFromServer: (report) => oversize('server', report),
    noteEnd: () => {
      const [refusal, reason] = isOver
        ? (['session-ended', OVER] as const)
        : (['server-ended', ENDED] as const)
      return session.requests.client.drain().map((id) => encodeError(id, refusal, reason))
    },
  }
}

function answeredId(envelope: Envelope): RequestId | undefined {
  const isCall = envelope.kind === 'request' || envelope.kind === 'notification'
  return isCall ? undefined : envelope.id
}

const ENDED = 'the server ended before it answered'
const OVER = 'the session was ended because one side did not keep to the protocol'

const FOREIGN_HINTS: Readonly<Record<Side, string>> = {
  client: 'give the client this command as a stdio server, not as an address',
  server: 'start the server in its stdio mode, usually a word or flag such as `stdio`',
}

/** Real clients keep a handful of requests open; what is open is remembered, so there must be a limit. */
const OUTSTANDING_REQUESTS = 256
