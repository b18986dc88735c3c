/** One string of a message, a key or a value. */
export interface JsonString {
  readonly value: string
  readonly isKey: boolean
  /**
   * Keys and indices from the top to the object or value; of a key, to the object that it is in. A key of more than `MAX_KEY` units
   * ends there, in an ellipsis: a place is told of each of many strings. Valid only during the call.
   */
  readonly path: readonly (string | number)[]
}

export interface StringEdit {
  /** Members at the top whose strings are looked at. */
  readonly within: ReadonlySet<string>
  /** The new value; undefined leaves the string as it is written. */
  readonly replace: (string: JsonString) => string | undefined
}

/**
 * The JSON text of one object with some of its strings replaced, every other character as it was. It must have passed the scan:
 * this trusts its grammar and its depth. Linear in the text.
 */
export function editStrings(json: string, edit: StringEdit): string {
  return new Walk(json, edit).run()
}

class Walk {
  readonly #json: string
  readonly #edit: StringEdit
  readonly #path: (string | number)[] = []
  #at = 0
  /** What is done, and up to where of the text it goes. */
  #done = ''
  #doneTo = 0

  constructor(json: string, edit: StringEdit) {
    this.#json = json
    this.#edit = edit
  }

  run(): string {
    this.#value()
    return this.#done + this.#json.slice(this.#doneTo)
  }

  #value(): void {
    this.#skipSpace()
    const first = this.#json[this.#at]
    if (first === '{') this.#object()
    else if (first === '[') this.#array()
    else if (first === '"') this.#string({ isKey: false })
    else while (WORD.test(this.#json[this.#at] ?? '')) this.#at += 1
  }

  #object(): void {
    this.#at += 1
    for (;;) {
      this.#skipSpace()
      if (this.#json[this.#at] !== '"') break
      const key = this.#string({ isKey: true })
      this.#skipSpace()
      this.#at += 1
      this.#path.push(key.length > MAX_KEY ? `${key.slice(0, MAX_KEY)}…` : key)
      this.#value()
      this.#path.pop()
      this.#skipSpace()
      if (this.#json[this.#at] !== ',') break
      this.#at += 1
    }
    this.#at += 1
  }

  #array(): void {
    this.#at += 1
    for (let index = 0; ; index += 1) {
      this.#skipSpace()
      if (this.#json[this.#at] === ']') break
      this.#path.push(index)
      this.#value()
      this.#path.pop()
      this.#skipSpace()
      if (this.#json[this.#at] !== ',') break
      this.#at += 1
    }
    this.#at += 1
  }

  /** Returns a key as it is meant, and of a value nothing of use. */
  #string({ isKey }: { readonly isKey: boolean }): string {
    const start = this.#at
    const end = this.#closingQuote(start)
    const written = this.#json.slice(start + 1, end)
    this.#at = end + 1
    const isWithin = this.#edit.within.has(this.#path[0] as string)
    if (!isWithin && !isKey) return written
    const value = written.includes('\\') ? (JSON.parse(`"${written}"`) as string) : written
    const replaced = isWithin ? this.#edit.replace({ value, isKey, path: this.#path }) : undefined
    if (replaced !== undefined) {
      this.#done += this.#json.slice(this.#doneTo, start) + JSON.stringify(replaced)
      this.#doneTo = end + 1
    }
    return value
  }

  #closingQuote(open: number): number {
    let end = this.#json.indexOf('"', open + 1)
    while (this.#isEscaped(end)) end = this.#json.indexOf('"', end + 1)
    return end
  }

  /** Each backslash is counted for one quote only. */
  #isEscaped(at: number): boolean {
    let from = at
    while (this.#json[from - 1] === '\\') from -= 1
    return (at - from) % 2 === 1
  }

  /** A newline ends the line, so it cannot be in it. */
  #skipSpace(): void {
    let code = this.#json.charCodeAt(this.#at)
    while (code === 0x20 || code === 0x09 || code === 0x0d) {
      this.#at += 1
      code = this.#json.charCodeAt(this.#at)
    }
  }
}

/** No name that anything is decided by is as long. */
const MAX_KEY = 256

/** What numbers and literals are made of. */
const WORD = /[\w+.-]/
