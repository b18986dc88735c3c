/** A byte sequence that is looked for, and the entry that it stands for. */
export interface Pattern {
  readonly bytes: Uint8Array
  readonly entry: number
}

/**
 * Finds many byte sequences at once (Wu and Manber, "A Fast Algorithm for Multi-Pattern Searching", 1994). The last three bytes of a window
 * as long as the shortest pattern say how far it may move on at least; where that is nothing, every pattern that begins with
 * such a window is compared in full. Allocates nothing while it searches.
 */
export class PatternTable {
  /** Of the longest pattern, in bytes. */
  readonly longest: number
  readonly #window: number
  readonly #shifts = new Uint8Array(SLOTS)
  /** Index of the longest pattern whose window ends so, counted from 1, and of the next shorter one. */
  readonly #heads = new Uint16Array(SLOTS)
  readonly #nexts: Uint16Array
  /** The same by the first byte. */
  readonly #firsts = new Uint16Array(256)
  readonly #nextFirsts: Uint16Array
  /**
   * All patterns in one piece, and where each one begins. Each byte is kept as another one, so that no copy of a value stands in memory, a
   * core dump or a swap file where somebody looks for it; whoever knows this code can undo it.
   */
  readonly #bytes: Uint8Array
  readonly #starts: Uint32Array
  readonly #entries: Uint16Array
  #isEmpty: boolean
  #end = 0
  #entry = 0

  /** Copies the patterns. Each must have at least three bytes. */
  constructor(patterns: readonly Pattern[]) {
    const sorted = [...patterns].sort((one, other) => one.bytes.length - other.bytes.length)
    if (sorted.length >= 0xffff) throw new RangeError('too many patterns')
    this.#isEmpty = sorted.length === 0
    this.longest = sorted.at(-1)?.bytes.length ?? 0
    this.#window = Math.min(sorted[0]?.bytes.length ?? BLOCK, WIDEST)
    this.#nexts = new Uint16Array(sorted.length + 1)
    this.#nextFirsts = new Uint16Array(sorted.length + 1)
    this.#entries = new Uint16Array(sorted.length + 1)
    this.#starts = new Uint32Array(sorted.length + 2)
    this.#bytes = new Uint8Array(sorted.reduce((sum, { bytes }) => sum + bytes.length, 0))
    this.#shifts.fill(this.#window - BLOCK + 1)
    // The longest comes last and so stands first among those that are compared.
    for (const [index, pattern] of sorted.entries()) this.#add(index + 1, pattern)
  }

  /** Where the last hit ends. */
  get end(): number {
    return this.#end
  }

  /** What the last hit stands for. */
  get entry(): number {
    return this.#entry
  }

