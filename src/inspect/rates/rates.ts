import { matchesName, type ProfileRate, type Rate } from '../../policy/index.ts'
import { isAnswered } from '../approvals/consent.ts'
import { asksIn } from '../asks.ts'
import { member } from '../json.ts'
import type { Message } from '../message.ts'
import { TOOLS_CALL } from '../tool-error.ts'
import type { Side } from '../verdict.ts'
import type { View } from '../view.ts'
import { Bucket } from './bucket.ts'
import type { Excess, RateGauge } from './gauge.ts'
import { ELICIT, QUESTIONS } from './questions.ts'

export interface RatesOptions {
  /** Those of the profile, of the role, and so on. A request must keep to each. */
  readonly limits: readonly ProfileRate[]
  /** Milliseconds of a clock that does not go back. */
  readonly now: () => number
  /** For log and progress messages of the server, together. */
  readonly notices?: Rate
}

/**
 * How much may pass in one session: buckets for each rate of the profile, for each tool that has a rate of its own, for what
 * the server asks of the client, for its questions to a person among these, and for its notifications. The number of tools is the client's word, so it is bounded: those
 * beyond the bound share a bucket.
 */
export class Rates implements RateGauge {
  readonly #now: () => number
  readonly #all: readonly Bucket[]
  readonly #byGlob: readonly ToolBuckets[]
  readonly #asks: readonly Bucket[]
  /** Those of `#asks` and one more. */
  readonly #questions: readonly Bucket[]
  readonly #notices: readonly Bucket[]

  constructor({ limits, now, notices = NOTICES }: RatesOptions) {
    this.#now = now
    this.#notices = [new Bucket(notices)]
    this.#all = limits.map((rate) => new Bucket(rate))
    this.#asks = limits.map((rate) => new Bucket(rate))
    this.#questions = [...this.#asks, new Bucket(QUESTIONS)]
    this.#byGlob = limits.flatMap(({ tools }) =>
      Object.entries(tools).map(([glob, rate]) => new ToolBuckets(glob, rate)),
    )
  }

  excess(message: Message, view: View): Excess | undefined {
    const buckets = this.#bucketsFor(message, view)
    if (buckets === undefined) return undefined
    const now = this.#now()
    let retryAfterMs = 0
    for (const bucket of buckets) {
      const waitMs = bucket.waitMs(now)
      if (waitMs > retryAfterMs) retryAfterMs = waitMs
    }
    if (retryAfterMs === 0) return undefined
    return { what: nameOf(message), retryAfterMs }
  }

  /**
   * The message goes on, or a person is asked about it: milliseconds for which nothing more should be read from its sender, which
   * keeps the order of its messages. The server is never held back, because its answers would be too.
   */
  take(message: Message, view: View): number {
    const buckets = this.#bucketsFor(message, view)
    if (buckets === undefined) return 0
    const now = this.#now()
    let delayMs = 0
    for (const bucket of buckets) {
      const heldMs = bucket.take(now)
      if (heldMs > delayMs) delayMs = heldMs
    }
    return message.from === 'client' ? delayMs : 0
  }

  /** Undefined for what does not count: a request that waited for a person was charged when the question was put. */
  #bucketsFor(message: Message, view: View): readonly Bucket[] | undefined {
    const { from, envelope, outline, consent } = message
    if (envelope.kind !== 'request') {
      if (from === 'client') return undefined
      const isNoticed = envelope.kind === 'notification' && NOTICED.has(envelope.method)
      return isNoticed ? this.#notices : this.#askedWithin(message, view)
    }
    const free = from === 'client' ? FREE.client : FREE.server
    if (free.has(envelope.method) || isAnswered(consent)) return undefined
    if (from === 'server') return envelope.method === ELICIT ? this.#questions : this.#asks
    if (envelope.method !== TOOLS_CALL || this.#byGlob.length === 0) return this.#all
    const name = member(outline.params, 'name')
    if (typeof name !== 'string') return this.#all
    const own = this.#byGlob.map((buckets) => buckets.of(name)).filter((each) => each !== undefined)
    return [...this.#all, ...own]
  }

  /** A bucket for each wish that stands in something else than a request. */
  #askedWithin(message: Message, view: View): readonly Bucket[] | undefined {
    const asks = asksIn(message, view)
    if (asks.length === 0) return undefined
    return asks.flatMap(({ method }) => (method === ELICIT ? this.#questions : this.#asks))
  }
}

/** The buckets of the tools that one glob covers. */
class ToolBuckets {
  readonly #glob: string
  readonly #rate: Rate
  readonly #byName = new Map<string, Bucket>()
  readonly #rest: Bucket

  constructor(glob: string, rate: Rate) {
    this.#glob = glob
    this.#rate = rate
    this.#rest = new Bucket(rate)
  }

  /** Undefined for a tool that the glob does not cover. */
  of(name: string): Bucket | undefined {
    const known = this.#byName.get(name)
    if (known !== undefined) return known
    if (!matchesName(this.#glob, name)) return undefined
    if (this.#byName.size >= MOST_TOOLS || name.length > MAX_NAME) return this.#rest
    const made = new Bucket(this.#rate)
    this.#byName.set(name, made)
    return made
  }
}

function nameOf({ from, envelope }: Message): string {
  if (envelope.kind === 'notification') return 'notifications of the server'
  return from === 'server' ? 'requests of the server' : 'requests'
}

/**
 * Requests that begin and keep up a session, or only look: a client sends them by itself, no model decides to. Everything else
 * counts, also methods outside the protocol. A server only may ask whether somebody is there.
 */
const FREE: Readonly<Record<Side, ReadonlySet<string>>> = {
  client: new Set([
    'initialize',
    'ping',
    'server/discover',
    'logging/setLevel',
    'tools/list',
    'prompts/list',
    'resources/list',
    'resources/templates/list',
    'resources/unsubscribe',
    'subscriptions/listen',
    'tasks/get',
    'tasks/list',
    'tasks/cancel',
    'tasks/result',
    'tasks/update',
  ]),
  server: new Set(['ping', 'tasks/get', 'tasks/list', 'tasks/cancel', 'tasks/result']),
}

/** Real servers have some hundred tools at most, with names of some ten characters. */
const MOST_TOOLS = 1000
const MAX_NAME = 256

/** Notifications that a server sends as often as it likes, and that nothing is lost with. */
const NOTICED: ReadonlySet<string> = new Set(['notifications/message', 'notifications/progress'])

/**
 * A hundred a second for long, and ten seconds of that at once. Servers that show progress send some ten a second, a build that logs
 * each line some thousands in a burst; a flood has a million a second, and every one costs the client a wake-up.
 */
const NOTICES: Rate = { requestsPerMinute: 6000, burst: 1000 }
