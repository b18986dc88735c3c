import { asBuffer, BACKSLASH } from './bytes.ts'
import type { Envelope } from './envelope.ts'

/** A string that an outline cuts short, as a range of the line: its opening quote, and the index behind its closing one. */
export interface LongString {
  readonly start: number
  readonly end: number
  /** It is what a message carries: a text, data, something in `arguments`. No rule knows anything by it. */
  readonly isPayload: boolean
}

/**
 * The text of what a message carries (`valueStart` to `valueEnd` of its line, which passed the scan), with another string in the place of each long one: its beginning, and padding up
 * to more than `OUTLINED_LENGTH`. Whoever parses this instead of the line gets the same value but for those strings, and the
 * same answer about a string's type, its first characters, whether it is one of some strings of up to `OUTLINED_LENGTH`
 * UTF-16 units, and whether it is longer than so many; for payloads it is `PAYLOAD_LENGTH`. All other questions need the line itself.
 */
export function outlineOf(line: Uint8Array, envelope: Outlined): string {
  const { longStrings = [], valueStart, valueEnd } = envelope
  const bytes = asBuffer(line)
  let text = ''
  let from = valueStart
  for (const { start, end, isPayload } of longStrings) {
    // The method may be long too.
    if (start < valueStart || start >= valueEnd) continue
    text += bytes.toString('utf8', from, beginningEnd(bytes, start + 1))
    text += isPayload ? PAYLOAD_PADDING : PADDING
    from = end - 1
  }
  return text + bytes.toString('utf8', from, valueEnd)
}

type Outlined = Pick<Envelope, 'longStrings' | 'valueStart' | 'valueEnd'>

/** Behind the first bytes of the string whose text begins at `start`, where neither an escape nor a character is cut. */
function beginningEnd(bytes: Buffer, start: number): number {
  let at = start
  while (at < start + BEGINNING_BYTES) {
    if (bytes[at] !== BACKSLASH) at += 1
    else at += bytes[at + 1] === LETTER_U ? 6 : 2
  }
  while (((bytes[at] as number) & CONTINUATION_MASK) === CONTINUATION) at += 1
  return at
}

const LETTER_U = 0x75

/** The bytes of a character behind its first are `10xxxxxx` (RFC 3629, section 3). */
const CONTINUATION_MASK = 0xc0
const CONTINUATION = 0x80

/** What is remembered of messages or compared with what is remembered is shorter. */
export const OUTLINED_LENGTH = 2048

/**
 * In bytes with the quotes. Shorter strings cost little, and so many bytes are always more than `OUTLINED_LENGTH` units, since one
 * unit takes at most six (`\\uXXXX`).
 */
export const LONG_STRING_BYTES: number = 16 * 1024

/** The same for payloads, which are cut as soon as it saves time (measured: a quarter of it at 4 KB). */
export const PAYLOAD_LENGTH = 160
export const LONG_PAYLOAD_BYTES = 1024

const BEGINNING_BYTES = 64
const PADDING = '.'.repeat(OUTLINED_LENGTH)
const PAYLOAD_PADDING = '.'.repeat(PAYLOAD_LENGTH)
