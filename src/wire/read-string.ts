import { BACKSLASH, QUOTE, SPACE } from './bytes.ts'
import { FAILED, type Text } from './text.ts'

/** Reads the string whose opening quote is just before `from`. Returns the index behind its closing quote, or `FAILED`. */
export function readString(text: Text, from: number): number {
  const { bytes, end } = text
  let at = from
  let seen = 0
  for (;;) {
    const near = Math.min(at + NEAR_BYTES, end)
    let byte = 0
    while (at < near) {
      byte = bytes[at] as number
      if (byte === QUOTE || byte === BACKSLASH || byte < SPACE) break
      seen |= byte
      at += 1
    }
    if (at < near) {
      if (byte !== BACKSLASH) {
        text.seen |= seen
        return byte === QUOTE ? at + 1 : text.fail('syntax', at)
      }
      at = readEscape(text, at)
      if (at === FAILED) return FAILED
    } else if (at === end) return text.fail('syntax', at)
    else if (end >= LONG_LINE) at = skipPlain(text, at)
  }
}

/** Reads the escape whose backslash is at `at` (RFC 8259, section 7). Returns the index behind it, or `FAILED`. */
function readEscape(text: Text, at: number): number {
  const { bytes, end } = text
  text.hasEscapes = true
  const escaped = at + 1 < end ? (bytes[at + 1] as number) : 0
  if (escaped !== LETTER_U) return SHORT[escaped] === 1 ? at + 2 : text.fail('syntax', at)
  for (let digit = at + 2; digit < at + 6; digit += 1) {
    if (digit >= end || HEX[bytes[digit] as number] !== 1) return text.fail('syntax', at)
  }
  return at + 6
}

/** Skips bytes that are plain; where it stops need not be a special one. At least three of the string must be read before. */
function skipPlain(text: Text, at: number): number {
  const far = at + FAR_BYTES
  const near = skipPlainWords(text, at, far)
  return near + 4 > far ? skipToMark(text, near) : near
}

/**
 * Skips four bytes at a time while all four are plain. The bytes before `at` in its word must be plain. The test for "some
 * byte is less than n" is exact for a whole word and n up to 128 (Warren, Hacker's Delight, section 6-1).
 */
function skipPlainWords(text: Text, at: number, to: number): number {
  const { words, offset } = text
  const stop = (Math.min(to, text.end) + offset) >> 2
  let seen = 0
  let index = (at + offset) >> 2
  for (; index < stop; index += 1) {
    const word = words[index] as number
    const quote = word ^ QUOTES
    const backslash = word ^ BACKSLASHES
    const special =
      ((word - SPACES) & ~word) | ((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash)
    if ((special & HIGH_BITS) !== 0) break
    seen |= word
  }
  if ((seen & HIGH_BITS) !== 0) text.seen |= NOT_ASCII
  return Math.max(at, (index << 2) - offset)
}

/**
 * The same for long strings: the next quote or backslash is found by native code, and only control characters are looked
 * for up to there, eight words at a time. Measured, twice as fast.
 */
function skipToMark(text: Text, at: number): number {
  const { words, offset } = text
  const stop = ((text.nextMark(at) + offset) >> 2) - 7
  let seen = 0
  let index = (at + offset) >> 2
  for (; index < stop; index += 8) {
    const a = words[index] as number
    const b = words[index + 1] as number
    const c = words[index + 2] as number
    const d = words[index + 3] as number
    const e = words[index + 4] as number
    const f = words[index + 5] as number
    const g = words[index + 6] as number
    const h = words[index + 7] as number
    const control =
      ((a - SPACES) & ~a) |
      ((b - SPACES) & ~b) |
      ((c - SPACES) & ~c) |
      ((d - SPACES) & ~d) |
      ((e - SPACES) & ~e) |
      ((f - SPACES) & ~f) |
      ((g - SPACES) & ~g) |
      ((h - SPACES) & ~h)
    if ((control & HIGH_BITS) !== 0) break
    seen |= a | b | c | d | e | f | g | h
  }
  if ((seen & HIGH_BITS) !== 0) text.seen |= NOT_ASCII
  return Math.max(at, (index << 2) - offset)
}

const LETTER_U = 0x75

/** 1 for what may follow a backslash, `u` aside. */
const SHORT: Uint8Array = flags('"\\/bfnrt')
const HEX: Uint8Array = flags('0123456789abcdefABCDEF')

/** Strings are short as a rule; this many bytes are read one by one before whole words are tried. */
const NEAR_BYTES = 32

/** In a shorter line the view of its words costs more than it saves. */
const LONG_LINE = 1024

/** Up to here words are looked at for everything at once: a native search costs as much as reading some 100 bytes. */
const FAR_BYTES = 256

const ONES = 0x01010101
const SPACES = 0x20202020
const QUOTES = 0x22222222
const BACKSLASHES = 0x5c5c5c5c
const HIGH_BITS = 0x80808080
const NOT_ASCII = 0x80

function flags(characters: string): Uint8Array {
  const table = new Uint8Array(256)
  for (const character of characters) table[character.charCodeAt(0)] = 1
  return table
}
