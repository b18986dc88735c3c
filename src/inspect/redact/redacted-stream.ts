import type { PatternTable } from './pattern-table.ts'

/** Where a stream's pieces go. */
export interface StreamEnds {
  /** Text as it came. Valid until the call returns. */
  readonly text: (bytes: Uint8Array) => void
  /** A value that stood here. */
  readonly hit: (entry: number) => void
}

/**
 * A text that comes in pieces, of which a value may be cut by any. What could be the beginning of one is held back, never more than the
 * longest encoding, and everything else goes on at once.
 */
export class RedactedStream {
  readonly #table: PatternTable
  readonly #ends: StreamEnds
  #held = new Uint8Array(0)
  /** Bytes at the beginning of what is held that a marker stands for already. */
  #covered = 0
  #lastEntry = -1

  constructor(table: PatternTable, ends: StreamEnds) {
    this.#table = table
    this.#ends = ends
  }

  push(chunk: Uint8Array): void {
    this.#pass(this.#held.length === 0 ? chunk : this.#joined(chunk), { isLast: false })
  }

  /** Lets go of what is held. */
  end(): void {
    const held = this.#held
    this.#held = new Uint8Array(0)
    this.#pass(held, { isLast: true })
    held.fill(0)
  }

  #joined(chunk: Uint8Array): Uint8Array {
    const joined = new Uint8Array(this.#held.length + chunk.length)
    joined.set(this.#held)
    joined.set(chunk, this.#held.length)
    this.#held.fill(0)
    return joined
  }

  #pass(text: Uint8Array, { isLast }: { readonly isLast: boolean }): void {
    const held = isLast ? text.length : this.#table.heldFrom(text, 0)
    let shown = this.#covered
    for (let from = 0; ; ) {
      const start = this.#table.find(text, from)
      if (start === -1 || start >= held) break
      const { end, entry } = this.#table
      from = start + 1
      if (end <= shown) continue
      if (start >= shown) this.#show(text, shown, start)
      // One that reaches on from a marked one is told apart only if it is another entry's.
      if (start >= shown || entry !== this.#lastEntry) this.#ends.hit(entry)
      this.#lastEntry = entry
      shown = end
    }
    this.#show(text, shown, held)
    this.#covered = Math.max(0, shown - held)
    // A copy: the chunk is lent.
    this.#held = Uint8Array.from(text.subarray(held))
  }

  #show(text: Uint8Array, from: number, to: number): void {
    if (from < to) this.#ends.text(text.subarray(from, to))
  }
}
