import { type BatchParts, encodeError, partialEnvelope, type scan } from '../wire/index.ts'
import { FAULT_TEXT } from './fault-text.ts'
import { drop } from './refuse.ts'
import type { Session } from './session.ts'
import { unreadable } from './unreadable.ts'
import {
  FORWARD,
  NOISE,
  type Notice,
  type Refused,
  type Release,
  type Side,
  type Verdict,
} from './verdict.ts'
import type { View } from './view.ts'

/** The one revision with batches: 2025-03-26 added them, and 2025-06-18 took them out again (MCP, key changes). */
export const BATCH_REVISION = '2025-03-26'

/** One message of a batch, and what the scan says of it. */
export interface Part {
  readonly line: Uint8Array
  readonly seen: ReturnType<typeof scan>
}

/**
 * Whether an array of these parts may go on at all: the profile wants it, the handshake is over and agreed on the revision
 * that has batches, and there are either calls in it or answers (MCP 2025-03-26, schema, `JSONRPCMessage`).
 */
export function mayBatch({ policy, handshake }: View, parts: readonly Part[]): boolean {
  if (!policy.batches || handshake?.isAgreed !== true) return false
  if (handshake.revision !== BATCH_REVISION) return false
  const kinds = parts.flatMap(({ seen }) => (seen.kind === 'fault' ? [] : [seen.kind]))
  const calls = kinds.filter((kind) => kind === 'request' || kind === 'notification')
  return kinds.length > 0 && (calls.length === 0 || calls.length === kinds.length)
}

/**
 * What becomes of a batch whose messages were judged one by one. The original bytes go on when all of them do; otherwise those
 * that are left go on as a batch, and every refusal takes its own way.
 */
export function foldBatch(
  judged: readonly { readonly line: Uint8Array; readonly verdict: Verdict }[],
  messageBytes: number,
): Verdict {
  const kept: Uint8Array[] = []
  const refused: Refused[] = []
  const released: Release[] = []
  const notices: Notice[] = []
  for (const [index, { line, verdict }] of judged.entries()) {
    if (verdict.kind === 'forward') kept.push(line)
    else if (verdict.kind === 'replace') kept.push(verdict.line.subarray(0, -1))
    else if (verdict.kind === 'noise') refused.push(drop('batch', 'part of a batch, no message'))
    else if (verdict.kind === 'release') released.push(verdict)
    else if (verdict.kind !== 'batch' && verdict.kind !== 'hold') refused.push(verdict)
    if ('notices' in verdict) addWithin(index, verdict.notices ?? [], notices)
  }
  const delayMs = Math.max(0, ...judged.map(({ verdict }) => delayOf(verdict)))
  const more = { ...(notices.length > 0 && { notices }), ...(delayMs > 0 && { delayMs }) }
  const ended = released.length > 0 && { released }
  if (judged.every(({ verdict }) => verdict.kind === 'forward')) {
    return notices.length === 0 && delayMs === 0 ? FORWARD : { kind: 'forward', ...more }
  }
  return { kind: 'batch', line: joined(kept, messageBytes), refused, ...ended, ...more }
}

/**
 * Everybody who would wait because of a batch that does not go on. Requests in it are answered to their sender, as far as `parts`
 * goes; a client in whose batch no id can be read gets one error without any (JSON-RPC 2.0, section 6).
 */
export function answersToBatch(
  session: Session,
  from: Side,
  { parts, isWhole }: BatchParts,
): readonly Refused[] {
  const found = parts.map(partialEnvelope)
  const answers = found
    .map((partial) => unreadable(session, from, { code: 'batch', partial }))
    .filter((verdict) => verdict.kind === 'answer')
  const isQuiet = found.every(({ id, hasMethod }) => id === undefined && hasMethod)
  const isUnknown = found.every(({ id }) => id === undefined) || !isWhole
  if (from === 'server' || isQuiet || !isUnknown) return answers
  const reason = `the line ${FAULT_TEXT.batch}`
  const line = encodeError(null, 'malformed-request', reason)
  return [...answers, { kind: 'answer', to: from, line, code: 'malformed-request', reason }]
}

/** The batch as a whole: text of a server that only begins like one is noise, anything else one refusal. */
export function wholeBatch(from: Side, { parts }: BatchParts): Verdict {
  const isText = parts.map(partialEnvelope).every((one) => !one.hasMethod && !one.hasOutcome)
  return from === 'server' && isText ? NOISE : drop('batch', `line that ${FAULT_TEXT.batch}`)
}

function delayOf(verdict: Verdict): number {
  return 'delayMs' in verdict ? (verdict.delayMs ?? 0) : 0
}

/** Undefined when nothing is left. What a rewrite made too long for one line goes on as lines of their own, which says the same. */
function joined(kept: readonly Uint8Array[], messageBytes: number): Uint8Array | undefined {
  if (kept.length === 0) return undefined
  const length = kept.reduce((sum, line) => sum + line.length + 1, 1)
  const marks = length > messageBytes ? AS_LINES : AS_BATCH
  const pieces = kept.flatMap((line, index) => [index === 0 ? marks.first : marks.next, line])
  return Buffer.concat([...pieces, marks.last])
}

/** With the places of a message in the array. */
function addWithin(index: number, noticed: readonly Notice[], notices: Notice[]): void {
  for (const notice of noticed) {
    notices.push({ ...notice, places: notice.places.map((place) => `/${index}${place}`) })
  }
}

const AS_BATCH = { first: Buffer.from('['), next: Buffer.from(','), last: Buffer.from(']\n') }
const AS_LINES = { first: Buffer.from(''), next: Buffer.from('\n'), last: Buffer.from('\n') }
