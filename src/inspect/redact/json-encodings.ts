import { characterLength, Ink, type Letters } from './ink.ts'

/**
 * What a value looks like inside a JSON string (RFC 8259, section 7) as encoders in use write it, and inside a JSON text that is itself
 * such a string. Free mixtures of escapes are not among them; those are found in the text as it is meant.
 */
export function jsonEncodings(value: Uint8Array): readonly Uint8Array[] {
  const once = STYLES.map((style) => escaped(value, style))
  return [...once, ...once.map((bytes) => escaped(bytes, PLAIN))]
}

interface Style {
  /** `\/` instead of `/`. */
  readonly isSlashEscaped: boolean
  /** `\u003c` instead of `<`, and so on. */
  readonly isHtmlSafe: boolean
  /** How everything beyond ASCII is escaped; as it is when undefined. */
  readonly ascii: Letters | undefined
}

function escaped(value: Uint8Array, style: Style): Uint8Array {
  const ink = new Ink(value.length * LONGEST)
  for (let at = 0; at < value.length; ) {
    const length = characterLength(value, at)
    if (length === 1) escapeByte(ink, value[at] as number, style)
    else if (style.ascii === undefined) ink.copy(value, at, at + length)
    else escapePoint(ink, pointAt(value, at, length), style.ascii)
    at += length
  }
  return ink.take()
}

function escapeByte(ink: Ink, byte: number, { isSlashEscaped, isHtmlSafe, ascii }: Style): void {
  const short = SHORT.get(byte)
  if (short !== undefined) {
    ink.put(BACKSLASH)
    ink.put(short)
  } else if (byte < 0x20 || (isHtmlSafe && HTML.has(byte))) unit(ink, byte, ascii ?? 'lower')
  else {
    if (byte === SLASH && isSlashEscaped) ink.put(BACKSLASH)
    ink.put(byte)
  }
}

function escapePoint(ink: Ink, point: number, letters: Letters): void {
  if (point < 0x10000) {
    unit(ink, point, letters)
    return
  }
  unit(ink, 0xd800 + ((point - 0x10000) >> 10), letters)
  unit(ink, 0xdc00 + ((point - 0x10000) & 0x3ff), letters)
}

function unit(ink: Ink, code: number, letters: Letters): void {
  ink.put(BACKSLASH)
  ink.put(LETTER_U)
  ink.hex(code >> 8, letters)
  ink.hex(code & 0xff, letters)
}

function pointAt(bytes: Uint8Array, at: number, length: number): number {
  let point = (bytes[at] as number) & (0xff >> (length + 1))
  for (let index = at + 1; index < at + length; index += 1) {
    point = (point << 6) | ((bytes[index] as number) & 0x3f)
  }
  return point
}

const BACKSLASH = 0x5c
const SLASH = 0x2f
const LETTER_U = 0x75
/** A byte becomes at most `\u00xx`; characters of several bytes fewer for each. */
const LONGEST = 6

/** The letters behind a backslash: quote, backslash, and \b \t \n \f \r. */
const SHORT: ReadonlyMap<number, number> = new Map([
  [0x22, 0x22],
  [BACKSLASH, BACKSLASH],
  [0x08, 0x62],
  [0x09, 0x74],
  [0x0a, 0x6e],
  [0x0c, 0x66],
  [0x0d, 0x72],
])

/** `&`, `<` and `>`. */
const HTML: ReadonlySet<number> = new Set([0x26, 0x3c, 0x3e])

/** ECMA-262, `JSON.stringify`. */
const PLAIN: Style = { isSlashEscaped: false, isHtmlSafe: false, ascii: undefined }

const STYLES: readonly Style[] = [
  PLAIN,
  { ...PLAIN, isSlashEscaped: true },
  // `json.dumps` of Python, and the same with upper-case letters.
  { ...PLAIN, ascii: 'lower' },
  { ...PLAIN, ascii: 'upper' },
  // `json_encode` of PHP.
  { ...PLAIN, ascii: 'lower', isSlashEscaped: true },
  { ...PLAIN, ascii: 'upper', isSlashEscaped: true },
  // `encoding/json` of Go.
  { ...PLAIN, isHtmlSafe: true },
]
