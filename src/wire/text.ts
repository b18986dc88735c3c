import { asBuffer, BACKSLASH, QUOTE } from './bytes.ts'
import type { FaultCode } from './envelope.ts'

/** The line under the scanner, what was seen of it, and the first fault. */
export class Text {
  readonly bytes: Buffer
  readonly end: number
  /** All bytes of strings or-ed together: over 0x7f when one of them is not ASCII. */
  seen = 0
  fault: FaultCode | undefined
  faultAt = 0
  /** Index of the first byte that lies on a four-byte boundary of the memory. */
  readonly firstWord: number
  #words: Int32Array | undefined
  #nextQuote = -1
  #nextBackslash = -1

  constructor(line: Uint8Array) {
    this.bytes = asBuffer(line)
    this.end = line.length
    this.firstWord = (4 - (line.byteOffset & 3)) & 3
  }

  /** Notes the fault, unless there is one already, and returns `FAILED` for the caller to return. */
  fail(code: FaultCode, at: number): typeof FAILED {
    if (this.fault === undefined) {
      this.fault = code === 'syntax' && at < this.end && this.bytes[at] === 0 ? 'nul' : code
      this.faultAt = Math.min(at, this.end)
    }
    return FAILED
  }

  /** The bytes from `firstWord` on, four at a time; the last three may be missing. Made when first asked for. */
  get words(): Int32Array {
    if (this.#words === undefined) {
      const first = this.bytes.byteOffset + this.firstWord
      this.#words = new Int32Array(this.bytes.buffer, first, (this.end - this.firstWord) >> 2)
    }
    return this.#words
  }

  /**
   * Index of the first quote or backslash at `from` or behind it, or the end. What was found is kept until the scan has
   * passed it, so that all searches together read each byte once, whatever the text is.
   */
  nextMark(from: number): number {
    if (this.#nextQuote < from) this.#nextQuote = this.#find(QUOTE, from)
    if (this.#nextBackslash < from) this.#nextBackslash = this.#find(BACKSLASH, from)
    return Math.min(this.#nextQuote, this.#nextBackslash)
  }

  #find(byte: number, from: number): number {
    const found = this.bytes.indexOf(byte, from)
    return found === -1 ? this.end : found
  }
}

/** Returned instead of an index by everything that reads a piece of the text. */
export const FAILED = -1
