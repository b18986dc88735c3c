import type { RequestId } from '../wire/index.ts'

/**
 * The requests of one side that wait for the other side's answer. Ids are told apart by type: `1` is not `"1"`, as
 * JSON-RPC has it, although some clients mix them up.
 */
export class PendingRequests {
  readonly #methods = new Map<RequestId, string>()
  /** Cancelled ones, oldest first: the race of a late answer is allowed (MCP, cancellation), waiting for it is not. */
  readonly #cancelled = new Set<RequestId>()
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  get isFull(): boolean {
    return this.#methods.size >= this.#limit
  }

  /** Whether an answer to this id would be the first one. */
  awaits(id: RequestId): boolean {
    return this.#methods.has(id) || this.#cancelled.has(id)
  }

  /** What was asked under this id; undefined when nothing is, or no longer. */
  methodOf(id: RequestId): string | undefined {
    return this.#methods.get(id)
  }

  open(id: RequestId, method: string): void {
    this.#methods.set(id, method)
  }

  /** The id has its answer. */
  settle(id: RequestId): void {
    if (!this.#methods.delete(id)) this.#cancelled.delete(id)
  }

  /** Nobody waits any more; a late answer still passes, once. Unknown ids are ignored, as the specification asks. */
  cancel(id: RequestId): void {
    if (!this.#methods.delete(id)) return
    this.#cancelled.add(id)
    const [oldest] = this.#cancelled
    if (this.#cancelled.size > this.#limit && oldest !== undefined) this.#cancelled.delete(oldest)
  }

  /** All ids that still wait, oldest first. None does afterwards. */
  drain(): RequestId[] {
    const ids = [...this.#methods.keys()]
    this.#methods.clear()
    return ids
  }
}
