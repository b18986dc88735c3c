import type { FaultCode, PartialEnvelope, RequestId } from '../wire/index.ts'
import { FAULT_TEXT, TEXT_FAULTS } from './fault-text.ts'
import { answer, drop } from './refuse.ts'
import type { Session } from './session.ts'
import { NOISE, peerOf, type Side, type Verdict } from './verdict.ts'

/** A line that is no message, or was too long to be kept. */
export type Unreadable =
  | { readonly code: FaultCode; readonly partial: PartialEnvelope }
  | { readonly code: 'oversize'; readonly partial: PartialEnvelope; readonly bytes: number }

/**
 * What becomes of a line that cannot be passed on: the one who would wait for it in vain is told, if its id could be seen.
 * What a server writes for people is only noise.
 */
export function unreadable(session: Session, from: Side, line: Unreadable): Verdict {
  const refused = refuse(session, from, line)
  const isText = from === 'server' && refused.kind === 'drop' && looksLikeText(line)
  return isText ? NOISE : refused
}

function refuse(session: Session, from: Side, line: Unreadable): Verdict {
  const { id, hasMethod, hasOutcome } = line.partial
  const other = peerOf(from)
  const fault = line.code === 'oversize' ? 'oversize' : 'malformed'
  const text =
    line.code === 'oversize' ? `is too long (${line.bytes} bytes)` : FAULT_TEXT[line.code]
  const mayAnswer = hasOutcome || !hasMethod
  if (id !== undefined && mayAnswer && session.requests[other].answerable(id) !== undefined) {
    session.give(other, id)
    return answer(other, id, `${fault}-response`, `the response of the ${from} ${text}`)
  }
  const isRequest = hasMethod && !hasOutcome
  if (id !== undefined && isRequest && !isTaken(session, from, id)) {
    return answer(from, id, `${fault}-request`, `the request ${text}`)
  }
  return drop(line.code, `message that ${text}`)
}

/** Whoever waits under that id already gets an answer, and only one. */
export function isTaken({ requests, approvals }: Session, from: Side, id: RequestId): boolean {
  return requests[from].answerable(id) !== undefined || approvals.isTaken(from, id)
}

function looksLikeText({ code, partial }: Unreadable): boolean {
  if (code === 'oversize') return !partial.isObject
  return TEXT_FAULTS.has(code) || !(partial.hasMethod || partial.hasOutcome)
}
