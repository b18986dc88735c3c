import type { Asked } from './asked.ts'
import { isObject, member, shortString } from './json.ts'
import type { Retry } from './view.ts'

/**
 * What the server has asked for in `input_required` results, so that it comes back as it was issued (MCP 2026-07-28, multi
 * round-trip requests: the client echoes `requestState` exactly). A retry that was lost may be sent again, so nothing is
 * forgotten by being used; the oldest goes when there are too many.
 */
export class IssuedInputs {
  readonly #issued: Issued[] = []
  #length = 0

  remember({ method, subject }: Asked, result: unknown): void {
    const requests = member(result, 'inputRequests')
    const keys = isObject(requests) ? Object.keys(requests) : []
    const state = member(result, 'requestState')
    const length = keys.reduce((sum, key) => sum + key.length, lengthOf(state))
    this.#issued.push({ method, subject, state, keys: new Set(keys), length })
    this.#length += length
    while (this.#issued.length > 1 && this.#isTooMuch()) this.#length -= this.#oldest()
  }

  /** False for a subject too long to be kept: it could be any other. */
  has({ method, subject, state, keys }: Retry): boolean {
    if (subject === undefined) return false
    return this.#issued.some(
      (one) =>
        one.method === method &&
        one.subject === subject &&
        one.state === state &&
        keys.every((key) => one.keys.has(key)),
    )
  }

  #isTooMuch(): boolean {
    return this.#issued.length > MOST_ISSUED || this.#length > MOST_UNITS
  }

  #oldest(): number {
    return this.#issued.shift()?.length ?? 0
  }
}

/** The requests that made the tasks of this session, by the tasks' ids. The oldest goes when there are too many. */
export class TaskMakers {
  readonly #makers = new Map<string, Asked>()

  remember(taskId: unknown, maker: Asked): void {
    const id = shortString(taskId)
    if (id === undefined) return
    this.#makers.delete(id)
    this.#makers.set(id, maker)
    const [oldest] = this.#makers.keys()
    if (this.#makers.size > MOST_ISSUED && oldest !== undefined) this.#makers.delete(oldest)
  }

  of(taskId: unknown): Asked | undefined {
    return typeof taskId === 'string' ? this.#makers.get(taskId) : undefined
  }

  /** A token goes on to be valid as long as its task lives (MCP 2025-11-25, tasks, progress). */
  wantsProgress(token: unknown): boolean {
    for (const { progressToken } of this.#makers.values()) {
      if (progressToken !== undefined && progressToken === token) return true
    }
    return false
  }
}

interface Issued {
  readonly method: string
  readonly subject: string | undefined
  readonly state: unknown
  readonly keys: ReadonlySet<string>
  readonly length: number
}

const lengthOf = (state: unknown) => (typeof state === 'string' ? state.length : 0)

/** A person answers one at a time; what was never answered is among them. */
const MOST_ISSUED = 256
/** UTF-16 units of all states and keys together; the newest is kept whatever its length. */
const MOST_UNITS = 4 * 1024 * 1024
