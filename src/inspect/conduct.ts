import { refusalCatalog } from './refusal-catalog.ts'
import type { Side, VerdictCode } from './verdict.ts'

/**
 * How far a side can be bothered with. Each refused message weighs, each good one takes some of the weight away, so that a flaw
 * now and then never ends a session and an attack soon does. Counted in messages, not in time.
 */
export class Conduct {
  readonly #weight: Record<Side, number> = { client: 0, server: 0 }

  good(from: Side): void {
    if (this.#weight[from] > 0) this.#weight[from] -= 1
  }

  /** Whether this was one too many. */
  bad(from: Side, code: VerdictCode): boolean {
    this.#weight[from] += WEIGHTS[refusalCatalog[code].weight]
    return this.#weight[from] >= LIMIT
  }
}

/**
 * A hundred violations, or ten thousand harmless ones; a violation is forgiven after a hundred good messages. Of harmless
 * ones there are honest floods: measured, the reference server "everything" goes on with progress after a cancellation.
 */
const LIMIT = 10_000
const WEIGHTS = { full: 100, little: 1, none: 0 } as const
