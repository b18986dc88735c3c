import * as b from './bytes.ts'
import { MAX_ID_LENGTH, type PartialEnvelope, type RequestId } from './envelope.ts'
import { hasLoneSurrogate, stringText } from './string-text.ts'

/**
 * Looks for the top-level members of one line that cannot be kept or does not parse, piece by piece, in constant memory.
 * It believes the line to be JSON and never faults: what it finds in a broken line is a best guess, good enough to
 * answer an error, never to forward anything.
 */
export class PartialScan {
  #place: Place = BEFORE
  #depth = 0
  #escaped = false
  /** What the string or number being read is captured for. */
  #target: Target = NOTHING
  /** The top-level key whose value is being read; empty while a key is expected. */
  #key = ''
  #expectsKey = false
  readonly #kept = Buffer.allocUnsafe(KEPT_BYTES)
  #keptLength = 0
  #bomBytes = 0
  #isObject = false
  #id: RequestId | undefined
  #hasMethod = false
  #hasOutcome = false

  get found(): PartialEnvelope {
    return {
      isObject: this.#isObject,
      id: this.#id,
      hasMethod: this.#hasMethod,
      hasOutcome: this.#hasOutcome,
    }
  }

  /** The next bytes of the line. */
  push(bytes: Uint8Array): void {
    let at = 0
    while (at < bytes.length && this.#place !== AFTER) {
      if (this.#place === IN_STRING) at = this.#string(bytes, at)
      else if (this.#place === IN_NUMBER) at = this.#number(bytes, at)
      else if (this.#place === BEFORE) this.#start(bytes[at++] as number)
      else at = this.#structure(bytes, at)
    }
  }

  #start(byte: number): void {
    if (byte === BOM[this.#bomBytes]) {
      this.#bomBytes += 1
      return
    }
    if (byte === b.SPACE || byte === b.TAB || byte === b.RETURN) return
    this.#isObject = byte === b.OPEN_OBJECT
    this.#place = this.#isObject ? BETWEEN : AFTER
    this.#depth = 1
    this.#expectsKey = true
  }

  #structure(bytes: Uint8Array, from: number): number {
    let at = from
    // Most bytes between strings say nothing; only these can.
    if (this.#depth > 1) while (at < bytes.length && STRUCTURE[bytes[at] as number] === 0) at += 1
    if (at === bytes.length) return at
    const byte = bytes[at] as number
    if (byte === b.QUOTE) this.#openString()
    else if (byte === b.OPEN_OBJECT || byte === b.OPEN_ARRAY) this.#depth += 1
    else if (byte === b.CLOSE_OBJECT || byte === b.CLOSE_ARRAY) {
      this.#depth -= 1
      if (this.#depth === 0) this.#place = AFTER
    } else if (this.#depth === 1) this.#topLevel(byte)
    return at + 1
  }

  #topLevel(byte: number): void {
    if (byte === b.COMMA) {
      this.#expectsKey = true
      this.#key = ''
    } else if (this.#key === 'id' && (byte === b.MINUS || isDigit(byte))) {
      this.#place = IN_NUMBER
      this.#keptLength = 0
      this.#keep(byte)
    }
  }

  #openString(): void {
    this.#place = IN_STRING
    this.#keptLength = 0
    this.#target = NOTHING
    if (this.#depth !== 1) return
    if (this.#expectsKey) this.#target = KEY
    else if (this.#key === 'id') this.#target = ID
  }

  #string(bytes: Uint8Array, from: number): number {
    let at = from
    if (this.#escaped) {
      this.#escaped = false
      this.#keep(bytes[at++] as number)
    }
    const start = at
    while (at < bytes.length && bytes[at] !== b.QUOTE && bytes[at] !== b.BACKSLASH) at += 1
    if (this.#target !== NOTHING) this.#keepAll(bytes, start, at)
    if (at === bytes.length) return at
    if (bytes[at] === b.BACKSLASH) {
      this.#escaped = true
      this.#keep(b.BACKSLASH)
    } else this.#closeString()
    return at + 1
  }

  #closeString(): void {
    this.#place = BETWEEN
    if (this.#target === NOTHING) return
    const fits = this.#keptLength <= KEPT_BYTES
    const text = fits ? stringText(this.#kept, 0, this.#keptLength) : ''
    if (this.#target === KEY) this.#member(text)
    else this.#id = isStringId(text) ? text : undefined
  }

  #member(key: string): void {
    this.#key = key
    this.#expectsKey = false
    if (key === 'method') this.#hasMethod = true
    if (key === 'result' || key === 'error') this.#hasOutcome = true
  }

  #number(bytes: Uint8Array, from: number): number {
    let at = from
    while (at < bytes.length && isNumberByte(bytes[at] as number)) this.#keep(bytes[at++] as number)
    if (at < bytes.length) {
      this.#place = BETWEEN
      this.#id = integerId(this.#kept, 0, this.#keptLength)
    }
    return at
  }

  #keepAll(bytes: Uint8Array, from: number, to: number): void {
    const stop = Math.min(to, from + KEPT_BYTES + 1)
    for (let at = from; at < stop; at += 1) this.#keep(bytes[at] as number)
  }

  /** Past its end the buffer only counts, by one, that something did not fit. */
  #keep(byte: number): void {
    if (this.#keptLength < KEPT_BYTES) this.#kept[this.#keptLength] = byte
    if (this.#keptLength <= KEPT_BYTES) this.#keptLength += 1
  }
}

/** A whole line at once. */
export function partialEnvelope(line: Uint8Array): PartialEnvelope {
  const scan = new PartialScan()
  scan.push(line)
  return scan.found
}

/** Not empty, not too long, and the same string to every parser. */
export function isStringId(text: string): boolean {
  return text.length > 0 && text.length <= MAX_ID_LENGTH && !hasLoneSurrogate(text)
}

/**
 * The id that these bytes are, or undefined for what parsers read differently: fractions, exponents, `-0`, and integers
 * beyond 2^53 - 1 (RFC 8259, section 6).
 */
export function integerId(bytes: Uint8Array, start: number, end: number): number | undefined {
  const isNegative = bytes[start] === b.MINUS
  const first = isNegative ? start + 1 : start
  const digits = end - first
  if (digits < 1 || digits > MAX_ID_DIGITS) return undefined
  if (bytes[first] === b.ZERO) return digits === 1 && !isNegative ? 0 : undefined
  let id = 0
  for (let at = first; at < end; at += 1) {
    const byte = bytes[at] as number
    if (!isDigit(byte)) return undefined
    id = id * 10 + (byte - b.ZERO)
  }
  if (!Number.isSafeInteger(id)) return undefined
  return isNegative ? -id : id
}

const isDigit = (byte: number) => byte >= b.ZERO && byte <= b.NINE
const isNumberByte = (byte: number) => isDigit(byte) || NUMBER_MARKS.has(byte)

type Place = 0 | 1 | 2 | 3 | 4
const BEFORE = 0
const BETWEEN = 1
const IN_STRING = 2
const IN_NUMBER = 3
const AFTER = 4

type Target = 0 | 1 | 2
const NOTHING = 0
const KEY = 1
const ID = 2

/** 1 for a byte that opens or closes something. */
const STRUCTURE: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  '"[]{}'.includes(String.fromCharCode(byte)) ? 1 : 0,
)

const BOM = [0xef, 0xbb, 0xbf] as const
/** Of 2^53 - 1. */
const MAX_ID_DIGITS = 16
const NUMBER_MARKS: ReadonlySet<number> = new Set([0x2b, 0x2d, 0x2e, 0x45, 0x65])

/** An id of the greatest length with every unit escaped as `\uXXXX`. */
const KEPT_BYTES = MAX_ID_LENGTH * 6
