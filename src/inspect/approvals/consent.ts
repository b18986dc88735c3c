import type { Outcome } from './question.ts'
import type { Use } from './use.ts'

/**
 * What a person said about a request that needs consent: `asked` while nobody has said anything yet, `standing` where an earlier answer
 * covers it, `withdrawn` where the client gave up waiting.
 */
export interface Consent {
  readonly said: Outcome | 'asked' | 'standing' | 'withdrawn'
  readonly use: Use
}

/** Whether the request may go on. */
export function isGiven(consent: Consent | undefined): boolean {
  return consent !== undefined && GIVEN.has(consent.said)
}

/** Whether a person was asked about just this message, and has said something. */
export function isAnswered(consent: Consent | undefined): boolean {
  return consent !== undefined && ANSWERED.has(consent.said)
}

const ANSWERED: ReadonlySet<Consent['said']> = new Set(['once', 'session'])
const GIVEN: ReadonlySet<Consent['said']> = new Set(['once', 'session', 'standing'])
