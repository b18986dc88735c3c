import type { Coverage } from './coverage.ts'
import { execute, type Ground } from './execution.ts'
import { mutate } from './mutate-session.ts'
import { Random } from './random.ts'
import type { SessionInput } from './session-input.ts'

/** What a campaign has done so far. */
export interface Tally {
  readonly executions: number
  readonly blocks: number
  readonly corpus: number
}

export interface CampaignOptions {
  readonly ground: Ground
  readonly seeds: readonly SessionInput[]
  readonly seed: number
  readonly coverage: Coverage
  /** Called before each execution, so that one that never ends is known. */
  readonly onInput: (input: SessionInput) => void
}

/** An input that broke something. */
export class Failure extends Error {
  readonly input: SessionInput

  constructor(input: SessionInput, cause: unknown) {
    super(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause), { cause })
    this.input = input
  }
}

/**
 * Makes inputs out of inputs, and keeps those that reach code which nothing reached before, or an outcome of two lines in a row
 * which was never seen. The same seed makes the same campaign, whatever the time.
 */
export class Campaign {
  readonly #options: CampaignOptions
  readonly #random: Random
  readonly #coverage: Coverage
  readonly #corpus: SessionInput[] = []
  /** Those that reached new code, oldest first. */
  readonly #frontier: SessionInput[] = []
  readonly #outcomes = new Set<string>()
  #executions = 0

  constructor(options: CampaignOptions) {
    this.#options = options
    this.#random = new Random(options.seed)
    this.#coverage = options.coverage
  }

  get tally(): Tally {
    return {
      executions: this.#executions,
      blocks: this.#coverage.size,
      corpus: this.#corpus.length,
    }
  }

  /** So many of the inputs that were worth keeping; fewer when there are not so many. */
  some(count: number): readonly SessionInput[] {
    return this.#corpus.slice(-count)
  }

  /** Plays all that is known to be worth it. @throws Failure */
  begin(): void {
    for (const input of this.#options.seeds) {
      this.#play(input)
      this.#keep(input)
    }
    this.#coverage.isNew({ learn: true })
  }

  /** Plays some new inputs. @throws Failure */
  continue(): void {
    const group = Array.from({ length: GROUP }, () => this.#invent())
    for (const input of group) if (this.#play(input)) this.#keep(input)
    // Asking V8 costs as much as playing twice, so it is asked about many at a time, and about fewer only when one was new.
    if (this.#coverage.isNew({ learn: false })) this.#search(group)
  }

  /** Keeps the first input of the group that reaches something new, and so on until nothing is. */
  #search(group: readonly SessionInput[]): void {
    const middle = group.length >> 1
    for (const half of [group.slice(0, middle), group.slice(middle)]) {
      for (const input of half) this.#play(input)
      const isOne = half.length === 1
      if (!this.#coverage.isNew({ learn: isOne })) continue
      if (isOne) {
        this.#keep(half[0] as SessionInput)
        this.#frontier.push(half[0] as SessionInput)
      } else this.#search(half)
    }
  }

  #invent(): SessionInput {
    const second = this.#random.pick(this.#corpus)
    return mutate(this.#chosen(), second, this.#random)
  }

  /** The newest are the least tried. */
  #chosen(): SessionInput {
    const recent = this.#random.once(2) ? this.#frontier : this.#corpus
    if (recent.length === 0 || this.#random.once(3)) return this.#random.pick(this.#corpus)
    return this.#random.pick(recent.slice(-RECENT))
  }

  /** Whether two outcomes followed each other for the first time. */
  #play(input: SessionInput): boolean {
    this.#executions += 1
    this.#options.onInput(input)
    let words: readonly string[]
    try {
      words = execute(this.#options.ground, input)
    } catch (error) {
      throw new Failure(input, error)
    }
    const before = this.#outcomes.size
    for (const [at, word] of words.entries()) this.#outcomes.add(`${words[at - 1] ?? ''} ${word}`)
    return this.#outcomes.size > before
  }

  #keep(input: SessionInput): void {
    this.#corpus.push(input)
    if (this.#corpus.length > MOST_KEPT)
      this.#corpus.splice(this.#random.below(MOST_KEPT - RECENT), 1)
  }
}

const GROUP = 32
const RECENT = 64
/** At most 40 lines of 5 KB each, but a few KB usually. */
const MOST_KEPT = 4000
