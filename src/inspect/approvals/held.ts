import type { RequestId } from '../../wire/index.ts'
import type { Received } from '../message.ts'
import { MOST_OPEN } from '../rates/questions.ts'
import type { Use } from './use.ts'

/** A request that waits for a person. */
export interface Held {
  readonly ticket: string
  readonly id: RequestId
  /** With a line of its own, that nobody writes over. */
  readonly message: Received
  readonly use: Use
  /** When it stops waiting, in milliseconds of the clock. */
  readonly until: number
  /** The id of the question that the client was asked; undefined when somebody else is. */
  readonly questionId: string | undefined
}

/** The requests that wait for a person, bounded in number and in bytes together. */
export class HeldRequests {
  readonly #byTicket = new Map<string, Held>()
  #bytes = 0

  get size(): number {
    return this.#byTicket.size
  }

  /** Whether a request of so many bytes could wait at all, or as soon as others have gone. */
  roomFor(bytes: number): 'now' | 'later' | 'never' {
    if (bytes > MOST_BYTES) return 'never'
    return this.size < MOST_OPEN && this.#bytes + bytes <= MOST_BYTES ? 'now' : 'later'
  }

  /** Milliseconds until the oldest stops waiting. */
  waitMs(now: number): number {
    const [oldest] = this.#byTicket.values()
    return oldest === undefined ? 0 : Math.max(0, Math.ceil(oldest.until - now))
  }

  add(held: Held): void {
    this.#byTicket.set(held.ticket, held)
    this.#bytes += held.message.line.length
  }

  /** It waits no longer. */
  take(ticket: string): Held | undefined {
    const held = this.#byTicket.get(ticket)
    if (held === undefined) return undefined
    this.#byTicket.delete(ticket)
    this.#bytes -= held.message.line.length
    return held
  }

  under(id: unknown): Held | undefined {
    return this.#find((held) => held.id === id)
  }

  askedUnder(id: unknown): Held | undefined {
    return id === undefined ? undefined : this.#find(({ questionId }) => questionId === id)
  }

  /** All ids, oldest first. Nothing waits afterwards. */
  drain(): readonly RequestId[] {
    const ids = [...this.#byTicket.values()].map(({ id }) => id)
    this.#byTicket.clear()
    this.#bytes = 0
    return ids
  }

  #find(fits: (held: Held) => boolean): Held | undefined {
    for (const held of this.#byTicket.values()) if (fits(held)) return held
    return undefined
  }
}

const MOST_BYTES = 4 * 1024 * 1024
