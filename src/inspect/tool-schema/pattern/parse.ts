import { type Piece, sizeOf } from './piece.ts'
import { Reader } from './reader.ts'

/** A pattern that can be matched in linear time. */
export interface Pattern {
  readonly source: string
  readonly root: Piece
  /** By code points as with the flag `u`, or by UTF-16 units as without. */
  readonly isUnicode: boolean
  /** Instructions: what one character of text can cost. */
  readonly size: number
  /** Steps that it takes to make it ready for its first text, whatever the text is. */
  readonly preparation: number
}

/**
 * Reads a pattern as ECMA-262 has it: with the flag `u`, as JSON Schema asks (2020-12, core, 6.4), or if it is none then without,
 * as many servers write theirs. What is wrong with it is said as a clause that follows "the pattern".
 */
export function parsePattern(source: string): Pattern | string {
  if (source.length > MOST_UNITS) return `is longer than ${MOST_UNITS} characters`
  const properties = propertiesIn(source)
  if (properties > MOST_PROPERTIES) return `has more than ${MOST_PROPERTIES} Unicode properties`
  const flags = FLAGS.find((each) => isPattern(source, each))
  if (flags === undefined) return 'is no regular expression of ECMA-262'
  const isUnicode = flags === 'u'
  const reader = new Reader(source, isUnicode)
  const root = reader.read()
  if (reader.fault !== undefined) return reader.fault
  const size = sizeOf(root)
  if (size > MOST_INSTRUCTIONS) return `has more than ${MOST_INSTRUCTIONS} steps when written out`
  const preparation = size + reader.sets.size * SET_STEPS + properties * PROPERTY_STEPS
  return { source, root, isUnicode, size, preparation }
}

/** What `parsePattern` costs at most, in steps: to be charged before it is asked. */
export function parsingSteps(source: string): number {
  const isRead = source.length <= MOST_UNITS
  return isRead ? source.length * READING_STEPS + propertiesIn(source) * PROPERTY_STEPS : 0
}

/** Never fewer than there are: one behind an escaped backslash counts too. */
export function propertiesIn(source: string): number {
  return source.match(PROPERTY)?.length ?? 0
}

/** Only parses: V8 compiles a regular expression when it is first used, and this one never is. */
function isPattern(source: string, flags: string): boolean {
  try {
    return new RegExp(source, flags) instanceof RegExp
  } catch {
    return false
  }
}

const FLAGS = ['u', ''] as const
const PROPERTY = /\\p\{/gi
/** Measured: V8 takes some 50 µs for each while it parses, used or not. */
const MOST_PROPERTIES = 16
const PROPERTY_STEPS = 1000
/** Measured: to parse one character takes up to 300 ns, to make an expression for one set of characters some 10 µs. */
const READING_STEPS = 8
const SET_STEPS = 200

/** The longest of well-known libraries' own, for dates, addresses and versions, have some 500 characters. */
const MOST_UNITS = 2000
/** `{1,1000}` of a character is common for names and texts; more than that is said by `maxLength`. */
const MOST_INSTRUCTIONS = 5000
