import type { Envelope } from '../wire/index.ts'
import type { Side, Verdict } from './verdict.ts'

/** A well-formed message on its way. */
export interface Message {
  readonly from: Side
  readonly line: Uint8Array
  readonly envelope: Envelope
  /** For a response: the method of the request that it answers; undefined when that was cancelled. */
  readonly answers: string | undefined
}

/**
 * One rule about messages. Undefined lets the next rule look; a verdict ends the matter. Never throws, and changes nothing:
 * the session is brought up to date once, after the verdict.
 */
export type Check = (message: Message) => Verdict | undefined
