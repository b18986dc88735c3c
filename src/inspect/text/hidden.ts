import { late } from '../../base/index.ts'

/** What a reader does not see, or a terminal obeys, as a word for counting. */
export type HiddenKind =
  | 'terminal-escape'
  | 'control'
  | 'bidi-control'
  | 'invisible'
  | 'tag'
  | 'variation-selector'
  | 'noncharacter'
  | 'lone-surrogate'
  | 'combining-run'

/** Each kind as a noun for people. */
export const HIDDEN_NOUNS: Readonly<Record<HiddenKind, string>> = {
  'terminal-escape': 'beginnings of a terminal command',
  control: 'control characters',
  'bidi-control': 'characters that reorder text',
  invisible: 'invisible characters',
  tag: 'tag characters, which spell hidden text',
  'variation-selector': 'variation selectors, which can carry hidden bytes',
  noncharacter: 'code points that are no characters',
  'lone-surrogate': 'halves of surrogate pairs',
  'combining-run': 'marks piled on one letter beyond any script',
}

/** The kind of a code point that `kindOf` calls hidden. A whole pile of marks is no code point and has its own. */
export function hiddenKind(point: number): HiddenKind {
  if (point === ESCAPE || C1_INTRODUCERS.has(point)) return 'terminal-escape'
  if (point < 0xa0) return 'control'
  if (point >= 0xd800 && point <= 0xdfff) return 'lone-surrogate'
  if ((point & 0xfffe) === 0xfffe || (point >= 0xfdd0 && point <= 0xfdef)) return 'noncharacter'
  if (isVariationSelector(point)) return 'variation-selector'
  if (point >= 0xe0000 && point <= 0xe007f) return 'tag'
  return isBidiControl(point) ? 'bidi-control' : 'invisible'
}

export function isBidiMark(point: number): boolean {
  return point === 0x200e || point === 0x200f || point === 0x61c
}

/** The controls of the bidirectional algorithm (UAX #9, section 2). */
function isBidiControl(point: number): boolean {
  const isExplicit = (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069)
  return isExplicit || isBidiMark(point)
}

/** Unicode chapter 23.4; the Mongolian ones belong to their script. */
function isVariationSelector(point: number): boolean {
  return (point >= 0xfe00 && point <= 0xfe0f) || (point >= 0xe0100 && point <= 0xe01ef)
}

const ESCAPE = 0x1b
/** ECMA-48, section 8.3: DCS, SOS, CSI, OSC, PM and APC as one 8-bit control each. */
const C1_INTRODUCERS: ReadonlySet<number> = new Set([0x90, 0x98, 0x9b, 0x9d, 0x9e, 0x9f])

/**
 * First and last of each range, in the first plane: C0 without tab and newline, DEL, C1 (ISO 6429); the default-ignorable code
 * points (DerivedCoreProperties of the Unicode Standard); interlinear annotation and noncharacters (chapter 23). Not: private use,
 * which shows as a box; line and paragraph separators, which real servers send; the braille blank.
 */
const HIDDEN_RANGES: readonly number[] = [
  0, 8, 0xb, 0x1f, 0x7f, 0x9f, 0xad, 0xad, 0x34f, 0x34f, 0x61c, 0x61c, 0x115f, 0x1160, 0x17b4,
  0x17b5, 0x180b, 0x180f, 0x200b, 0x200f, 0x202a, 0x202e, 0x2060, 0x206f, 0x3164, 0x3164, 0xfdd0,
  0xfdef, 0xfe00, 0xfe0f, 0xfeff, 0xfeff, 0xffa0, 0xffa0, 0xfff0, 0xfffb, 0xfffe, 0xffff,
]

/** Blocks of non-spacing marks in the first plane, with a few letters among them: what is found is counted exactly. */
const MARK_RANGES: readonly number[] = [
  0x300, 0x34e, 0x350, 0x36f, 0x483, 0x489, 0x591, 0x5c7, 0x610, 0x61a, 0x64b, 0x670, 0x6d6, 0x6ed,
  0x711, 0x711, 0x730, 0x74a, 0x7a6, 0x7b0, 0x7eb, 0x7f3, 0x7fd, 0x7fd, 0x816, 0x82d, 0x859, 0x85b,
  0x897, 0x89f, 0x8ca, 0xdff, 0xe31, 0xe4e, 0xeb1, 0xece, 0xf18, 0xfc6, 0x102d, 0x109d, 0x135d,
  0x135f, 0x1712, 0x1773, 0x17b6, 0x17dd, 0x1885, 0x1886, 0x18a9, 0x18a9, 0x1920, 0x193b, 0x1a17,
  0x1c37, 0x1cd0, 0x1cf9, 0x1dc0, 0x1dff, 0x20d0, 0x20f0, 0x2cef, 0x2cf1, 0x2d7f, 0x2d7f, 0x2de0,
  0x2dff, 0x302a, 0x302d, 0x3099, 0x3099, 0x309a, 0x309a, 0xa66f, 0xa67d, 0xa69e, 0xa69e, 0xa69f,
  0xa69f, 0xa6f0, 0xa6f0, 0xa6f1, 0xa6f1, 0xa802, 0xa82c, 0xa8c4, 0xa8f1, 0xa8ff, 0xa8ff, 0xa926,
  0xa9e5, 0xaa29, 0xaac1, 0xaaec, 0xabed, 0xfb1e, 0xfb1e, 0xfe20, 0xfe2f,
]

/** Marks on one letter; the Stream-Safe Text Format (UAX #15, section 13) finds that no script needs more. */
export const MAX_MARKS = 30

/** Selectors of variants that stay in one text: enough for its names, too few to carry an instruction unseen. */
export const MAX_VARIANTS = 64

/** Beyond the first plane: format controls of hieroglyphs, shorthand and music; the last two of a plane; U+E0000 to U+E0FFF. */
function isHiddenAstral(point: number): boolean {
  if (point >= 0xe0000) return point <= 0xe0fff || (point & 0xfffe) === 0xfffe
  if ((point & 0xfffe) === 0xfffe) return true
  if (point >= 0x1d173) return point <= 0x1d17a
  if (point >= 0x1bca0) return point <= 0x1bca3
  return point >= 0x13430 && point <= 0x1345f
}

/** What a code point may be: nothing of note, hidden, or a mark of those that pile up. Numbers, for a table of bytes. */
export const PLAIN = 0
export const HIDDEN = 1
export const MARK = 2

export function kindOf(point: number): number {
  if (point < 0x10000) return KINDS[point] as number
  if (isHiddenAstral(point)) return HIDDEN
  // Emoji, and whatever else stands there, are asked about often and hold no marks.
  if (point >= 0x1f000) return PLAIN
  return ASTRAL_MARK().test(String.fromCodePoint(point)) ? MARK : PLAIN
}

const ASTRAL_MARK = late(() => /[\p{Mn}\p{Me}]/u)

/**
 * The kind of each code point of the first plane. Measured, a table is ten times as fast as a RegExp with these ranges. Halves
 * of pairs are left to whoever reads UTF-16.
 */
const KINDS: Uint8Array = kinds()

function kinds(): Uint8Array {
  const table = new Uint8Array(0x10000)
  const fill = (bounds: readonly number[], kind: number) => {
    for (let index = 0; index < bounds.length; index += 2) {
      table.fill(kind, bounds[index], (bounds[index + 1] as number) + 1)
    }
  }
  fill(MARK_RANGES, MARK)
  fill(HIDDEN_RANGES, HIDDEN)
  return table
}
