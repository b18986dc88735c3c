import type { Place } from './protocol.ts'

/** A launcher that waits for an answer. */
export interface Interest {
  /** Aborts when it hung up, or its time is over. */
  readonly signal: AbortSignal
  readonly onUrl: (place: Place) => void
}

/** What the one who asks a person gets. */
export interface Prompt {
  /** Aborts when nobody waits any more. */
  readonly signal: AbortSignal
  readonly onUrl: (place: Place) => void
}

/**
 * The questions to a person: one at a time, and one for all launchers that wait for the same. Who comes later hears of the place where it can be
 * answered as well; the last one that gives up takes the question away.
 */
export class Prompts {
  readonly #open = new Map<unknown, object>()
  #last: Promise<unknown> = Promise.resolve()

  isAsking(): boolean {
    return this.#open.size > 0
  }

  /**
   * The answer, and whether it was this launcher for whom the question was put; undefined when the launcher gave up first. `ask` is called when no
   * other question stands, must settle when its signal aborts, and only the first call for a topic counts.
   */
  async share<T>(
    topic: unknown,
    interest: Interest,
    ask: (prompt: Prompt) => Promise<T>,
  ): Promise<{ readonly answer: T; readonly isFirst: boolean } | undefined> {
    if (interest.signal.aborted) return undefined
    const open = this.#open.get(topic) as Shared<T> | undefined
    const shared = open ?? this.#begin(topic, ask)
    const answer = await shared.join(interest)
    return answer && { answer: answer.value, isFirst: open === undefined }
  }

  /** The answer came from elsewhere: gives it to all who wait for it, and takes the question away. */
  settle(topic: unknown, value: unknown): void {
    const open = this.#open.get(topic) as Shared<unknown> | undefined
    open?.settle(value)
  }

  #begin<T>(topic: unknown, ask: (prompt: Prompt) => Promise<T>): Shared<T> {
    const close = () => {
      if (this.#open.get(topic) === shared) this.#open.delete(topic)
    }
    const shared: Shared<T> = new Shared(this.#last, ask, close)
    this.#last = shared.settled
    this.#open.set(topic, shared)
    return shared
  }
}

/** One question and those who wait for it. */
class Shared<T> {
  /** When the next question may be put. Never rejects. */
  readonly settled: Promise<unknown>
  readonly #answer: Promise<{ readonly value: T } | undefined>
  #overtake: (value: { readonly value: T }) => void = () => undefined
  readonly #interests = new Set<Interest>()
  readonly #end = new AbortController()
  readonly #close: () => void
  #place: Place | undefined

  constructor(before: Promise<unknown>, ask: (prompt: Prompt) => Promise<T>, close: () => void) {
    this.#close = close
    const put = this.#put(before, ask).finally(close)
    const overtaken = new Promise<{ readonly value: T }>((resolve) => {
      this.#overtake = resolve
    })
    this.#answer = Promise.race([overtaken, put])
    this.settled = put.catch(() => undefined)
  }

  settle(value: T): void {
    this.#overtake({ value })
    this.#withdraw()
  }

  async join(interest: Interest): Promise<{ readonly value: T } | undefined> {
    const { signal, onUrl } = interest
    this.#interests.add(interest)
    if (this.#place !== undefined) onUrl(this.#place)
    const joined = new AbortController()
    const gone = new Promise<undefined>((resolve) => {
      signal.addEventListener('abort', () => resolve(undefined), { signal: joined.signal })
    })
    try {
      return await Promise.race([this.#answer, gone])
    } finally {
      joined.abort()
      this.#interests.delete(interest)
      if (this.#interests.size === 0) this.#withdraw()
    }
  }

  /** Whoever comes from now on gets a question of their own. */
  #withdraw(): void {
    this.#close()
    this.#end.abort()
  }

  async #put(before: Promise<unknown>, ask: (prompt: Prompt) => Promise<T>) {
    await before
    if (this.#end.signal.aborted) return undefined
    const value = await ask({
      signal: this.#end.signal,
      onUrl: (place) => {
        this.#place = place
        for (const { onUrl } of this.#interests) onUrl(place)
      },
    })
    return { value }
  }
}
