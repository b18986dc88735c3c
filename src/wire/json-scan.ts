import * as b from './bytes.ts'
import { Keys } from './keys.ts'
import { Members } from './members.ts'
import { LONG_PAYLOAD_BYTES, LONG_STRING_BYTES, type LongString } from './outline.ts'
import { isLookAlike, memberIndex, NO_MEMBER } from './protocol-keys.ts'
import { readKey } from './read-key.ts'
import { readNumber } from './read-number.ts'
import { readString } from './read-string.ts'
import { FAILED, type Text } from './text.ts'

/** What one line may hold. */
export interface ScanLimits {
  /** Arrays and objects inside each other, the message itself included. At most 1024. */
  readonly depth: number
  /** Values of every kind, containers included. At most 2^22. */
  readonly values: number
}

/** One pass over a JSON text (RFC 8259). Finds the envelope's members on the way; makes no value. The same object reads one line after the other. */
export class JsonScan {
  readonly members = new Members()
  /** Values only, in their order; undefined when there is none. */
  longStrings: LongString[] | undefined
  readonly #limits: ScanLimits
  readonly #keys = new Keys()
  /** Of each open container what it begins with, where, and how many keys there were before it. */
  readonly #kinds: Uint8Array
  readonly #opens: Int32Array
  readonly #bases: Int32Array
  /** The member at the top whose value is being read. */
  #member = NO_MEMBER

  constructor(limits: ScanLimits) {
    this.#limits = limits
    this.#kinds = new Uint8Array(limits.depth)
    this.#opens = new Int32Array(limits.depth)
    this.#bases = new Int32Array(limits.depth)
  }

  /** Reads an object, white space around it, and nothing else. Afterwards `text.fault` says whether it went well. */
  run(text: Text): void {
    const { bytes, end } = text
    this.longStrings = undefined
    this.members.clear()
    const start = skipSpace(text, 0)
    const first = start < end ? bytes[start] : 0
    if (first !== b.OPEN_OBJECT) {
      text.fail(start === end ? 'empty' : first === b.OPEN_ARRAY ? 'batch' : 'not-object', start)
      return
    }
    this.#keys.begin(bytes)
    const after = this.#object(text, start)
    if (after !== FAILED && after !== end) text.fail('syntax', after)
    this.#keys.end()
  }

  /**
   * Reads the object at `open` and the white space behind it. Each turn reads one value, then what stands behind it: the ends of containers,
   * and what leads to the next value. Without recursion and with its state in local variables it is twice as fast.
   */
  #object(text: Text, open: number): number {
    const kinds = this.#kinds
    const { depth: deepest, values: most } = this.#limits
    let at = open
    let values = 0
    let depth = 0
    let top = open
    while (at !== FAILED) {
      values += 1
      if (values > most) return text.fail('values', at)
      if (depth === 1) top = at
      const byte = byteAt(text, at)
      if (isOpening(byte)) {
        if (depth === deepest) return text.fail('depth', at)
        at = this.#enter(text, at, depth)
        depth += 1
        if (byteAt(text, at) !== byte + TO_CLOSE) {
          at = this.#nextValue(text, at, depth)
          continue
        }
      } else at = this.#scalar(text, at, depth)
      while (at !== FAILED) {
        if (depth === 1) this.members.set(this.#member, top, at)
        if (byteAt(text, at) <= b.SPACE) at = skipSpace(text, at)
        if (depth === 0) return at
        const next = byteAt(text, at)
        if (next === b.COMMA) {
          at = this.#nextValue(text, skipSpace(text, at + 1), depth)
          break
        }
        depth -= 1
        if (next !== (kinds[depth] as number) + TO_CLOSE) return text.fail('syntax', at)
        at += 1
        if (this.#repeats(depth)) return text.fail('duplicate-key', this.#opens[depth] as number)
      }
    }
    return FAILED
  }

  /** Begins a container inside so many others. Returns what stands in it first. */
  #enter(text: Text, open: number, depth: number): number {
    this.#kinds[depth] = byteAt(text, open)
    this.#opens[depth] = open
    this.#bases[depth] = this.#keys.count
    return skipSpace(text, open + 1)
  }

