/** Lets through a burst, and then as much a second as fills it again in a minute. */
export class TokenBudget {
  readonly #burst: number
  readonly #now: () => number
  #tokens: number
  #filledAt: number

  /** `now` counts milliseconds and never goes back. */
  constructor(burst: number, now: () => number) {
    this.#burst = burst
    this.#now = now
    this.#tokens = burst
    this.#filledAt = now()
  }

  /** Takes `cost`, or nothing and says no. */
  take(cost: number): boolean {
    const now = this.#now()
    const refill = ((now - this.#filledAt) * this.#burst) / REFILL_MS
    this.#tokens = Math.min(this.#burst, this.#tokens + refill)
    this.#filledAt = now
    if (this.#tokens < cost) return false
    this.#tokens -= cost
    return true
  }
}

const REFILL_MS = 60_000
