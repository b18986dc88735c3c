/** The characters that a class, an escape or a letter of a pattern stands for. */
export class CharacterSet {
  readonly #rule: RegExp
  /** Answers for ASCII, as the native engine gave them. */
  readonly #ascii: Uint8Array

  constructor(source: string, isUnicode: boolean) {
    this.#rule = new RegExp(`^(?:${source})$`, isUnicode ? 'u' : '')
    this.#ascii = new Uint8Array(ASCII)
  }

  /** `point` is a code point, or a UTF-16 unit in patterns without the flag `u`. */
  has(point: number): boolean {
    const known = this.#ascii[point]
    if (known === YES) return true
    if (known === NO) return false
    const isIn = this.#rule.test(String.fromCodePoint(point))
    if (point < ASCII) this.#ascii[point] = isIn ? YES : NO
    return isIn
  }
}

const ASCII = 0x80
const YES = 1
const NO = 2
