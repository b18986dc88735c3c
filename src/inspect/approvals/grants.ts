import type { RequestId } from '../../wire/index.ts'
import type { Subject } from '../decisions/decision.ts'
import { member } from '../json.ts'
import { canonical } from '../pins/canonical.ts'
import type { Use } from './use.ts'

/**
 * What needs no further question. For the session: a kind and a name, when a person said so. Once: the same use coming back with
 * what the server has asked for in the answer to it (MCP 2026-07-28, multi round-trip requests), which is one call still.
 */
export class Grants {
  readonly #forSession = new Set<string>()
  /** Uses that a person consented to and that the server has not answered. */
  readonly #running = new Map<RequestId, string>()
  readonly #continued = new Set<string>()

  coversSession({ kind, name }: Subject): boolean {
    return this.#forSession.has(canonical([kind, name]))
  }

  grantSession({ kind, name }: Subject): void {
    if (this.#forSession.size < MOST) this.#forSession.add(canonical([kind, name]))
  }

  /** The use goes on to the server under this id. `state` is the one that it came back with. */
  run(id: RequestId, { key }: Use, state: unknown): void {
    this.#continued.delete(canonical([key, state ?? null]))
    if (this.#running.size < MOST && key.length <= LONGEST) this.#running.set(id, key)
  }

  /** Another request has this id now. */
  forget(id: RequestId): void {
    this.#running.delete(id)
  }

  /** The server has answered. */
  settle(id: RequestId, result: unknown): void {
    const key = this.#running.get(id)
    if (key === undefined) return
    this.#running.delete(id)
    if (member(result, 'resultType') !== 'input_required') return
    this.#continued.add(canonical([key, member(result, 'requestState') ?? null]))
    const [oldest] = this.#continued
    if (this.#continued.size > MOST_CONTINUED && oldest !== undefined)
      this.#continued.delete(oldest)
  }

  /** Whether the server has yet to answer a use under this id. */
  isRunning(id: RequestId | undefined): id is RequestId {
    return id !== undefined && this.#running.has(id)
  }

  isContinued({ key }: Use, state: unknown): boolean {
    return this.#continued.has(canonical([key, state ?? null]))
  }
}

/** Real servers have some hundred tools. What is beyond the bound is asked about again. */
const MOST = 256
const MOST_CONTINUED = 16
/** UTF-16 units of one use that is remembered beyond its question. */
const LONGEST = 64 * 1024
