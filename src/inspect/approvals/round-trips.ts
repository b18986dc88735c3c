import { encodeInputRequired, type RequestId } from '../../wire/index.ts'
import { isObject, member } from '../json.ts'
import { formOf, outcomeOf } from './form.ts'
import type { Outcome, Question } from './question.ts'

/** A state of ours that came back, and what the person said. */
export interface Returned {
  /** The use that it was issued for. */
  readonly key: string
  /** When it is good no longer, in milliseconds of the clock. */
  readonly until: number
  /** Undefined when the input is not just the one that was asked for. */
  readonly outcome: Extract<Outcome, 'once' | 'session' | 'no'> | undefined
}

/**
 * The questions that went to the client in results of ours (MCP 2026-07-28, multi round-trip requests). Each state is a text that
 * nobody can guess, the server never sees it, and it is good for one request about the use that it was issued for. The oldest
 * is forgotten when there are too many; who brings it then is refused.
 */
export class RoundTrips {
  readonly #issued = new Map<string, { readonly key: string; readonly until: number }>()
  #length = 0

  /** Whether the state is one of ours that has not been used. */
  has(state: unknown): boolean {
    return typeof state === 'string' && this.#issued.has(state)
  }

  /** The result in the place of the server's, as a line with its newline. */
  issue(
    id: RequestId,
    question: Question,
    bound: { readonly key: string; readonly now: number },
  ): Uint8Array {
    const { ticket } = question
    this.#issued.set(ticket, { key: bound.key, until: bound.now + LASTS_MS })
    this.#length += bound.key.length
    while (this.#issued.size > 1 && this.#isTooMuch()) this.use(this.#oldest())
    const asks = { [INPUT]: { method: 'elicitation/create', params: formOf(question) } }
    return encodeInputRequired(id, { inputRequests: asks, requestState: ticket })
  }

  /** Reads params with a state of ours; undefined when it is none. Changes nothing. */
  read(params: unknown): Returned | undefined {
    const state = member(params, 'requestState')
    const issued = typeof state === 'string' ? this.#issued.get(state) : undefined
    if (issued === undefined) return undefined
    const responses = member(params, 'inputResponses')
    const isAsked = isObject(responses) && Object.keys(responses).join() === INPUT
    return { ...issued, outcome: isAsked ? outcomeOf(member(responses, INPUT)) : undefined }
  }

  /** The state is good for nothing any more. */
  use(state: unknown): void {
    if (typeof state !== 'string') return
    this.#length -= this.#issued.get(state)?.key.length ?? 0
    this.#issued.delete(state)
  }

  #isTooMuch(): boolean {
    return this.#issued.size > MOST_ISSUED || this.#length > MOST_UNITS
  }

  #oldest(): string | undefined {
    const [oldest] = this.#issued.keys()
    return oldest
  }
}

/** The name of the input. */
const INPUT = 'mcp-airlock'
/** Nobody waits for an answer meanwhile, so a person may take time; but consent is to what was asked just now. */
const LASTS_MS = 10 * 60 * 1000
const MOST_ISSUED = 64
/** UTF-16 units of all uses together; the newest is kept whatever its length. */
const MOST_UNITS = 4 * 1024 * 1024