  /** Where the first pattern at or behind `from` begins, the longest one of those that begin there; -1 when there is none. */
  find(text: Uint8Array, from: number): number {
    if (this.#isEmpty) return -1
    const shifts = this.#shifts
    const window = this.#window
    const length = text.length
    let at = from + window
    while (at <= length) {
      const slot = slotAt(text, at)
      const shift = shifts[slot] as number
      if (shift === 0) {
        if (this.#matches(text, at - window, slot)) return at - window
        at += 1
      } else at += shift
    }
    return -1
  }

  /**
   * Whether there is any. Each step of a search waits for the one before, so long texts are searched in four places in turn: measured, in
   * six tenths of the time.
   */
  has(text: Uint8Array): boolean {
    if (this.#isEmpty) return false
    const window = this.#window
    const quarter = text.length >> 2
    if (quarter <= window) return this.find(text, 0) !== -1
    const shifts = this.#shifts
    const endOne = quarter + window
    const endTwo = endOne + quarter
    const endThree = endTwo + quarter
    const endFour = text.length + 1
    let one = window
    let two = endOne
    let three = endTwo
    let four = endThree
    while (one < endOne && two < endTwo && three < endThree && four < endFour) {
      const a = shifts[slotAt(text, one)] as number
      const b = shifts[slotAt(text, two)] as number
      const c = shifts[slotAt(text, three)] as number
      const d = shifts[slotAt(text, four)] as number
      if (a * b * c * d === 0 && this.#beginsAt(text, [one, two, three, four])) return true
      one += a || 1
      two += b || 1
      three += c || 1
      four += d || 1
    }
    return (
      this.#hasIn(text, one, endOne) ||
      this.#hasIn(text, two, endTwo) ||
      this.#hasIn(text, three, endThree) ||
      this.#hasIn(text, four, endFour)
    )
  }

  /** Whether a pattern begins with one of the windows that end there. */
  #beginsAt(text: Uint8Array, ends: readonly number[]): boolean {
    return ends.some((end) => this.#hasIn(text, end, end + 1))
  }

  /** Whether a pattern begins with a window that ends at or behind `from` and before `to`. */
  #hasIn(text: Uint8Array, from: number, to: number): boolean {
    for (let at = from; at < to; ) {
      const shift = this.#shifts[slotAt(text, at)] as number
      if (shift === 0 && this.#matches(text, at - this.#window, slotAt(text, at))) return true
      at += shift || 1
    }
    return false
  }

  /**
   * Where, at or behind `from`, something begins that the text's end cuts off and that may go on as a pattern: the first such place, or
   * the end of the text.
   */
  heldFrom(text: Uint8Array, from: number): number {
    const { length } = text
    if (this.#isEmpty) return length
    for (let at = Math.max(from, length - this.longest + 1); at < length; at += 1) {
      let index = this.#firsts[text[at] as number] as number
      // The longest come first, so a shorter one ends the search.
      while (index !== 0 && this.#lengthOf(index) > length - at) {
        if (this.#equals(text, at, index, length - at)) return at
        index = this.#nextFirsts[index] as number
      }
    }
    return length
  }

  /** Forgets all patterns: nothing is found any more. */
  wipe(): void {
    this.#isEmpty = true
    for (const table of [this.#bytes, this.#shifts, this.#heads, this.#firsts, this.#nexts]) {
      table.fill(0)
    }
    for (const table of [this.#nextFirsts, this.#starts, this.#entries]) table.fill(0)
  }

  #add(index: number, { bytes, entry }: Pattern): void {
    const start = this.#starts[index] as number
    for (const [offset, byte] of bytes.entries()) this.#bytes[start + offset] = byte ^ MASK
    this.#starts[index + 1] = start + bytes.length
    this.#entries[index] = entry
    let slot = 0
    for (let end = BLOCK; end <= this.#window; end += 1) {
      slot = slotAt(bytes, end)
      this.#shifts[slot] = Math.min(this.#shifts[slot] as number, this.#window - end)
    }
    this.#nexts[index] = this.#heads[slot] as number
    this.#heads[slot] = index
    const first = bytes[0] as number
    this.#nextFirsts[index] = this.#firsts[first] as number
    this.#firsts[first] = index
  }

  #matches(text: Uint8Array, at: number, slot: number): boolean {
    const room = text.length - at
    for (
      let index = this.#heads[slot] as number;
      index !== 0;
      index = this.#nexts[index] as number
    ) {
      const length = this.#lengthOf(index)
      if (length > room || !this.#equals(text, at, index, length)) continue
      this.#end = at + length
      this.#entry = this.#entries[index] as number
      return true
    }
    return false
  }

  #lengthOf(index: number): number {
    return (this.#starts[index + 1] as number) - (this.#starts[index] as number)
  }

  #equals(text: Uint8Array, at: number, index: number, length: number): boolean {
    const start = this.#starts[index] as number
    for (let offset = 0; offset < length; offset += 1) {
      if (((text[at + offset] as number) ^ MASK) !== this.#bytes[start + offset]) return false
    }
    return true
  }
}

/** Spreads the three bytes before `end` over all slots (multiplicative hashing; Knuth, The Art of Computer Programming, 6.4). */
function slotAt(text: Uint8Array, end: number): number {
  const block =
    (text[end - 3] as number) | ((text[end - 2] as number) << 8) | ((text[end - 1] as number) << 16)
  return Math.imul(block, 0x9e3779b1) >>> SPREAD
}

const BLOCK = 3
const MASK = 0x5a
/** 32 KB of shifts, as much as the first-level cache of usual processors holds. */
const SLOTS = 0x8000
const SPREAD = 17
/** A shift must fit into a byte. */
const WIDEST = 128
