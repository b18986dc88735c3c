import { unmoved } from '../../base/index.ts'
import { addEncodings, longestEncoding } from './encodings.ts'
import { MASK, mask } from './mask.ts'
import { PatternList } from './pattern-list.ts'

/** All encodings of one value. They are made when something first looks like one of them, which in most sessions nothing does. */
export class Spellings {
  readonly #value: Uint8Array
  #made: Made | undefined

  /** Copies the value. */
  constructor(value: Uint8Array) {
    this.#value = unmoved(value.length)
    this.#value.set(value)
    mask(this.#value)
  }

  /** None is longer, in bytes. */
  get most(): number {
    return longestEncoding(this.#value.length)
  }

  /** How long the longest encoding is that stands in the text at that place; 0 when none does. */
  lengthAt(text: Uint8Array, at: number): number {
    const { bytes, order } = this.#all()
    const room = text.length - at
    for (const { start, length } of order) {
      if (length <= room && isAt(text, at, bytes.subarray(start, start + length))) return length
    }
    return 0
  }

  /** Whether the end of the text cuts one off that begins at that place. */
  isCutAt(text: Uint8Array, at: number): boolean {
    const { bytes, order } = this.#all()
    const room = text.length - at
    return order.some(
      ({ start, length }) => length > room && isAt(text, at, bytes.subarray(start, start + room)),
    )
  }

  wipe(): void {
    this.#value.fill(0)
    this.#made?.bytes.fill(0)
    this.#made = { bytes: this.#value, order: [] }
  }

  #all(): Made {
    this.#made ??= this.#make()
    return this.#made
  }

  #make(): Made {
    const patterns = new PatternList()
    const value = unmoved(this.#value.length)
    value.set(this.#value)
    mask(value)
    addEncodings(patterns, 0, value)
    value.fill(0)
    const order = Array.from({ length: patterns.count }, (_, index) => {
      const start = patterns.startOf(index)
      return { start, length: patterns.endOf(index) - start }
    }).sort((one, other) => other.length - one.length)
    mask(patterns.bytes)
    return { bytes: patterns.bytes, order }
  }
}

/** Masked, and where each one lies, the longest first. */
interface Made {
  readonly bytes: Uint8Array
  readonly order: readonly { readonly start: number; readonly length: number }[]
}

function isAt(text: Uint8Array, at: number, masked: Uint8Array): boolean {
  for (let offset = 0; offset < masked.length; offset += 1) {
    if (((text[at + offset] as number) ^ MASK) !== masked[offset]) return false
  }
  return true
}
