import { refusalCatalog } from './refusal-catalog.ts'
import type { Finding, Side, Verdict, VerdictCode } from './verdict.ts'

/**
 * How far a side can be bothered with. Each refused message weighs, each good one takes some of the weight away, so that a flaw
 * now and then never ends a session and an attack soon does. Counted in messages, not in time.
 */
export class Conduct {
  readonly #weight: Record<Side, number> = { client: 0, server: 0 }

  good(from: Side): void {
    const weight = from === 'client' ? this.#weight.client : this.#weight.server
    if (weight > 0) this.#weight[from] -= 1
  }

  /** Whether this was one too many. */
  bad(from: Side, code: VerdictCode): boolean {
    this.#weight[from] += WEIGHTS[refusalCatalog[code].weight]
    return this.#weight[from] >= LIMIT
  }
}

/** The end of a session in which too much of one side had to be refused; the last such message is still answered. */
export function tooMany(from: Side, last: Verdict & Finding): Verdict {
  const text = (reason: string) =>
    `too many messages of the ${from} had to be refused, the last one: ${reason}`
  return {
    kind: 'end',
    ...(last.kind === 'answer' ? { answer: { to: last.to, line: last.line } } : {}),
    code: 'too-many-violations',
    reason: text(last.reason),
    recorded: text(last.recorded ?? last.reason),
    hint: 'mcp-airlock explain too-many-violations',
  }
}

/**
 * A hundred violations, or ten thousand harmless ones; a violation is forgiven after a hundred good messages. Of harmless
 * ones there are honest floods: measured, the reference server "everything" goes on with progress after a cancellation.
 */
const LIMIT = 10_000
const WEIGHTS = { full: 100, little: 1, none: 0 } as const
