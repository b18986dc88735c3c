import type { Message } from '../message.ts'
import type { View } from '../view.ts'

/** What a check may know of the rates. Asking takes nothing. */
export interface RateGauge {
  /** Why this message is too much just now; undefined when it is not, or does not count. */
  excess(message: Message, view: View): Excess | undefined
}

export interface Excess {
  /** What there is too much of, for a sentence: `requests`. */
  readonly what: string
  /** Milliseconds until one more may pass. */
  readonly retryAfterMs: number
}
