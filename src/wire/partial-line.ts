import type { PartialScan } from './partial-envelope.ts'

/**
 * The beginning of a line whose newline has not come yet, in memory that is kept for the next ones. The system gives a page of it
 * only when it is first written to, so a long line costs its length once, and short ones nearly nothing.
 */
export class PartialLine {
  length = 0
  readonly #capacity: number
  #memory: Buffer | undefined
  /** In turn with the other while a line that was given away is still read. */
  #spare: Buffer | undefined
  #isLent = false

  /** `capacity` in bytes, the newline included. */
  constructor(capacity: number) {
    this.#capacity = capacity
  }

  append(piece: Uint8Array): void {
    if (this.#isLent) this.#swap()
    this.#memory ??= Buffer.allocUnsafeSlow(this.#capacity)
    this.#memory.set(piece, this.length)
    this.length += piece.length
  }

  /** All bytes and then `tail`, which ends with the newline; the view returned leaves the newline out. */
  joinWith(tail: Uint8Array): Uint8Array {
    this.append(tail)
    const line = this.#whole().subarray(0, -1)
    this.length = 0
    this.#isLent = true
    return line
  }

  /** The line that `joinWith` gave is needed no more. */
  reclaim(): void {
    this.#isLent = false
  }

  /** Shows all bytes to the scan and returns it. */
  drainInto(scan: PartialScan): PartialScan {
    scan.push(this.#whole())
    return scan
  }

  /** How many bytes there were. The line is empty afterwards. */
  takeLength(): number {
    const { length } = this
    this.length = 0
    return length
  }

  #whole(): Buffer {
    return this.#memory?.subarray(0, this.length) ?? Buffer.alloc(0)
  }

  #swap(): void {
    const lent = this.#memory
    this.#memory = this.#spare
    this.#spare = lent
    this.#isLent = false
  }
}
