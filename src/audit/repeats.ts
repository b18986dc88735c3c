import type { DecisionEvent } from '../inspect/index.ts'

/**
 * Keeps a flood out of the record. What is about the use of something is always written: the client asked for it, and its rate is
 * bounded. Everything else a server may cause as fast as it can write; of each kind of that the first thousand are written one by one,
 * then the ten-thousandth, the hundred-thousandth, and so on.
 */
export class Repeats {
  readonly #counts = new Map<string, number>()

  /** How many of its kind there have been with this one; undefined when it need not be written. */
  count({ subject, verdict, from, method, rule }: DecisionEvent): number | undefined {
    if (subject !== undefined || verdict === 'end') return 1
    const kind = JSON.stringify([from, method, rule, verdict])
    const key = this.#counts.has(kind) || this.#counts.size < MOST_KINDS ? kind : REST
    const times = (this.#counts.get(key) ?? 0) + 1
    this.#counts.set(key, times)
    return times <= ONE_BY_ONE || Number.isInteger(Math.log10(times)) ? times : undefined
  }
}

const ONE_BY_ONE = 1000
/** Methods are the peer's words, so their number must have a bound. */
const MOST_KINDS = 256
const REST = ''
