import { isObject, type Json } from './json-oracle.ts'
import type { Side } from './session-input.ts'

/** Who waits for what, told from nothing but the bytes that went past. Each request must get exactly one answer. */
export class Ledger {
  readonly #open = new Map<string, { readonly method: unknown; isCancelled: boolean }>()

  /** The message has gone on. @throws when it cannot have been meant to. */
  pass(from: Side, message: Json): void {
    const { id, method } = message
    const hasId = typeof id === 'string' || typeof id === 'number'
    if (typeof method === 'string' && hasId) this.#ask(key(from, id), method)
    else if (typeof method !== 'string' && hasId) this.#settle(other(from), id)
    else if (method === 'notifications/cancelled' && isObject(message['params'])) {
      this.#cancel(from, message['params']['requestId'])
    }
  }

  /** An error of ours. A request that went no further is asked and answered at once; else somebody must wait for it. */
  answer(to: Side, id: unknown, isRefusedRequest: boolean): void {
    if (id === null || isRefusedRequest) return
    this.#settle(to, id)
  }

  /** Somebody has asked and has no answer yet; `still` leaves out those who have cancelled. */
  waits(of: Side, id: unknown, { still }: { readonly still: boolean }): boolean {
    const one = this.#open.get(key(of, id))
    return one !== undefined && !(still && one.isCancelled)
  }

  /** What of the client's still waits. */
  left(): readonly string[] {
    return [...this.#open].flatMap(([one, { isCancelled }]) =>
      isCancelled || !one.startsWith('client') ? [] : [one],
    )
  }

  #ask(one: string, method: string): void {
    // Of cancelled ones only so many are remembered; then the id may be used again.
    if (this.#open.get(one)?.isCancelled === false) {
      throw new Error(`a second request passed while ${one} waits`)
    }
    this.#open.set(one, { method, isCancelled: false })
  }

  #settle(of: Side, id: unknown): void {
    if (!this.#open.delete(key(of, id))) {
      throw new Error(`an answer to ${key(of, id)}, which nobody waits for`)
    }
  }

  /** Each side its own requests; the server also a subscription of the client. */
  #cancel(from: Side, id: unknown): void {
    const foreign = this.#open.get(key('client', id))
    const isSubscription =
      from === 'server' && foreign?.method === 'subscriptions/listen' && !foreign.isCancelled
    const one = isSubscription ? foreign : this.#open.get(key(from, id))
    if (one !== undefined) one.isCancelled = true
  }
}

const key = (of: Side, id: unknown) => `${of} ${JSON.stringify(id)}`
export const other = (side: Side): Side => (side === 'client' ? 'server' : 'client')
