import { asBuffer, BACKSLASH, QUOTE } from './bytes.ts'
import type { FaultCode } from './envelope.ts'
import { RecentText } from './recent-text.ts'

/** The line under the scanner, what was seen of it, and the first fault. The same object holds one line after the other. */
export class Text {
  bytes: Buffer = NONE
  /** Nearly all messages of a side have one of a few. */
  readonly methods = new RecentText()
  end = 0
  /** All bytes of strings or-ed together: over 0x7f when one of them is not ASCII. */
  seen = 0
  /** An escape stands in one of the strings. */
  hasEscapes = false
  fault: FaultCode | undefined
  faultAt = 0
  /** Where the line begins in its memory, in bytes. */
  offset = 0
  #words: Int32Array = NO_WORDS
  #nextQuote = -1
  #nextBackslash = -1

  hold(line: Uint8Array): void {
    this.bytes = asBuffer(line)
    this.end = line.length
    this.seen = 0
    this.hasEscapes = false
    this.fault = undefined
    this.faultAt = 0
    this.offset = line.byteOffset
    this.#nextQuote = -1
    this.#nextBackslash = -1
  }

  /** Keeps nothing of the line alive. */
  drop(): void {
    this.bytes = NONE
  }

  get isAscii(): boolean {
    return this.seen <= 0x7f
  }

  /** Notes the fault, unless there is one already, and returns `FAILED` for the caller to return. */
  fail(code: FaultCode, at: number): typeof FAILED {
    if (this.fault === undefined) {
      this.fault = code === 'syntax' && at < this.end && this.bytes[at] === 0 ? 'nul' : code
      this.faultAt = Math.min(at, this.end)
    }
    return FAILED
  }

  /**
   * All of the memory that the line lies in, four bytes at a time; the last three may be missing. Lines come out of the same memory again
   * and again, and a view of it costs as much as reading some hundred bytes.
   */
  get words(): Int32Array {
    const { buffer } = this.bytes
    if (this.#words.buffer === buffer) return this.#words
    const words = new Int32Array(buffer, 0, buffer.byteLength >> 2)
    if (buffer.byteLength <= KEPT_BYTES) this.#words = words
    return words
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

/** What is read into is smaller; a longer line has memory of its own, which goes with it. */
const KEPT_BYTES = 1024 * 1024

const NONE = Buffer.alloc(0)
const NO_WORDS = new Int32Array(0)
