import type { Rate } from '../../policy/index.ts'

/**
 * A token bucket. It is full at the beginning, holds `burst` tokens and fills evenly. In any stretch of t minutes no more pass
 * than the burst and the rate times t. Times are milliseconds of a clock that should not go back; when it does, nothing is
 * gained and nothing is lost. Three numbers, whatever happens.
 */
export class Bucket {
  /** In parts of a token, `TOKEN` of which are one, so that whole milliseconds are counted without rounding. */
  readonly #capacity: number
  readonly #perMs: number
  #parts: number
  #filledAt = Number.NEGATIVE_INFINITY

  constructor({ requestsPerMinute, burst }: Rate) {
    this.#capacity = burst * TOKEN
    this.#perMs = requestsPerMinute
    this.#parts = this.#capacity
  }

  /** Milliseconds, rounded up, until a token is there; 0 when one is. Takes nothing. */
  waitMs(now: number): number {
    this.#fill(now)
    return this.#parts >= TOKEN ? 0 : Math.ceil((TOKEN - this.#parts) / this.#perMs)
  }

  /**
   * Takes a token, of which `waitMs` said that it is there. Returns the milliseconds that the sender should be held back: nothing
   * while the bucket is half full, then more and more, up to the time in which one token grows: whoever is held back so is never
   * refused. At most a second, because whatever comes behind waits as well.
   */
  take(now: number): number {
    this.#fill(now)
    this.#parts -= TOKEN
    const half = this.#capacity / 2
    if (this.#parts >= half) return 0
    const delayMs = ((half - this.#parts) * TOKEN) / (half * this.#perMs)
    return Math.min(MOST_DELAY_MS, Math.ceil(delayMs))
  }

  #fill(now: number): void {
    if (!(now > this.#filledAt)) return
    const grown = this.#filledAt === Number.NEGATIVE_INFINITY ? 0 : now - this.#filledAt
    this.#parts = Math.min(this.#capacity, this.#parts + grown * this.#perMs)
    this.#filledAt = now
  }
}

/** Milliseconds of a minute: at one a minute, one part grows in each of them. */
const TOKEN = 60_000
/** A cancellation behind a held-back request comes no later than this; people wait longer for an answer of a model. */
const MOST_DELAY_MS = 1000
