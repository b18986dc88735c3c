import * as b from './bytes.ts'
import { Keys } from './keys.ts'
import { Members } from './members.ts'
import { LONG_STRING_BYTES, type LongString } from './outline.ts'
import { isLookAlike, memberIndex } from './protocol-keys.ts'
import { readKey } from './read-key.ts'
import { readNumber } from './read-number.ts'
import { readString } from './read-string.ts'
import { FAILED, type Text } from './text.ts'

/** What one line may hold. */
export interface ScanLimits {
  /** Arrays and objects inside each other, the message itself included. At most 1024: the scan is recursive. */
  readonly depth: number
  /** Values of every kind, containers included. At most 2^22. */
  readonly values: number
}

/** One pass over a JSON text (RFC 8259). Finds the envelope's members on the way; makes no value. */
export class JsonScan {
  readonly members = new Members()
  /** Values only, in their order; undefined when there is none. */
  longStrings: LongString[] | undefined
  readonly #text: Text
  readonly #bytes: Buffer
  readonly #end: number
  readonly #limits: ScanLimits
  readonly #keys: Keys
  #values = 0

  constructor(text: Text, limits: ScanLimits) {
    this.#text = text
    this.#bytes = text.bytes
    this.#end = text.end
    this.#limits = limits
    this.#keys = new Keys(text.bytes)
  }

  /** Reads an object, white space around it, and nothing else. Afterwards `text.fault` says whether it went well. */
  run(): void {
    const text = this.#text
    const start = this.#skipSpace(0)
    const first = this.#byte(start)
    if (first !== b.OPEN_OBJECT) {
      text.fail(
        start === text.end ? 'empty' : first === b.OPEN_ARRAY ? 'batch' : 'not-object',
        start,
      )
      return
    }
    const after = this.#value(start, 1)
    if (after === FAILED) return
    const end = this.#skipSpace(after)
    if (end !== text.end) text.fail('syntax', end)
  }

  /** `at` is the value's first byte, `depth` the containers around it and 1. */
  #value(at: number, depth: number): number {
    this.#values += 1
    if (this.#values > this.#limits.values) return this.#text.fail('values', at)
    switch (this.#byte(at)) {
      case b.QUOTE:
        return this.#string(at)
      case b.OPEN_OBJECT:
        return this.#object(at, depth)
      case b.OPEN_ARRAY:
        return this.#array(at, depth)
      case LETTER_T:
        return this.#literal(at, TRUE)
      case LETTER_F:
        return this.#literal(at, FALSE)
      case LETTER_N:
        return this.#literal(at, NULL)
      default:
        return readNumber(this.#text, at)
    }
  }

  #string(open: number): number {
    const after = readString(this.#text, open + 1)
    if (after - open > LONG_STRING_BYTES) {
      this.longStrings ??= []
      this.longStrings.push({ start: open, end: after })
    }
    return after
  }

  #array(open: number, depth: number): number {
    if (depth > this.#limits.depth) return this.#text.fail('depth', open)
    let at = this.#skipSpace(open + 1)
    if (this.#byte(at) === b.CLOSE_ARRAY) return at + 1
    for (;;) {
      at = this.#value(at, depth + 1)
      if (at === FAILED) return FAILED
      at = this.#skipSpace(at)
      const next = this.#byte(at)
      if (next === b.CLOSE_ARRAY) return at + 1
      if (next !== b.COMMA) return this.#text.fail('syntax', at)
      at = this.#skipSpace(at + 1)
    }
  }

  #object(open: number, depth: number): number {
    if (depth > this.#limits.depth) return this.#text.fail('depth', open)
    const base = this.#keys.count
    let at = this.#skipSpace(open + 1)
    if (this.#byte(at) === b.CLOSE_OBJECT) return at + 1
    for (;;) {
      at = this.#member(at, base, depth)
      if (at === FAILED) return FAILED
      at = this.#skipSpace(at)
      const next = this.#byte(at)
      if (next === b.CLOSE_OBJECT) break
      if (next !== b.COMMA) return this.#text.fail('syntax', at)
      at = this.#skipSpace(at + 1)
    }
    if (this.#keys.someRepeat(base)) return this.#text.fail('duplicate-key', open)
    this.#keys.count = base
    return at + 1
  }

  /** A key, its colon and its value. */
  #member(open: number, base: number, depth: number): number {
    if (this.#byte(open) !== b.QUOTE) return this.#text.fail('syntax', open)
    const keys = this.#keys
    let at = readKey(this.#text, open + 1, keys)
    if (at === FAILED) return FAILED
    if (keys.topRepeats(base)) return this.#text.fail('duplicate-key', open)
    const member = depth === 1 ? memberIndex(keys) : NO_MEMBER
    if (depth <= LOOK_ALIKE_DEPTH && member === NO_MEMBER) {
      if (isLookAlike(keys)) return this.#text.fail('look-alike-key', open)
      if (depth === 1) return this.#text.fail('unknown-member', open)
    }
    at = this.#skipSpace(at)
    if (this.#byte(at) !== b.COLON) return this.#text.fail('syntax', at)
    const start = this.#skipSpace(at + 1)
    const end = this.#value(start, depth + 1)
    if (depth === 1 && end !== FAILED) this.members.set(member, start, end)
    return end
  }

  #literal(at: number, literal: Uint8Array): number {
    for (let index = 1; index < literal.length; index += 1) {
      if (this.#byte(at + index) !== literal[index]) return this.#text.fail('syntax', at)
    }
    return at + literal.length
  }

  /** A newline is white space too, but ends the line; inside one it cannot be. */
  #skipSpace(from: number): number {
    let at = from
    while (isSpace(this.#byte(at))) at += 1
    return at
  }

  /** 0, which is nowhere allowed, past the end. */
  #byte(at: number): number {
    return at < this.#end ? (this.#bytes[at] as number) : 0
  }
}

const isSpace = (byte: number) =>
  byte <= b.SPACE && (byte === b.SPACE || byte === b.TAB || byte === b.RETURN)

const LETTER_F = 0x66
const LETTER_N = 0x6e
const LETTER_T = 0x74
const TRUE = Buffer.from('true')
const FALSE = Buffer.from('false')
const NULL = Buffer.from('null')

const NO_MEMBER = -1

/** The envelope's own keys, and those of `params`, `result` and `error`. Deeper ones belong to servers and users. */
const LOOK_ALIKE_DEPTH = 2
