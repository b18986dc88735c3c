import { unmoved } from '../../base/index.ts'

/** Bytes that are written one after the other and leave no copy of themselves behind. Never made into a string. */
export class Ink {
  readonly #bytes: Uint8Array
  #length = 0

  /** `most` is how many bytes there will be at most. */
  constructor(most: number) {
    this.#bytes = unmoved(most)
  }

  put(byte: number): void {
    this.#bytes[this.#length] = byte
    this.#length += 1
  }

  copy(bytes: Uint8Array, from: number, to: number): void {
    for (let at = from; at < to; at += 1) this.put(bytes[at] as number)
  }

  /** Two hexadecimal digits. */
  hex(byte: number, letters: Letters): void {
    this.put(digit(byte >> 4, letters))
    this.put(digit(byte & 15, letters))
  }

  /** What was written, in bytes of its own; nothing is left here. */
  take(): Uint8Array {
    const taken = unmoved(this.#length)
    taken.set(this.#bytes.subarray(0, this.#length))
    this.#bytes.fill(0)
    this.#length = 0
    return taken
  }
}

/** Which letters stand for the hexadecimal digits beyond nine. */
export type Letters = 'lower' | 'upper'

/** Bytes of the character at `at` in UTF-8 (RFC 3629); 1 where there is none. */
export function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] as number
  const length = first < 0xc2 || first > 0xf4 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  for (let index = at + 1; index < at + length; index += 1) {
    if (((bytes[index] ?? 0) & 0xc0) !== 0x80) return 1
  }
  return length
}

function digit(value: number, letters: Letters): number {
  if (value < 10) return ZERO + value
  return (letters === 'lower' ? LOWER_A : UPPER_A) + value - 10
}

const ZERO = 0x30
const UPPER_A = 0x41
const LOWER_A = 0x61
