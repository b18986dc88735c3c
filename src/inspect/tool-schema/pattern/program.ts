import { CharacterSet } from './character-set.ts'
import type { Piece, Place } from './piece.ts'

/**
 * A pattern as instructions for an automaton that is in many places at once (Thompson 1968; R. Cox, "Regular Expression Matching:
 * the Virtual Machine Approach"). Look-around is a program of its own, run over the whole text beforehand (Barrière and
 * Pit-Claudel, "Linear Matching of JavaScript Regular Expressions", PLDI 2024). Instructions lie in parallel arrays.
 */
export interface Program {
  readonly operations: Uint8Array
  /** What each instruction is about: an index into `sets`, `places` or `looks`, or the first target of a fork. */
  readonly first: Uint32Array
  /** The second target of a fork; 1 for a look that is negated. */
  readonly second: Uint32Array
  readonly sets: readonly CharacterSet[]
  /** What `look` asks about; each may ask only about those inside it. */
  readonly looks: readonly Program[]
  /** Reads the text from its end. */
  readonly isBackward: boolean
}

/** What an instruction does. Numbers, because this runs for every character of a text. */
export const READ = 0
/** Goes on in both places. */
export const FORK = 1
export const AT = 2
export const LOOK = 3
export const MATCH = 4

/** In the order in which `first` counts them. */
export const PLACES: readonly Place[] = ['start', 'end', 'boundary', 'no-boundary']

export function compileProgram(root: Piece, isUnicode: boolean): Program {
  return new Writer(isUnicode, false, new Map()).write(root)
}

class Writer {
  readonly #isUnicode: boolean
  readonly #isBackward: boolean
  readonly #operations: number[] = []
  readonly #first: number[] = []
  readonly #second: number[] = []
  readonly #sets: CharacterSet[] = []
  readonly #looks: Program[] = []
  /** By its text: copies of a piece and looks share theirs. */
  readonly #known: Map<string, CharacterSet>

  constructor(isUnicode: boolean, isBackward: boolean, known: Map<string, CharacterSet>) {
    this.#isUnicode = isUnicode
    this.#isBackward = isBackward
    this.#known = known
  }

  write(root: Piece): Program {
    this.#add(root)
    this.#push(MATCH, 0)
    return {
      operations: Uint8Array.from(this.#operations),
      first: Uint32Array.from(this.#first),
      second: Uint32Array.from(this.#second),
      sets: this.#sets,
      looks: this.#looks,
      isBackward: this.#isBackward,
    }
  }

  #add(piece: Piece): void {
    switch (piece.kind) {
      case 'character':
        this.#push(READ, this.#sets.push(this.#set(piece.source)) - 1)
        return
      case 'place':
        this.#push(AT, PLACES.indexOf(piece.place))
        return
      case 'sequence':
        for (const each of this.#isBackward ? piece.pieces.toReversed() : piece.pieces) {
          this.#add(each)
        }
        return
      case 'look': {
        // Where something begins is seen from its end, and the other way round.
        const writer = new Writer(this.#isUnicode, piece.direction === 'ahead', this.#known)
        const look = this.#looks.push(writer.write(piece.piece)) - 1
        this.#push(LOOK, look, piece.isNegated ? 1 : 0)
        return
      }
      case 'choice':
        this.#addChoice(piece.pieces)
        return
      case 'repeat':
        this.#addRepeat(piece)
    }
  }

  #set(source: string): CharacterSet {
    const known = this.#known.get(source)
    if (known !== undefined) return known
    const set = new CharacterSet(source, this.#isUnicode)
    this.#known.set(source, set)
    return set
  }

  #addChoice(pieces: readonly Piece[]): void {
    const leaving: number[] = []
    for (const [index, piece] of pieces.entries()) {
      const isLast = index === pieces.length - 1
      const fork = isLast ? undefined : this.#fork()
      this.#add(piece)
      if (fork === undefined) continue
      leaving.push(this.#fork())
      this.#second[fork] = this.#next
    }
    for (const jump of leaving) this.#jump(jump, this.#next)
  }

  #addRepeat({ piece, min, max }: Piece & { readonly kind: 'repeat' }): void {
    for (let copy = 0; copy < min; copy += 1) this.#add(piece)
    if (max === Number.POSITIVE_INFINITY) {
      const fork = this.#fork()
      this.#add(piece)
      this.#jump(this.#fork(), fork)
      this.#second[fork] = this.#next
      return
    }
    const forks: number[] = []
    for (let copy = min; copy < max; copy += 1) {
      forks.push(this.#fork())
      this.#add(piece)
    }
    for (const fork of forks) this.#second[fork] = this.#next
  }

  get #next(): number {
    return this.#operations.length
  }

  /** Both ways lead to the next instruction until set otherwise. */
  #fork(): number {
    return this.#push(FORK, this.#next + 1, this.#next + 1)
  }

  #jump(fork: number, to: number): void {
    this.#first[fork] = to
    this.#second[fork] = to
  }

  #push(operation: number, first: number, second = 0): number {
    this.#first.push(first)
    this.#second.push(second)
    return this.#operations.push(operation) - 1
  }
}
