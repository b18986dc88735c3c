import type { Place } from '../agent/index.ts'
import type { RequestId } from '../wire/index.ts'
import { newToken } from './approver.ts'
import {
  answeredIn,
  asBefore,
  completionLines,
  elicitationLine,
  greetingLine,
  inputRequiredLine,
  isDeclined,
  isLegacyOffer,
  isModernOffer,
  isNotification,
  mayBeAsked,
  pongLine,
  requestIn,
  type Said,
  stateOf,
} from './locked-messages.ts'

/** What becomes of a line: what of it waits for the server, if anything does, and whether the person in front of the client said no. */
export interface Heard {
  readonly rest: Said | undefined
  readonly isDeclined: boolean
}

/**
 * Sends the person in front of a client to a page, where the client opens URLs: in 2025-11-25 by an elicitation, for which its `initialize` has
 * to be answered here; in 2026-07-28 in the result of a request, which comes back (multi round-trip requests). Each place is asked about once.
 */
export class ClientQuestion {
  readonly #profile: string
  readonly #say: (line: Uint8Array) => void
  /** The `initialize` that was answered here. */
  #greeted: RequestId | undefined
  /** The client has said that it may be asked. */
  #isReady = false
  #place: Place | undefined
  #asked: Place | undefined
  /** The last elicitation, until its place is of no use. */
  #open: { readonly id: string; isAnswered: boolean } | undefined
  /** States of ours that have not come back. */
  readonly #states = new Set<unknown>()

  constructor(profile: string, say: (line: Uint8Array) => void) {
    this.#profile = profile
    this.#say = say
  }

  /** The `initialize` that was answered here. */
  get greeted(): RequestId | undefined {
    return this.#greeted
  }

  /** Whether a line may still be an answer to a question in a result. */
  get isExpecting(): boolean {
    return this.#states.size > 0
  }

  /** Somebody has to go there, in place of where they were sent before. */
  show(place: Place, kept: Said[]): void {
    this.#place = place
    this.ask(kept)
  }

  /** Takes out of a line what is for us alone. */
  hear(said: Said): Heard {
    const open = this.#open
    if (open !== undefined && answeredIn(said) === open.id) {
      open.isAnswered = true
      return { rest: undefined, isDeclined: isDeclined(said) }
    }
    if (this.#states.delete(stateOf(said)))
      return { rest: asBefore(said), isDeclined: isDeclined(said) }
    this.#isReady ||= this.#greeted !== undefined && isNotification(said, INITIALIZED)
    return { rest: said, isDeclined: false }
  }

  /** Whoever has answered `initialize` is asked whether it still lives; true when it said so. */
  answersPing({ envelope }: Said): boolean {
    const isPing = envelope?.kind === 'request' && envelope.method === 'ping'
    if (!isPing || this.#greeted === undefined) return false
    this.#say(pongLine(envelope.id))
    return true
  }

  /** Asks in whichever way can be had now. A request that is answered with the question is not kept any more. */
  ask(kept: Said[]): void {
    const place = this.#place
    if (place === undefined || place === this.#asked) return
    const question = { ...place, profile: this.#profile }
    const at = kept.findIndex((said) => mayBeAsked(said) && isModernOffer(said))
    const [carrier] = at === -1 ? [] : kept.splice(at, 1)
    const id = carrier && requestIn(carrier)
    if (id !== undefined) {
      const state = `mcp-airlock:${newToken()}`
      this.#asked = place
      this.#states.add(state)
      this.#say(inputRequiredLine(id, question, state))
    } else if (this.#isReady) {
      this.#retire()
      this.#asked = place
      this.#open = { id: `mcp-airlock:${newToken()}`, isAnswered: false }
      this.#say(elicitationLine(this.#open.id, question))
    } else if (this.#greeted === undefined) this.#greet(kept.find(isLegacyOffer))
  }

  /** Nobody need go anywhere any more. What comes back late is still known. */
  end(): void {
    this.#place = undefined
    this.#retire()
  }

  /** No request of ours before the client is ready for one (MCP 2025-11-25, lifecycle, initialization). */
  #greet(offer: Said | undefined): void {
    this.#greeted = offer && requestIn(offer)
    if (this.#greeted !== undefined) this.#say(greetingLine(this.#greeted))
  }

  #retire(): void {
    if (this.#open !== undefined) this.#say(completionLines(this.#open.id, this.#open.isAnswered))
    this.#open = undefined
  }
}

const INITIALIZED = 'notifications/initialized'
