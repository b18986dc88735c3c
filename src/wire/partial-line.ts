import type { PartialScan } from './partial-envelope.ts'

/**
 * The beginning of a line whose newline has not come yet. Large pieces are kept as they are; small ones are copied
 * together, since a peer that writes single bytes would otherwise cost some hundred bytes of memory for each.
 */
export class PartialLine {
  length = 0
  #pieces: Uint8Array[] = []
  /** Where small pieces go; its used part is the last of the pieces. */
  #pool: Buffer | undefined
  #pooled = 0

  append(piece: Uint8Array): void {
    this.length += piece.length
    if (piece.length >= POOL_BYTES) {
      this.#closePool()
      this.#pieces.push(piece)
      return
    }
    if (this.#pool !== undefined && this.#pooled + piece.length > POOL_BYTES) this.#closePool()
    this.#pool ??= Buffer.allocUnsafeSlow(POOL_BYTES)
    this.#pool.set(piece, this.#pooled)
    this.#pooled += piece.length
  }

  /** All bytes and then `tail`, which ends with the newline; the view returned leaves the newline out. */
  joinWith(tail: Uint8Array): Uint8Array {
    this.#closePool()
    const whole = Buffer.allocUnsafeSlow(this.length + tail.length)
    let at = 0
    for (const piece of this.#pieces) {
      whole.set(piece, at)
      at += piece.length
    }
    whole.set(tail, at)
    this.takeLength()
    return whole.subarray(0, -1)
  }

  /** Shows all bytes to the scan and returns it. */
  drainInto(scan: PartialScan): PartialScan {
    this.#closePool()
    for (const piece of this.#pieces) scan.push(piece)
    this.#pieces = []
    return scan
  }

  /** How many bytes there were. The line is empty afterwards. */
  takeLength(): number {
    const length = this.length
    this.length = 0
    this.#pieces = []
    this.#pool = undefined
    this.#pooled = 0
    return length
  }

  #closePool(): void {
    if (this.#pool === undefined) return
    this.#pieces.push(this.#pool.subarray(0, this.#pooled))
    this.#pool = undefined
    this.#pooled = 0
  }
}

/** Below this, a copy is cheaper than keeping the chunk that a view would hold on to. */
const POOL_BYTES = 16 * 1024
