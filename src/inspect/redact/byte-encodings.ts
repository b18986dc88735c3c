import { unmoved } from '../../base/index.ts'
import { characterLength } from './character.ts'
import type { PatternList } from './pattern-list.ts'

/** Percent-encoded (RFC 3986, section 2.1) as encoders in use do it, which differ in what they leave alone. */
export function addPercent(patterns: PatternList, entry: number, value: Uint8Array): void {
  for (const untouched of UNTOUCHED) {
    for (const digits of [LOWER, UPPER]) {
      patterns.add(entry, value.length * 3, (out, at) =>
        percent(value, { untouched, digits }, out, at),
      )
    }
  }
}

/** Hexadecimal digits without anything between them. */
export function addHexadecimal(patterns: PatternList, entry: number, value: Uint8Array): void {
  for (const digits of [LOWER, UPPER]) {
    patterns.add(entry, value.length * 2, (out, at) => hexadecimal(value, digits, out, at))
  }
}

/**
 * Base64 and base64url (RFC 4648, sections 4 and 5) of a text that the value stands in, for each of the three places where it can begin.
 * Only the digits that are made of the value alone, since the others depend on what stands beside it.
 */
export function addBase64(patterns: PatternList, entry: number, value: Uint8Array): void {
  for (const digits of [BASE64, BASE64URL]) {
    for (let before = 0; before < 3; before += 1) {
      patterns.add(entry, value.length * 2, (out, at) => base64(value, { before, digits }, out, at))
    }
  }
}

/** The characters, or bytes where there are none, from the last to the first; in memory of their own. */
export function reversed(value: Uint8Array): Uint8Array {
  const out = unmoved(value.length)
  for (let at = 0; at < value.length; ) {
    const length = characterLength(value, at)
    for (let index = 0; index < length; index += 1) {
      out[value.length - at - length + index] = value[at + index] as number
    }
    at += length
  }
  return out
}

function percent(
  value: Uint8Array,
  { untouched: { marks, isPlus }, digits }: { untouched: Untouched; digits: Uint8Array },
  out: Uint8Array,
  from: number,
): number {
  let at = from
  for (let index = 0; index < value.length; index += 1) {
    const byte = value[index] as number
    if (isAlphanumeric(byte) || marks.includes(byte)) out[at++] = byte
    else if (isPlus && byte === SPACE) out[at++] = PLUS
    else {
      out[at++] = PERCENT
      out[at++] = digits[byte >> 4] as number
      out[at++] = digits[byte & 15] as number
    }
  }
  return at
}

function hexadecimal(value: Uint8Array, digits: Uint8Array, out: Uint8Array, from: number): number {
  let at = from
  for (let index = 0; index < value.length; index += 1) {
    const byte = value[index] as number
    out[at++] = digits[byte >> 4] as number
    out[at++] = digits[byte & 15] as number
  }
  return at
}

function base64(
  value: Uint8Array,
  { before, digits }: { before: number; digits: Uint8Array },
  out: Uint8Array,
  from: number,
): number {
  const end = Math.floor(((before + value.length) * 8) / 6)
  let at = from
  for (let index = Math.ceil((before * 8) / 6); index < end; index += 1) {
    const bit = index * 6 - before * 8
    const two = ((value[bit >> 3] as number) << 8) | (value[(bit >> 3) + 1] ?? 0)
    out[at++] = digits[(two >> (10 - (bit & 7))) & 63] as number
  }
  return at
}

/** An ASCII letter or digit. */
export function isAlphanumeric(byte: number): boolean {
  const folded = byte | 0x20
  return (byte >= 0x30 && byte <= 0x39) || (folded >= 0x61 && folded <= 0x7a && byte < 0x80)
}

const SPACE = 0x20
const PERCENT = 0x25
const PLUS = 0x2b
export const LOWER: Uint8Array = Buffer.from('0123456789abcdef')
export const UPPER: Uint8Array = Buffer.from('0123456789ABCDEF')
const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const BASE64: Uint8Array = Buffer.from(`${ALPHANUMERIC}+/`)
const BASE64URL: Uint8Array = Buffer.from(`${ALPHANUMERIC}-_`)

interface Untouched {
  /** Besides letters and digits. */
  readonly marks: Uint8Array
  /** A space is a plus. */
  readonly isPlus: boolean
}

const UNTOUCHED: readonly Untouched[] = [
  // ECMA-262, `encodeURIComponent`.
  { marks: Buffer.from("-_.!~*'()"), isPlus: false },
  // RFC 3986, section 2.3.
  { marks: Buffer.from('-_.~'), isPlus: false },
  // The same in a path.
  { marks: Buffer.from('-_.~/'), isPlus: false },
  // WHATWG URL, application/x-www-form-urlencoded percent-encode set.
  { marks: Buffer.from('-_.*'), isPlus: true },
]
