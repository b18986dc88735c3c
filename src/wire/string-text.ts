import { BACKSLASH } from './bytes.ts'

/**
 * The text of the string between the quotes, from `start` to `end`. The bytes must already be known to be a JSON string
 * in valid UTF-8; an escape that is cut short decodes to anything, but never throws.
 */
export function stringText(bytes: Buffer, start: number, end: number): string {
  for (let at = start; at < end; at += 1) {
    if (bytes[at] === BACKSLASH) return decode(bytes.subarray(start, end))
  }
  return bytes.toString('utf8', start, end)
}

/** A surrogate without its other half, which UTF-8 cannot carry and peers replace, drop or refuse. */
export function hasLoneSurrogate(text: string): boolean {
  return LONE_SURROGATE.test(text)
}

function decode(raw: Buffer): string {
  let at = raw.indexOf(BACKSLASH)
  let text = ''
  let from = 0
  while (at !== -1) {
    text += raw.toString('utf8', from, at)
    const escaped = raw[at + 1] ?? 0
    if (escaped === LETTER_U) {
      text += String.fromCharCode(Number.parseInt(raw.toString('latin1', at + 2, at + 6), 16))
      from = at + 6
    } else {
      text += SHORT_ESCAPES.get(escaped) ?? String.fromCharCode(escaped)
      from = at + 2
    }
    at = raw.indexOf(BACKSLASH, from)
  }
  return text + raw.toString('utf8', from)
}

const LETTER_U = 0x75

/** RFC 8259, section 7; the quote, the backslash and the slash stand for themselves. */
const SHORT_ESCAPES: ReadonlyMap<number, string> = new Map([
  [0x62, '\b'],
  [0x66, '\f'],
  [0x6e, '\n'],
  [0x72, '\r'],
  [0x74, '\t'],
])

const LONE_SURROGATE = /\p{Surrogate}/u
