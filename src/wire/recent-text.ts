import { stringText } from './string-text.ts'

/**
 * Decodes strings of which the next one is often the same, such as methods: it is then the very same object, which is not decoded, and whose
 * hash every table knows already.
 */
export class RecentText {
  #text = ''
  #length = 0
  readonly #bytes = new Uint8Array(MOST_BYTES)

  /** As `stringText`. */
  read(bytes: Buffer, start: number, end: number): string {
    const length = end - start
    if (length === this.#length) {
      let at = 0
      while (at < length && bytes[start + at] === this.#bytes[at]) at += 1
      if (at === length) return this.#text
    }
    const text = stringText(bytes, start, end)
    if (length <= MOST_BYTES) {
      this.#bytes.set(bytes.subarray(start, end))
      this.#length = length
      this.#text = text
    }
    return text
  }
}

/** The longest method of the protocol has 36 (`notifications/resources/list_changed`). */
const MOST_BYTES = 64
