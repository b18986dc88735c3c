import type { RequestId } from '../wire/index.ts'
import type { Asked } from './asked.ts'

/**
 * The requests of one side that wait for the other side's answer. Ids are told apart by type: `1` is not `"1"`, as
 * JSON-RPC has it, although some clients mix them up.
 */
export class PendingRequests {
  /**
   * One that waits alone, as most do, is not in the table: a table that is filled and emptied again and again is made anew each time
   * (measured, a half microsecond).
   */
  #alone: { readonly id: RequestId; readonly asked: Asked } | undefined
  readonly #table = new Map<RequestId, Asked>()
  /** Cancelled ones, oldest first: the race of a late answer is allowed (MCP, cancellation), waiting for it is not. */
  readonly #cancelled = new Map<RequestId, Asked>()
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    return this.#alone === undefined ? this.#table.size : 1
  }

  get isFull(): boolean {
    return this.size >= this.#limit
  }

  /** What an answer to this id would be the first answer to; undefined when nothing is. */
  answerable(id: RequestId): Asked | undefined {
    return this.waiting(id) ?? (this.#cancelled.size > 0 ? this.#cancelled.get(id) : undefined)
  }

  /** What was asked under this id; undefined when nothing is, or no longer. */
  waiting(id: RequestId): Asked | undefined {
    if (this.#alone?.id === id) return this.#alone.asked
    return this.#table.size > 0 ? this.#table.get(id) : undefined
  }

  countOf(method: string): number {
    let count = 0
    for (const asked of this.#all().values()) if (asked.method === method) count += 1
    return count
  }

  wantsProgress(token: unknown): boolean {
    for (const { progressToken } of this.#all().values()) {
      if (progressToken !== undefined && progressToken === token) return true
    }
    return false
  }

  open(id: RequestId, asked: Asked): void {
    if (this.size === 0) this.#alone = { id, asked }
    else this.#all().set(id, asked)
  }

  /** The id has its answer. */
  settle(id: RequestId): void {
    if (!this.#forget(id)) this.#cancelled.delete(id)
  }

  /** Nobody waits any more; a late answer still passes, once. Unknown ids are ignored, as the specification asks. */
  cancel(id: RequestId): void {
    const asked = this.waiting(id)
    if (asked === undefined) return
    this.#forget(id)
    this.#cancelled.set(id, asked)
    const [oldest] = this.#cancelled.keys()
    if (this.#cancelled.size > this.#limit && oldest !== undefined) this.#cancelled.delete(oldest)
  }

  /** All ids that still wait, oldest first. None does afterwards. */
  drain(): RequestId[] {
    const ids = [...this.#all().keys()]
    this.#table.clear()
    return ids
  }

  /** The table, with all that wait in it, oldest first. */
  #all(): Map<RequestId, Asked> {
    if (this.#alone !== undefined) this.#table.set(this.#alone.id, this.#alone.asked)
    this.#alone = undefined
    return this.#table
  }

  /** Whether it waited. */
  #forget(id: RequestId): boolean {
    if (this.#alone?.id !== id) return this.#table.delete(id)
    this.#alone = undefined
    return true
  }
}