  /** In an object its key comes first. */
  #nextValue(text: Text, at: number, depth: number): number {
    return this.#kinds[depth - 1] === b.OPEN_OBJECT ? this.#key(text, at, depth) : at
  }

  #scalar(text: Text, at: number, depth: number): number {
    const byte = byteAt(text, at)
    if (byte === b.QUOTE) return this.#string(text, at, depth)
    if (byte === LETTER_T) return readLiteral(text, at, TRUE)
    if (byte === LETTER_F) return readLiteral(text, at, FALSE)
    return byte === LETTER_N ? readLiteral(text, at, NULL) : readNumber(text, at)
  }

  #string(text: Text, open: number, depth: number): number {
    const after = readString(text, open + 1)
    const bytes = after - open
    if (bytes > LONG_PAYLOAD_BYTES) {
      const isPayload = this.#isPayload(depth)
      if (isPayload || bytes > LONG_STRING_BYTES) {
        this.longStrings ??= []
        this.longStrings.push({ start: open, end: after, isPayload })
      }
    }
    return after
  }

  /** Whether a string inside so many containers is what a message carries, and by which nothing in the protocol is known. */
  #isPayload(depth: number): boolean {
    const keys = this.#keys
    const isMember = this.#kinds[depth - 1] === b.OPEN_OBJECT
    if (isMember && PAYLOADS.some((key) => keys.topIs(key))) return true
    if (this.#member !== PARAMS || depth < 3 || this.#kinds[1] !== b.OPEN_OBJECT) return false
    return keys.is((this.#bases[2] as number) - 1, ARGUMENTS)
  }

  /** Reads a key and its colon. `depth` counts the containers around it. Returns where its value begins, or `FAILED`. */
  #key(text: Text, open: number, depth: number): number {
    const { bytes, end } = text
    const keys = this.#keys
    if (open >= end || bytes[open] !== b.QUOTE) return text.fail('syntax', open)
    let at = readKey(text, open + 1, keys)
    if (at === FAILED) return FAILED
    if (keys.topRepeats(this.#bases[depth - 1] as number)) return text.fail('duplicate-key', open)
    if (depth <= LOOK_ALIKE_DEPTH) {
      const member = depth === 1 ? memberIndex(keys) : NO_MEMBER
      if (member === NO_MEMBER && isLookAlike(keys)) return text.fail('look-alike-key', open)
      if (depth === 1) {
        if (member === NO_MEMBER) return text.fail('unknown-member', open)
        this.#member = member
      }
    }
    if (at >= end || bytes[at] !== b.COLON) {
      at = skipSpace(text, at)
      if (at >= end || bytes[at] !== b.COLON) return text.fail('syntax', at)
    }
    return skipSpace(text, at + 1)
  }

  /** The object is over: whether it had a key twice. */
  #repeats(depth: number): boolean {
    const base = this.#bases[depth] as number
    if (this.#keys.someRepeat(base)) return true
    this.#keys.count = base
    return false
  }
}

function readLiteral(text: Text, at: number, literal: Uint8Array): number {
  const { bytes, end } = text
  for (let index = 1; index < literal.length; index += 1) {
    if (at + index >= end || bytes[at + index] !== literal[index]) return text.fail('syntax', at)
  }
  return at + literal.length
}

/** A newline is white space too, but ends the line; inside one it cannot be. */
function skipSpace(text: Text, from: number): number {
  const { bytes, end } = text
  let at = from
  while (at < end && isSpace(bytes[at] as number)) at += 1
  return at
}

const byteAt = ({ bytes, end }: Text, at: number): number => (at < end ? (bytes[at] as number) : 0)

const isOpening = (byte: number) => byte === b.OPEN_OBJECT || byte === b.OPEN_ARRAY

const isSpace = (byte: number) =>
  byte <= b.SPACE && (byte === b.SPACE || byte === b.TAB || byte === b.RETURN)

/** From `{` to `}` and from `[` to `]`. */
const TO_CLOSE = 2

const LETTER_F = 0x66
const LETTER_N = 0x6e
const LETTER_T = 0x74
const TRUE = Buffer.from('true')
const FALSE = Buffer.from('false')
const NULL = Buffer.from('null')

/** Texts and base64 (`TextContent`, `ImageContent`, `TextResourceContents`, `BlobResourceContents` in all revisions). */
const PAYLOADS: readonly Buffer[] = ['text', 'data', 'blob'].map((key) => Buffer.from(key))
/** Of a tool or a prompt, which are all its own. */
const ARGUMENTS = Buffer.from('arguments')
/** Place in `MEMBERS`. */
const PARAMS = 3

/** The envelope's own keys, and those of `params`, `result` and `error`. Deeper ones belong to servers and users. */
const LOOK_ALIKE_DEPTH = 2
