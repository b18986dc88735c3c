import type { Spend } from './matcher.ts'
import { AT, FORK, LOOK, MATCH, PLACES, type Program, READ } from './program.ts'
import { isWord } from './word.ts'

/**
 * A program as a table that is made while a text is read (Thompson 1968: what a set of instructions comes to is worked out once for each
 * character). For long texts, which come to the same few sets again and again. Measured: 5 to 20 times as fast as the sweep.
 */
export class Automaton {
  readonly #program: Program
  readonly #spend: Spend
  readonly #states = new Map<string, State>()
  readonly #asksForWords: boolean

  constructor(program: Program, spend: Spend) {
    this.#program = program
    this.#spend = spend
    const { operations, first } = program
    this.#asksForWords = operations.some(
      (operation, at) => operation === AT && !EDGES.has(PLACES[first[at] as number] as string),
    )
  }

  /** Whether a table can be made: looks around are programs of their own. */
  static fits({ operations, isBackward }: Program): boolean {
    return !isBackward && !operations.includes(LOOK)
  }

  /** Whether the program, begun anywhere, comes to its end anywhere in the text; undefined when that takes too large a table. */
  finds(points: Uint32Array, length: number): boolean | undefined {
    this.#spend(length >> POINTS_PER_STEP)
    let state: State | undefined = this.#state([], { isStart: true, isBehindWord: false })
    for (let at = 0; at < length; at += 1) {
      if (state === undefined || state.isFound) return state?.isFound
      if (state.isDead) return false
      const point = points[at] as number
      const known: State | undefined = point < ASCII ? state.ascii[point] : state.others.get(point)
      state = known ?? this.#next(state, point)
    }
    return (
      state && (state.isFound || this.#closure(state, { isBeforeWord: false, isEnd: true }).isMatch)
    )
  }

  /** Behind one more character. */
  #next(state: State, point: number): State | undefined {
    const { first, sets } = this.#program
    const isBeforeWord = this.#asksForWords && isWord(point)
    const { reads, isMatch } = this.#closure(state, { isBeforeWord, isEnd: false })
    this.#spend(STATE_STEPS + reads.length)
    const targets = reads
      .filter((read) => sets[first[read] as number]?.has(point) === true)
      .map((read) => read + 1)
    const next = isMatch
      ? FOUND
      : this.#state(targets, { isStart: false, isBehindWord: isBeforeWord })
    if (next === undefined) return undefined
    if (point < ASCII) state.ascii[point] = next
    else if (state.others.size < MOST_OTHERS) state.others.set(point, next)
    return next
  }

  #state(targets: readonly number[], place: Place): State | undefined {
    const key = `${targets.join()} ${place.isStart} ${place.isBehindWord}`
    const known = this.#states.get(key)
    if (known !== undefined) return known
    if (this.#states.size === MOST_STATES) return undefined
    this.#spend(MADE_STEPS)
    const bare = { targets, ...place }
    const isDead = [false, true].every((isBeforeWord) =>
      [false, true].every((isEnd) => {
        const { reads, isMatch } = this.#closure(bare, { isBeforeWord, isEnd })
        return reads.length === 0 && !isMatch
      }),
    )
    const made: State = { ...bare, isFound: false, isDead, ascii: [], others: new Map() }
    this.#states.set(key, made)
    return made
  }

  /** Every instruction that can be reached without a character: those that read one, and whether the end is among them. */
  #closure({ targets, isStart, isBehindWord }: Kernel, { isBeforeWord, isEnd }: Ahead): Closure {
    const { operations, first, second } = this.#program
    const isBoundary = isBehindWord !== isBeforeWord
    const holds = [isStart, isEnd, isBoundary, !isBoundary]
    // The match may also begin here.
    const seen = new Set([0, ...targets])
    const reads: number[] = []
    let isMatch = false
    for (const at of seen) {
      const one = first[at] as number
      const operation = operations[at]
      if (operation === READ) reads.push(at)
      else if (operation === FORK) seen.add(one).add(second[at] as number)
      else if (operation === MATCH) isMatch = true
      else if (holds[one] === true) seen.add(at + 1)
    }
    this.#spend(seen.size * SET_STEPS)
    return { reads: reads.sort((a, b) => a - b), isMatch }
  }
}

/** Where the instructions wait, and what is behind them. */
interface Kernel extends Place {
  readonly targets: readonly number[]
}

interface Place {
  readonly isStart: boolean
  readonly isBehindWord: boolean
}

interface Ahead {
  readonly isBeforeWord: boolean
  readonly isEnd: boolean
}

interface State extends Kernel {
  readonly isFound: boolean
  /** Nothing can follow that comes to the end. */
  readonly isDead: boolean
  readonly ascii: (State | undefined)[]
  readonly others: Map<number, State>
}

interface Closure {
  readonly reads: readonly number[]
  readonly isMatch: boolean
}

const FOUND: State = Object.freeze({
  targets: [],
  isStart: false,
  isBehindWord: false,
  isFound: true,
  isDead: false,
  ascii: [],
  others: new Map<number, State>([]),
})

const EDGES: ReadonlySet<string> = new Set(['start', 'end'])
const ASCII = 0x80
/** Patterns that people write have some ten; a table of one that has many is larger than its text. */
const MOST_STATES = 64
const MOST_OTHERS = 256
/** Measured: some 5 ns for each character whose state is known. */
const POINTS_PER_STEP = 3
const STATE_STEPS = 8
/** To make a state. Measured: 3 to 5 µs. */
const MADE_STEPS = 200
/** Measured: some 60 ns for each instruction that is put into a set. */
const SET_STEPS = 2
