import type { RequestId } from '../wire/index.ts'
import type { Asked } from './asked.ts'

/**
 * The requests of one side that wait for the other side's answer. Ids are told apart by type: `1` is not `"1"`, as
 * JSON-RPC has it, although some clients mix them up.
 */
export class PendingRequests {
  readonly #waiting = new Map<RequestId, Asked>()
  /** Cancelled ones, oldest first: the race of a late answer is allowed (MCP, cancellation), waiting for it is not. */
  readonly #cancelled = new Map<RequestId, Asked>()
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  get isFull(): boolean {
    return this.#waiting.size >= this.#limit
  }

  /** What an answer to this id would be the first answer to; undefined when nothing is. */
  answerable(id: RequestId): Asked | undefined {
    return this.#waiting.get(id) ?? this.#cancelled.get(id)
  }

  /** What was asked under this id; undefined when nothing is, or no longer. */
  waiting(id: RequestId): Asked | undefined {
    return this.#waiting.get(id)
  }

  countOf(method: string): number {
    let count = 0
    for (const asked of this.#waiting.values()) if (asked.method === method) count += 1
    return count
  }

  wantsProgress(token: unknown): boolean {
    for (const { progressToken } of this.#waiting.values()) {
      if (progressToken !== undefined && progressToken === token) return true
    }
    return false
  }

  open(id: RequestId, asked: Asked): void {
    this.#waiting.set(id, asked)
  }

  /** The id has its answer. */
  settle(id: RequestId): void {
    if (!this.#waiting.delete(id)) this.#cancelled.delete(id)
  }

  /** Nobody waits any more; a late answer still passes, once. Unknown ids are ignored, as the specification asks. */
  cancel(id: RequestId): void {
    const asked = this.#waiting.get(id)
    if (asked === undefined) return
    this.#waiting.delete(id)
    this.#cancelled.set(id, asked)
    const [oldest] = this.#cancelled.keys()
    if (this.#cancelled.size > this.#limit && oldest !== undefined) this.#cancelled.delete(oldest)
  }

  /** All ids that still wait, oldest first. None does afterwards. */
  drain(): RequestId[] {
    const ids = [...this.#waiting.keys()]
    this.#waiting.clear()
    return ids
  }
}
