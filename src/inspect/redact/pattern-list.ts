import { unmoved } from '../../base/index.ts'

/** Writes an encoding to `out` from `at` on and returns its end. What was written before may be read from `out`. */
export type Encode = (out: Uint8Array, at: number) => number

/**
 * Byte sequences, each with the entry that it stands for, one behind the other in memory that nothing moves: one piece for all of them,
 * because making a piece for each costs more than filling it.
 */
export class PatternList {
  #bytes: Uint8Array = unmoved(FIRST_BYTES)
  readonly #starts: number[] = []
  readonly #ends: number[] = []
  readonly #entries: number[] = []
  #end = 0

  get count(): number {
    return this.#starts.length
  }

  /** All of them. Not to be kept while more are added: it may be cleared then. */
  get bytes(): Uint8Array {
    return this.#bytes
  }

  startOf(index: number): number {
    return this.#starts[index] as number
  }

  endOf(index: number): number {
    return this.#ends[index] as number
  }

  entryOf(index: number): number {
    return this.#entries[index] as number
  }

  /** Adds what `encode` writes, `most` bytes at most, unless the entry has the same already. Returns its index. */
  add(entry: number, most: number, encode: Encode): number {
    this.#reserve(most)
    const start = this.#end
    const end = encode(this.#bytes, start)
    const known = this.#indexOf(entry, start, end)
    if (known !== -1) {
      this.#bytes.fill(0, start, end)
      return known
    }
    this.#starts.push(start)
    this.#ends.push(end)
    this.#end = end
    return this.#entries.push(entry) - 1
  }

  /** Fills all with zeros. */
  wipe(): void {
    this.#bytes.fill(0)
  }

  #reserve(most: number): void {
    const needed = this.#end + most
    if (needed <= this.#bytes.length) return
    const larger = unmoved(Math.max(needed, this.#bytes.length * 2))
    larger.set(this.#bytes)
    this.#bytes.fill(0)
    this.#bytes = larger
  }

  /** The entry's own come last. */
  #indexOf(entry: number, start: number, end: number): number {
    for (let index = this.#starts.length - 1; index >= 0; index -= 1) {
      if (this.#entries[index] !== entry) return -1
      const from = this.#starts[index] as number
      if ((this.#ends[index] as number) - from !== end - start) continue
      if (isSame(this.#bytes, from, start, end - start)) return index
    }
    return -1
  }
}

function isSame(bytes: Uint8Array, one: number, other: number, length: number): boolean {
  for (let at = 0; at < length; at += 1) if (bytes[one + at] !== bytes[other + at]) return false
  return true
}

/** Enough for all encodings of a token, or for the beginnings of those of twenty. */
const FIRST_BYTES = 4096
