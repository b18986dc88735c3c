import { late } from '../../base/index.ts'
import { isBidiMark } from './hidden.ts'

/**
 * Whether a hidden character is part of how people write, between the character before it that stays and the one behind it:
 * joiners of scripts that have them, parts of emoji, variants of characters that have variants, marks of direction. Those count
 * only in a line that runs from right to left. Depends on characters that are never changed, so that asking twice gives
 * the same answer. No character, at the start or the end, is `''`.
 */
export function belongs(point: number, before: string, after: string): boolean {
  if (isBidiMark(point)) return isLoneMark(before, after)
  return RULES.some(({ from, to, holds }) => point >= from && point <= to && holds(before, after))
}

/** Whether a hidden character belongs anywhere, or may begin a flag; asked first, because most never do. */
export function mayBelong(point: number): boolean {
  return isTag(point) || isBidiMark(point) || RULED().has(point)
}

const isTag = (point: number) => point >= 0xe0000 && point <= 0xe007f

/** All characters that a rule is about, some two hundred. */
const RULED = late(
  () =>
    new Set(
      RULES.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, at) => from + at)),
    ),
)

/**
 * Whether a character that belongs chooses one form of many and so could spell a message: selectors of variants, other than those of
 * emoji and of Mongolian, which people write all the time, and controls of hieroglyphs.
 */
export function isVariant(point: number): boolean {
  if (point < 0x10000) return point >= 0xfe00 && point <= 0xfe02
  return point >= 0xe0100 || (point >= 0x13430 && point <= 0x1345f)
}

/** Length of a flag of a region that begins with `text[at]`, a tag character behind a black flag; 0 when it is none. */
export function tagFlagLength(text: string, at: number): number {
  return TAG_FLAGS.find((flag) => text.startsWith(flag, at))?.length ?? 0
}

/** RFC 5892, appendix A, allows joiners by neighbours for names; people write them behind any letter of such a script. */
function joins(before: string, after: string): boolean {
  return JOINING().test(before) && (LETTER().test(before) || !MARK().test(after))
}

/** Between two marks it would only keep a pile of them from being seen as one. */
function isLoneMark(before: string, after: string): boolean {
  const point = before.codePointAt(0)
  if (point !== undefined && isBidiMark(point)) return false
  return !(MARK().test(before) && MARK().test(after))
}

const KEYCAP = '\u20e3'
/** What such a flag stands behind. */
export const BLACK_FLAG = 0x1f3f4

const LETTER = late(() => /^\p{L}/u)
const MARK = late(() => /^\p{M}/u)
const WORD = late(() => /^[\p{L}\p{N}]/u)
const HAN = late(() => /^\p{sc=Han}/u)
const MONGOLIAN = late(() => /^(?=\p{L})\p{sc=Mong}/u)
const HIEROGLYPH = late(() => /^(?=\p{L})\p{sc=Egyp}/u)

/** Arabic and its relatives, whose letters join, and the Brahmic scripts, whose letters stack (Unicode chapters 9 and 12 to 16). */
const JOINING = late(
  () =>
    /^(?=[\p{L}\p{M}])[\p{scx=Arab}\p{sc=Syrc}\p{sc=Mand}\p{sc=Nkoo}\p{sc=Adlm}\p{sc=Rohg}\p{sc=Mong}\p{sc=Phag}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{sc=Khmr}\p{sc=Mymr}\p{sc=Tibt}\p{sc=Bali}\p{sc=Java}\p{sc=Newa}\p{sc=Gran}\p{sc=Brah}]/u,
)

/** Scripts without spaces, whose words a zero-width space may part (Unicode chapter 16). */
const WITHOUT_SPACES = late(
  () => /^(?=[\p{L}\p{M}])[\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u,
)

/** UTS #51: what may begin a presentation sequence, stand in a joined sequence, and follow a joiner in one. */
const EMOJI = late(() => /^[\p{Emoji}\p{Extended_Pictographic}]/u)
const EMOJI_PART = late(() => /^[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f\u{e007f}]/u)
const PICTOGRAPH = late(() => /^\p{Extended_Pictographic}/u)
const KEY = /^[0-9#*]/

/**
 * Unicode's StandardizedVariants: the first selector stands behind mathematical symbols, dotted Myanmar letters, letters of
 * Phags-pa and East Asian punctuation, the second behind the last of these and the third behind quotes. Compatibility ideographs
 * have all three. Never behind a mark that piles up: there it would only keep a pile from being seen as one.
 */
const VARIED: readonly (() => RegExp)[] = [
  late(
    () =>
      /^(?![\0-\x7f])[\p{Sm}\p{sc=Han}\u1000\u1002\u1004\u1010\u1011\u1015\u1019\u101a\u101c\u101d\u1022\u1031\u1075\u1078\u107a\u1080\uaa60-\uaa66\uaa6b\uaa6c\uaa6f\uaa7a\ua856\ua85c\ua85e-\ua860\ua868\u2018-\u201d\u3001\u3002\uff01\uff0c\uff0e\uff1a\uff1b\uff1f]/u,
  ),
  late(() => /^[\p{sc=Han}\u2018-\u201d\u3001\u3002\uff01\uff0c\uff0e\uff1a\uff1b\uff1f]/u),
  late(() => /^[\p{sc=Han}\u2018-\u201d]/u),
]

/** UTS #51 recommends just three tag sequences; any other shows as a black flag and hides what it says. */
const TAG_FLAGS: readonly string[] = ['gbeng', 'gbsct', 'gbwls'].map((region) => {
  const tags = Array.from(region, (letter) => 0xe0000 + letter.charCodeAt(0))
  return String.fromCodePoint(...tags, 0xe007f)
})

interface Rule {
  readonly from: number
  readonly to: number
  readonly holds: (before: string, after: string) => boolean
}

const RULES: readonly Rule[] = [
  // Zero-width space.
  {
    from: 0x200b,
    to: 0x200b,
    holds: (before, after) =>
      WITHOUT_SPACES().test(before) && WITHOUT_SPACES().test(after) && LETTER().test(after),
  },
  // Zero-width non-joiner; Persian endings follow words of any script.
  {
    from: 0x200c,
    to: 0x200c,
    holds: (before, after) =>
      joins(before, after) ||
      (WORD().test(before) && JOINING().test(after) && LETTER().test(after)),
  },
  // Zero-width joiner.
  {
    from: 0x200d,
    to: 0x200d,
    holds: (before, after) =>
      joins(before, after) || (EMOJI_PART().test(before) && PICTOGRAPH().test(after)),
  },
  // Presentation as text or emoji; on a digit only as part of a key.
  {
    from: 0xfe0e,
    to: 0xfe0f,
    holds: (before, after) => (KEY.test(before) ? after === KEYCAP : EMOJI().test(before)),
  },
  ...VARIED.map((rule, index) => ({
    from: 0xfe00 + index,
    to: 0xfe00 + index,
    holds: (before: string) => rule().test(before),
  })),
  // Ideographic variation sequences (UTS #37). No ideograph that is registered has more than 32.
  { from: 0xe0100, to: 0xe011f, holds: (before) => HAN().test(before) },
  {
    from: 0x180e,
    to: 0x180e,
    holds: (before, after) => MONGOLIAN().test(before) && MONGOLIAN().test(after),
  },
  { from: 0x180b, to: 0x180d, holds: (before) => MONGOLIAN().test(before) },
  { from: 0x180f, to: 0x180f, holds: (before) => MONGOLIAN().test(before) },
  { from: 0x13430, to: 0x1345f, holds: (before) => HIEROGLYPH().test(before) },
]
