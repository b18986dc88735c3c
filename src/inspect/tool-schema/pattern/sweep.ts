import type { Spend } from './matcher.ts'
import { AT, FORK, LOOK, MATCH, PLACES, type Program, READ } from './program.ts'
import { isWord } from './word.ts'

/** One text on which programs run. The automaton's states are a set, so none is visited twice at one character. */
export class Sweep {
  readonly #points: Uint32Array
  readonly #length: number
  readonly #states: readonly [States, States]
  readonly #spend: Spend

  /** The first `length` of the points are the text. The states have room for every instruction; programs use them one after the other. */
  constructor(
    points: Uint32Array,
    length: number,
    states: readonly [States, States],
    spend: Spend,
  ) {
    this.#points = points
    this.#length = length
    this.#states = states
    this.#spend = spend
  }

  /** Whether the program, begun anywhere, comes to its end anywhere. */
  finds(program: Program): boolean {
    return this.#run(program, undefined)
  }

  /** Marks every place where the program, begun anywhere, comes to its end. */
  #ends(program: Program): Uint8Array {
    this.#spend(program.operations.length + this.#length + LOOK_STEPS)
    const ends = new Uint8Array(this.#length + 1)
    this.#run(program, ends)
    return ends
  }

  #run(program: Program, ends: Uint8Array | undefined): boolean {
    const points = this.#points
    const length = this.#length
    const tables = program.looks.map((look) => this.#ends(look))
    const isAnchored = !program.isBackward && program.operations[0] === AT && program.first[0] === 0
    // The looks have run by now, and need them no more.
    let [current, next] = this.#states
    current.clear()
    next.clear()
    for (let step = 0; step <= length; step += 1) {
      const at = program.isBackward ? length - step : step
      if (!isAnchored || step === 0) current.add(0)
      else if (current.count === 0) return false
      if (this.#settle(program, tables, current, at)) {
        if (ends === undefined) return true
        ends[at] = 1
      }
      this.#spend(current.count * STATE_STEPS)
      if (step < length) read(program, current, next, points[program.isBackward ? at - 1 : at] ?? 0)
      current.clear()
      const spare = current
      current = next
      next = spare
    }
    return false
  }

  /** Adds every state that can be reached without a character; true when the end is among them. */
  #settle(
    { operations, first, second }: Program,
    tables: readonly Uint8Array[],
    states: States,
    at: number,
  ): boolean {
    let isEnd = false
    for (let index = 0; index < states.count; index += 1) {
      const state = states.at(index)
      const operation = operations[state]
      const one = first[state] as number
      const two = second[state] as number
      if (operation === FORK) {
        states.add(one)
        states.add(two)
      } else if (operation === AT) {
        if (this.#isAt(one, at)) states.add(state + 1)
      } else if (operation === LOOK) {
        if ((tables[one]?.[at] === 1) === (two === 0)) states.add(state + 1)
      } else if (operation === MATCH) isEnd = true
    }
    return isEnd
  }

  #isAt(index: number, at: number): boolean {
    const place = PLACES[index]
    if (place === 'start') return at === 0
    if (place === 'end') return at === this.#length
    const isBoundary = this.#isWord(at - 1) !== this.#isWord(at)
    return isBoundary === (place === 'boundary')
  }

  #isWord(at: number): boolean {
    return at >= 0 && at < this.#length && isWord(this.#points[at] as number)
  }
}

function read({ operations, first, sets }: Program, from: States, to: States, point: number): void {
  for (let index = 0; index < from.count; index += 1) {
    const state = from.at(index)
    if (operations[state] !== READ) continue
    if (sets[first[state] as number]?.has(point) === true) to.add(state + 1)
  }
}

/** A set of indexes that grows while it is walked and is emptied at once (Briggs and Torczon 1993). */
export class States {
  readonly #dense: Uint32Array
  readonly #sparse: Uint32Array
  count = 0

  constructor(size: number) {
    this.#dense = new Uint32Array(size)
    this.#sparse = new Uint32Array(size)
  }

  at(index: number): number {
    return this.#dense[index] as number
  }

  add(state: number): void {
    const known = this.#sparse[state] as number
    if (known < this.count && this.#dense[known] === state) return
    this.#sparse[state] = this.count
    this.#dense[this.count] = state
    this.count += 1
  }

  clear(): void {
    this.count = 0
  }
}

/** To run a look on a text, however short. Measured: some 500 ns. */
const LOOK_STEPS = 16
/** One state at one character, in steps of some 25 ns. Measured: 50 to 80 ns. */
const STATE_STEPS = 3
