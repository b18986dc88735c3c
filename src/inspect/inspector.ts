import {
  type Envelope,
  encodeError,
  type OversizeReport,
  type PartialEnvelope,
  type Refusal,
  type RequestId,
  SCAN_LIMITS,
  type ScanLimits,
  scan,
} from '../wire/index.ts'
import { CANCELLED, cancelledId } from './cancellation.ts'
import type { Check } from './check.ts'
import { FAULT_TEXT, TEXT_FAULTS } from './fault-text.ts'
import { PendingRequests } from './session.ts'
import { FORWARD, NOISE, type Side, type Verdict } from './verdict.ts'

export interface InspectorOptions {
  readonly limits?: Partial<ScanLimits & { readonly outstandingRequests: number }>
  /** Whether the bytes are valid UTF-8. */
  readonly isUtf8: (bytes: Uint8Array) => boolean
  /** Rules beyond the envelope, in their order; none unless told. */
  readonly checks?: readonly Check[]
}

/** Decides about one message at a time. Holds the session's state and nothing of any message but its id and method. */
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
 * An inspector for one session. Well-formed messages go both ways untouched. Whoever would wait in vain is answered: the
 * sender of a request that cannot be understood, or the one who waits for an answer that cannot. An id is answered once:
 * a response that nobody waits for is dropped, and so is a second request under an id that still waits.
 */
export function createInspector(options: InspectorOptions): Inspector {
  const { isUtf8, checks = [] } = options
  const { outstandingRequests = OUTSTANDING_REQUESTS, ...scanLimits } = options.limits ?? {}
  const scanOptions = { ...SCAN_LIMITS, ...scanLimits, isUtf8 }
  const pending = {
    client: new PendingRequests(outstandingRequests),
    server: new PendingRequests(outstandingRequests),
  }

  const inspect = (from: Side, line: Uint8Array): Verdict => {
    const seen = scan(line, scanOptions)
    if (seen.kind === 'fault') {
      const refused = refuse(from, seen.partial, 'malformed', seen.code, FAULT_TEXT[seen.code])
      const { hasMethod, hasOutcome } = seen.partial
      const isText = TEXT_FAULTS.has(seen.code) || !(hasMethod || hasOutcome)
      return from === 'server' && refused.kind === 'drop' && isText ? NOISE : refused
    }
    const verdict = admit(from, seen) ?? check(from, line, seen) ?? FORWARD
    // A response that a check answered in its place has used up its id all the same.
    const isAnswered = verdict.kind === 'answer' && verdict.to !== from
    if (verdict.kind === 'forward' || isAnswered) record(from, line, seen)
    return verdict
  }

  /** The rules of the session itself. */
  const admit = (from: Side, message: Envelope): Verdict | undefined => {
    if (message.kind === 'request') {
      const own = pending[from]
      if (own.awaits(message.id))
        return drop('duplicate-id', 'request under an id that still waits')
      if (own.isFull) {
        return answer(from, message.id, 'too-many-requests', 'too many requests wait for answers')
      }
    } else if (message.kind !== 'notification' && message.id !== undefined) {
      if (!pending[OTHER[from]].awaits(message.id)) {
        return drop('not-pending', 'response to no request that waits')
      }
    }
    return undefined
  }

  const check = (from: Side, line: Uint8Array, envelope: Envelope): Verdict | undefined => {
    if (checks.length === 0) return undefined
    const isCall = envelope.kind === 'request' || envelope.kind === 'notification'
    const id = isCall ? undefined : envelope.id
    const answers = id === undefined ? undefined : pending[OTHER[from]].methodOf(id)
    for (const rule of checks) {
      const verdict = rule({ from, line, envelope, answers })
      if (verdict !== undefined) return verdict
    }
    return undefined
  }

  /** The only place where a message that passed changes the session. */
  const record = (from: Side, line: Uint8Array, message: Envelope): void => {
    if (message.kind === 'request') pending[from].open(message.id, message.method)
    else if (message.kind !== 'notification') {
      if (message.id !== undefined) pending[OTHER[from]].settle(message.id)
    } else if (message.method === CANCELLED) cancel(from, cancelledId(line))
  }

  /** Either side cancels its own requests; a server may also end a subscription of the client (MCP 2026-07-28). */
  const cancel = (from: Side, id: RequestId | undefined): void => {
    if (id === undefined) return
    const other = pending[OTHER[from]]
    const endsSubscription = from === 'server' && other.methodOf(id) === SUBSCRIPTION
    if (endsSubscription) other.cancel(id)
    else pending[from].cancel(id)
  }

  /** A message that cannot be passed on: the one who would wait for it in vain is told, if its id could be seen. */
  const refuse = (
    from: Side,
    { id, hasMethod, hasOutcome }: PartialEnvelope,
    fault: 'malformed' | 'oversize',
    code: string,
    text: string,
  ): Verdict => {
    const waiting = pending[OTHER[from]]
    if (id !== undefined && (hasOutcome || !hasMethod) && waiting.awaits(id)) {
      waiting.settle(id)
      return answer(OTHER[from], id, `${fault}-response`, `the response of the ${from} ${text}`)
    }
    if (id !== undefined && hasMethod && !hasOutcome && !pending[from].awaits(id)) {
      return answer(from, id, `${fault}-request`, `the request ${text}`)
    }
    return drop(code, `message that ${text}`)
  }

  const oversize = (from: Side, { bytes, envelope }: OversizeReport): Verdict => {
    const isText = from === 'server' && !envelope.isObject
    const refused = refuse(from, envelope, 'oversize', 'oversize', `is too long (${bytes} bytes)`)
    return refused.kind === 'drop' && isText ? NOISE : refused
  }

  return {
    fromClient: (line) => inspect('client', line),
    fromServer: (line) => inspect('server', line),
    oversizeFromClient: (report) => oversize('client', report),
    oversizeFromServer: (report) => oversize('server', report),
    noteEnd: () => pending.client.drain().map((id) => encodeError(id, 'server-ended', ENDED)),
  }
}

function answer(to: Side, id: RequestId, refusal: Refusal, reason: string): Verdict {
  return { kind: 'answer', to, line: encodeError(id, refusal, reason), code: refusal, reason }
}

function drop(code: string, reason: string): Verdict {
  return { kind: 'drop', code, reason }
}

const OTHER: Readonly<Record<Side, Side>> = { client: 'server', server: 'client' }
const ENDED = 'the server ended before it answered'
const SUBSCRIPTION = 'subscriptions/listen'

/** Real clients keep a handful of requests open; what is open is remembered, so there must be a limit. */
const OUTSTANDING_REQUESTS = 256
