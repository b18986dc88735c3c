import { LOWER, UPPER } from './byte-encodings.ts'
import { characterLength, codePointAt } from './character.ts'
import type { PatternList } from './pattern-list.ts'

/**
 * What a value looks like inside a JSON string (RFC 8259, section 7) as encoders in use write it, and inside a JSON text that is itself
 * such a string. Free mixtures of escapes are not among them; those are found in the text as it is meant.
 */
export function addJson(patterns: PatternList, entry: number, value: Uint8Array): void {
  for (const style of STYLES) {
    if (!style.differs(value)) continue
    const most = value.length * LONGEST
    const once = patterns.add(entry, most, (out, at) => escaped(value, style, out, at))
    const length = patterns.endOf(once) - patterns.startOf(once)
    patterns.add(entry, length * LONGEST, (out, at) => {
      const inner = out.subarray(patterns.startOf(once), patterns.endOf(once))
      return escaped(inner, PLAIN, out, at)
    })
  }
}

interface Style {
  /** Whether it may write these bytes otherwise than the ones before it. */
  readonly differs: (value: Uint8Array) => boolean
  /** `\/` instead of `/`. */
  readonly isSlashEscaped?: true
  /** `\u003c` instead of `<`, and so on. */
  readonly isHtmlSafe?: true
  /** The digits with which everything beyond ASCII is escaped; as it is when undefined. */
  readonly ascii?: Uint8Array
}

function escaped(value: Uint8Array, style: Style, out: Uint8Array, from: number): number {
  const { ascii } = style
  let at = from
  for (let index = 0; index < value.length; ) {
    const length = characterLength(value, index)
    if (length === 1) at = escapeByte(value[index] as number, style, out, at)
    else if (ascii !== undefined) {
      at = escapePoint(codePointAt(value, index, length), ascii, out, at)
    } else {
      for (let part = 0; part < length; part += 1) out[at++] = value[index + part] as number
    }
    index += length
  }
  return at
}

function escapeByte(byte: number, style: Style, out: Uint8Array, from: number): number {
  let at = from
  const short = SHORT[byte] as number
  if (short !== 0) {
    out[at++] = BACKSLASH
    out[at++] = short
  } else if (byte < 0x20 || (style.isHtmlSafe === true && isHtml(byte))) {
    return unit(byte, style.ascii ?? LOWER, out, at)
  } else {
    if (byte === SLASH && style.isSlashEscaped === true) out[at++] = BACKSLASH
    out[at++] = byte
  }
  return at
}

function escapePoint(point: number, digits: Uint8Array, out: Uint8Array, at: number): number {
  if (point < 0x10000) return unit(point, digits, out, at)
  const high = unit(0xd800 + ((point - 0x10000) >> 10), digits, out, at)
  return unit(0xdc00 + ((point - 0x10000) & 0x3ff), digits, out, high)
}

function unit(code: number, digits: Uint8Array, out: Uint8Array, from: number): number {
  let at = from
  out[at++] = BACKSLASH
  out[at++] = LETTER_U
  for (let shift = 12; shift >= 0; shift -= 4) out[at++] = digits[(code >> shift) & 15] as number
  return at
}

/** `&`, `<` or `>`. */
function isHtml(byte: number): boolean {
  return byte === 0x26 || byte === 0x3c || byte === 0x3e
}

function hasSlash(value: Uint8Array): boolean {
  return value.includes(SLASH)
}

/** Control characters are always numbers, and a style in ASCII may write them with other letters. */
function hasNumbers(value: Uint8Array): boolean {
  return value.some((byte) => byte < 0x20 || byte >= 0x80)
}

const BACKSLASH = 0x5c
const SLASH = 0x2f
const LETTER_U = 0x75
/** A byte becomes at most `\u00xx`; characters of several bytes fewer for each. */
const LONGEST = 6

/** The letters behind a backslash, by what they stand for: quote, backslash, and \b \t \n \f \r; 0 for all others. */
const SHORT: Uint8Array = shortEscapes()

function shortEscapes(): Uint8Array {
  const table = new Uint8Array(256)
  const pairs = { '"': '"', '\\': '\\', '\b': 'b', '\t': 't', '\n': 'n', '\f': 'f', '\r': 'r' }
  for (const [meaning, letter] of Object.entries(pairs)) {
    table[meaning.charCodeAt(0)] = letter.charCodeAt(0)
  }
  return table
}

/** ECMA-262, `JSON.stringify`. */
const PLAIN: Style = { differs: () => true }

const STYLES: readonly Style[] = [
  PLAIN,
  { differs: hasSlash, isSlashEscaped: true },
  // `json.dumps` of Python, and the same with upper-case letters.
  { differs: hasNumbers, ascii: LOWER },
  { differs: hasNumbers, ascii: UPPER },
  // `json_encode` of PHP.
  { differs: (value) => hasNumbers(value) && hasSlash(value), ascii: LOWER, isSlashEscaped: true },
  { differs: (value) => hasNumbers(value) && hasSlash(value), ascii: UPPER, isSlashEscaped: true },
  // `encoding/json` of Go.
  { differs: (value) => value.some(isHtml), isHtmlSafe: true },
]
