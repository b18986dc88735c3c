/** Cuts a stream of text into lines, of each of which at most `keep` bytes are kept. */
export class LineCutter {
  readonly #kept: Buffer
  readonly #onLine: (kept: Buffer, length: number) => void
  #length = 0

  /** `onLine` gets what was kept, valid until it returns, and how long the line was. */
  constructor(keep: number, onLine: (kept: Buffer, length: number) => void) {
    this.#kept = Buffer.allocUnsafeSlow(keep)
    this.#onLine = onLine
  }

  push(chunk: Uint8Array): void {
    let from = 0
    for (;;) {
      const newline = chunk.indexOf(NEWLINE, from)
      if (newline === -1) break
      this.#keep(chunk, from, newline)
      this.#close()
      from = newline + 1
    }
    this.#keep(chunk, from, chunk.length)
  }

  /** Delivers a last line without a newline. */
  end(): void {
    if (this.#length > 0) this.#close()
  }

  #keep(chunk: Uint8Array, from: number, to: number): void {
    const room = Math.max(this.#kept.length - this.#length, 0)
    this.#kept.set(
      chunk.subarray(from, Math.min(to, from + room)),
      Math.min(this.#length, this.#kept.length),
    )
    this.#length += to - from
  }

  #close(): void {
    const length = this.#length
    this.#length = 0
    this.#onLine(this.#kept.subarray(0, Math.min(length, this.#kept.length)), length)
  }
}

const NEWLINE = 0x0a
