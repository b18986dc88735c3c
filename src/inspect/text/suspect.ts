import { HIDDEN, kindOf, MARK, MAX_MARKS, PLAIN } from './hidden.ts'

/**
 * Whether a line may hold hidden characters, plain or as an escape. It must be valid UTF-8 and have passed the scan, which says whether it is
 * plain. Never false where there is something to do.
 */
export function isSuspect(
  line: Uint8Array,
  isPlain: boolean,
  isAscii: (bytes: Uint8Array) => boolean,
): boolean {
  if (isPlain) return line.includes(DELETE)
  return isAscii(line) ? escapesHidden(line) && readsHidden(line) : readsHidden(line)
}

/**
 * In ASCII only an escape or DEL can hide a character (RFC 8259, section 7). Looks for what could be one, at twice the speed of
 * reading each byte; half of it is no escape, but a backslash and a letter behind it.
 */
function escapesHidden(line: Uint8Array): boolean {
  if (!line.includes(BACKSLASH) && !line.includes(DELETE)) return false
  return ESCAPED.test(Buffer.from(line.buffer, line.byteOffset, line.length).toString('latin1'))
}

/** Decodes nothing: measured, to decode text that is not ASCII takes twice as long as this. */
function readsHidden(line: Uint8Array): boolean {
  const end = line.length
  let marks = 0
  let at = 0
  while (at < end) {
    const byte = line[at] as number
    if (byte < DELETE && byte !== BACKSLASH) {
      at += 1
      marks = 0
      continue
    }
    if (byte < 0x80) {
      const kind = escapeKind(line, at)
      if (kind === HIDDEN) return true
      marks = kind === MARK ? marks + 1 : 0
      at += escapeLength(line, at)
    } else {
      const length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
      const kind = kindOf(decode(line, at, length))
      if (kind === HIDDEN) return true
      marks = kind === MARK ? marks + 1 : 0
      at += length
    }
    if (marks > MAX_MARKS) return true
  }
  return false
}

/** What the escape at `at` stands for (RFC 8259, section 7), or DEL itself. */
function escapeKind(line: Uint8Array, at: number): number {
  const letter = line[at + 1] as number
  if (line[at] === DELETE || letter === LETTER_B || letter === LETTER_F) return HIDDEN
  if (letter === LETTER_R) return endsLine(line, at + 2) ? PLAIN : HIDDEN
  if (letter !== LETTER_U) return PLAIN
  const unit = hex(line, at + 2)
  if (unit < 0xd800 || unit > 0xdfff) return kindOf(unit)
  const low = lowHalf(line, at)
  // What has no other half is suspect; halves that belong together are read together.
  return unit > 0xdbff || low === 0 ? HIDDEN : kindOf(pair(unit, low))
}

/** In bytes. Called only for what is not hidden. */
function escapeLength(line: Uint8Array, at: number): number {
  if (line[at + 1] !== LETTER_U) return 2
  const unit = hex(line, at + 2)
  return unit < 0xd800 || unit > 0xdfff ? 6 : 12
}

/** The low half of a pair whose high half is escaped at `at`; 0 when none follows. */
function lowHalf(line: Uint8Array, at: number): number {
  if (line[at + 6] !== BACKSLASH || line[at + 7] !== LETTER_U) return 0
  const unit = hex(line, at + 8)
  return unit >= 0xdc00 && unit <= 0xdfff ? unit : 0
}

/** Behind a return: the end of the string, a newline or one more return, all escaped. */
function endsLine(line: Uint8Array, at: number): boolean {
  const next = line[at + 1]
  return line[at] === QUOTE || (line[at] === BACKSLASH && (next === LETTER_N || next === LETTER_R))
}

/** UTF-8 (RFC 3629), known to be valid. */
function decode(line: Uint8Array, at: number, length: number): number {
  const first = line[at] as number
  const second = (line[at + 1] as number) & 0x3f
  if (length === 2) return ((first & 0x1f) << 6) | second
  const third = (line[at + 2] as number) & 0x3f
  if (length === 3) return ((first & 0x0f) << 12) | (second << 6) | third
  const fourth = (line[at + 3] as number) & 0x3f
  return ((first & 0x07) << 18) | (second << 12) | (third << 6) | fourth
}

function hex(line: Uint8Array, at: number): number {
  let unit = 0
  for (let index = at; index < at + 4; index += 1) {
    const digit = line[index] as number
    // `0` to `9` are 0x30 to 0x39; of letters in both cases the low four bits count from 1.
    unit = (unit << 4) | (digit < 0x3a ? digit & 0x0f : (digit & 0x0f) + 9)
  }
  return unit
}

const pair = (high: number, low: number) => 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)

/** A return before a newline or the end is none of it. */
const ESCAPED = /\\(?:[bfu]|r(?!\\[nr]|"))|\x7f/

const QUOTE = 0x22
const BACKSLASH = 0x5c
const LETTER_B = 0x62
const LETTER_F = 0x66
const LETTER_N = 0x6e
const LETTER_R = 0x72
const LETTER_U = 0x75
const DELETE = 0x7f
