import type { FaultCode, Refusal } from '../wire/index.ts'
import type { Question } from './approvals/question.ts'

/** The two ends of the session. */
export type Side = 'client' | 'server'

/** The other end. */
export function peerOf(side: Side): Side {
  return side === 'client' ? 'server' : 'client'
}

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
  | 'withdrawn'

/** Why a session was ended. */
export type EndCode = 'foreign-protocol' | 'too-many-violations' | 'internal-error'

export type VerdictCode = Refusal | DropCode | EndCode

/** Why a message went no further, as a word for counting and a sentence for people. What it repeats of the peer is escaped. */
export interface Finding {
  readonly code: VerdictCode
  readonly reason: string
  /** The reason without what may be a secret, for a record; `reason` when absent. */
  readonly recorded?: string
}

/** What was noticed in a message that goes on all the same, as it came or changed. */
export interface Notice {
  /** A word for counting, such as `bidi-control`. */
  readonly code: string
  /** A sentence for people. What it repeats of the peer is escaped. */
  readonly reason: string
  readonly count: number
  /** Where, as JSON Pointers (RFC 6901) into the message, escaped; only the first few. */
  readonly places: readonly string[]
}

/** A line, with its newline, for the side that waits for an answer. */
export interface Answer {
  readonly to: Side
  readonly line: Uint8Array
}

/** The sender is near its rate. */
export interface Paced {
  /** Nothing more is read from the sender for so many milliseconds; not held back when absent. */
  readonly delayMs?: number
}

/** What happens to one message. */
export type Verdict =
  /** The original bytes go on. */
  | ({ readonly kind: 'forward'; readonly notices?: readonly Notice[] } & Paced)
  /** These bytes, one or more lines with their newlines, go on in the place of the original ones; the last one is the message. */
  | ({
      readonly kind: 'replace'
      readonly line: Uint8Array
      readonly notices?: readonly Notice[]
    } & Paced)
  /**
   * Of a batch, an array of messages, these bytes go on: one or more lines with their newlines, or nothing when undefined. Each of
   * the messages that do not go on has a verdict of its own; `released` are the waits that messages for us alone have ended.
   */
  | ({
      readonly kind: 'batch'
      readonly line: Uint8Array | undefined
      readonly refused: readonly Refused[]
      readonly released?: readonly Release[]
      readonly notices?: readonly Notice[]
    } & Paced)
  | Waiting
  | Refused

/** What happens to a message that has to do with a person's consent. */
export type Waiting =
  /** A request waits: it is kept here, and what becomes of it is told later. `ask` is our own question to the client. */
  | ({ readonly kind: 'hold'; readonly question: Question; readonly ask?: Answer } & Finding)
  /** The message was for us alone, and has ended a wait. */
  | ({ readonly kind: 'release' } & Release)

/** What becomes of a request that waited. */
export interface Release {
  readonly ticket: string
  /** The request as it came, without its newline. Nobody writes over it. */
  readonly line: Uint8Array
  readonly verdict: Exclude<Verdict, Waiting>
  /** What else the client is told. */
  readonly withdrawal?: Answer
}

/** What happens to one message that does not go on. */
export type Refused =
  /** The message goes no further; `line`, with its newline, goes to the side that waits for an answer. */
  | ({ readonly kind: 'answer' } & Answer & Finding)
  /** The message goes no further and nobody waits for it. */
  | ({ readonly kind: 'drop' } & Finding)
  /** Not a message at all, but text that the server wrote to its standard output. */
  | { readonly kind: 'noise' }
  /** The message goes no further, is answered if somebody waits for it, and the session is over. */
  | ({ readonly kind: 'end'; readonly answer?: Answer; readonly hint: string } & Finding)

/** What happens to a message, and why. */
export type Told = Exclude<Refused, { readonly kind: 'noise' }>

export const FORWARD: Verdict = { kind: 'forward' }
export const NOISE: Verdict = { kind: 'noise' }
