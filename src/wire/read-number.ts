import { MINUS, NINE, ZERO } from './bytes.ts'
import type { Text } from './text.ts'

/** Reads a number (RFC 8259, section 6). Returns the index behind it, or `FAILED`. */
export function readNumber(text: Text, from: number): number {
  const { bytes, end } = text
  let at = bytes[from] === MINUS ? from + 1 : from
  const integer = at
  at = skipDigits(text, at)
  if (at === integer) return text.fail('syntax', from)
  if (bytes[integer] === ZERO && at > integer + 1) return text.fail('syntax', integer)
  if (at < end && bytes[at] === POINT) {
    const fraction = at + 1
    at = skipDigits(text, fraction)
    if (at === fraction) return text.fail('syntax', at)
  }
  if (at < end && ((bytes[at] as number) | LOWER_CASE) === LETTER_E) {
    const sign = at + 1 < end ? bytes[at + 1] : 0
    const exponent = sign === PLUS || sign === MINUS ? at + 2 : at + 1
    at = skipDigits(text, exponent)
    if (at === exponent) return text.fail('syntax', at)
  }
  return at
}

function skipDigits(text: Text, from: number): number {
  const { bytes, end } = text
  let at = from
  while (at < end && (bytes[at] as number) >= ZERO && (bytes[at] as number) <= NINE) at += 1
  return at
}

const PLUS = 0x2b
const POINT = 0x2e
const LETTER_E = 0x65
const LOWER_CASE = 0x20
