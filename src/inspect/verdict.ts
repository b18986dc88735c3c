import type { FaultCode, Refusal } from '../wire/index.ts'

/** The two ends of the session. */
export type Side = 'client' | 'server'

export const OTHER: Readonly<Record<Side, Side>> = { client: 'server', server: 'client' }

/** Why a message was dropped, besides what can be wrong with any line. */
export type DropCode =
  | FaultCode
  | 'oversize'
  | 'duplicate-id'
  | 'not-pending'
  | 'unknown-notification'
  | 'invalid-notification'
  | 'undeclared-notification'
  | 'unknown-token'
  | 'unknown-subscription'
  | 'foreign-cancel'
  | 'initialize-cancel'

/** Why a session was ended. */
export type EndCode = 'foreign-protocol' | 'too-many-violations'

export type VerdictCode = Refusal | DropCode | EndCode

/** Why a message went no further, as a word for counting and a sentence for people. What it repeats of the peer is escaped. */
export interface Finding {
  readonly code: VerdictCode
  readonly reason: string
}

/** A line, with its newline, for the side that waits for an answer. */
export interface Answer {
  readonly to: Side
  readonly line: Uint8Array
}

/** What happens to one message. */
export type Verdict =
  /** The original bytes go on. */
  | { readonly kind: 'forward' }
  /** These bytes, a line with its newline, go on in the place of the original ones. */
  | { readonly kind: 'replace'; readonly line: Uint8Array }
  /** The message goes no further; `line`, with its newline, goes to the side that waits for an answer. */
  | ({ readonly kind: 'answer' } & Answer & Finding)
  /** The message goes no further and nobody waits for it. */
  | ({ readonly kind: 'drop' } & Finding)
  /** Not a message at all, but text that the server wrote to its standard output. */
  | { readonly kind: 'noise' }
  /** The message goes no further, is answered if somebody waits for it, and the session is over. */
  | ({ readonly kind: 'end'; readonly answer?: Answer; readonly hint: string } & Finding)

export const FORWARD: Verdict = { kind: 'forward' }
export const NOISE: Verdict = { kind: 'noise' }
