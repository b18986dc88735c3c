/** What becomes of the line with the bytes that came last. */
export type LineState = 'open' | 'done' | 'cancelled' | 'too-long'

/**
 * One line as a person types it into a terminal without echo. Knows backspace, Ctrl-U, Ctrl-C, Ctrl-D (as the line discipline of termios(3)
 * has them) and leaves out the sequences of cursor keys (ECMA-48, 5.4). The bytes stay in one buffer, which is never moved, and are no string.
 */
export class TypedLine {
  readonly #bytes = Buffer.alloc(CAPACITY)
  #length = 0
  #isTooLong = false
  #sequence: 'none' | 'begun' | 'control' | 'single' = 'none'

  /** Takes what was typed; bytes behind the end of the line are dropped. */
  add(typed: Uint8Array): LineState {
    for (const byte of typed) {
      const state = this.#sequence === 'none' ? this.#take(byte) : this.#skip(byte)
      if (state !== 'open') return state
    }
    return 'open'
  }

  /** A copy of the line, in memory of its own. */
  value(): Buffer {
    const copy = Buffer.alloc(this.#length)
    this.#bytes.copy(copy, 0, 0, this.#length)
    return copy
  }

  wipe(): void {
    this.#bytes.fill(0)
    this.#length = 0
    this.#isTooLong = false
  }

  #take(byte: number): LineState {
    switch (byte) {
      case KEY.enter:
      case KEY.newline:
        return this.#isTooLong ? 'too-long' : 'done'
      case KEY.interrupt:
        return 'cancelled'
      case KEY.endOfFile:
        return this.#length === 0 ? 'cancelled' : this.#isTooLong ? 'too-long' : 'done'
      case KEY.delete:
      case KEY.backspace:
        this.#eraseCharacter()
        return 'open'
      case KEY.kill:
        this.wipe()
        return 'open'
      case KEY.escape:
        this.#sequence = 'begun'
        return 'open'
      default:
        if (byte >= SPACE || byte === KEY.tab) this.#append(byte)
        return 'open'
    }
  }

  /** `ESC [ … final` and `ESC O x` are keys; any other byte after an escape goes with it. Ctrl-C and the end of the line get through. */
  #skip(byte: number): LineState {
    if (byte === KEY.interrupt || byte === KEY.enter || byte === KEY.newline) {
      this.#sequence = 'none'
      return this.#take(byte)
    }
    if (this.#sequence === 'begun')
      this.#sequence = byte === BRACKET ? 'control' : byte === LETTER_O ? 'single' : 'none'
    else if (this.#sequence === 'single' || byte >= FINAL) this.#sequence = 'none'
    return 'open'
  }

  #append(byte: number): void {
    if (this.#length === CAPACITY) this.#isTooLong = true
    else this.#bytes[this.#length++] = byte
  }

  /** A character of UTF-8 is its first byte with the continuation bytes behind it (RFC 3629, 3). */
  #eraseCharacter(): void {
    while (this.#length > 0) {
      const byte = this.#bytes[--this.#length] ?? 0
      this.#bytes[this.#length] = 0
      if ((byte & 0xc0) !== 0x80) return
    }
  }
}

const KEY = {
  interrupt: 0x03,
  endOfFile: 0x04,
  backspace: 0x08,
  tab: 0x09,
  newline: 0x0a,
  enter: 0x0d,
  kill: 0x15,
  escape: 0x1b,
  delete: 0x7f,
} as const
const SPACE = 0x20
const BRACKET = 0x5b
const LETTER_O = 0x4f
/** The first byte that ends a control sequence (ECMA-48, 5.4). */
const FINAL = 0x40

/** Longer than any passphrase or token; a longer one is refused, not cut. */
const CAPACITY = 16 * 1024
