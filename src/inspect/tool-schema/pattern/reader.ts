import type { Look, Piece } from './piece.ts'

/**
 * Takes a pattern apart that ECMA-262 is known to accept. What one character may be is left as text for the native engine, which
 * knows classes, escapes and Unicode properties best and on one character cannot go astray.
 */
export class Reader {
  readonly #source: string
  readonly #isUnicode: boolean
  #at = 0
  /** Why the pattern cannot be matched in linear time. What was read so far means nothing then. */
  fault: string | undefined
  /** The different sets of characters that it names. */
  readonly sets = new Set<string>()

  constructor(source: string, isUnicode: boolean) {
    this.#source = source
    this.#isUnicode = isUnicode
  }

  /** Up to the end, or to the bracket that closes the group. */
  read(): Piece {
    const pieces = [this.#sequence()]
    while (this.#take('|')) pieces.push(this.#sequence())
    const [only] = pieces
    return pieces.length === 1 && only !== undefined ? only : { kind: 'choice', pieces }
  }

  #sequence(): Piece {
    const pieces: Piece[] = []
    while (this.#at < this.#source.length && this.fault === undefined) {
      const next = this.#source[this.#at]
      if (next === '|' || next === ')') break
      pieces.push(this.#repeated(this.#piece()))
    }
    return { kind: 'sequence', pieces }
  }

  #repeated(piece: Piece): Piece {
    if (!SIGNS.has(this.#source[this.#at])) return piece
    const [text, sign, least, comma, most] = this.#match(QUANTIFIER) ?? []
    if (text === undefined) return piece
    this.#take('?')
    if (sign === '*') return { kind: 'repeat', piece, min: 0, max: Number.POSITIVE_INFINITY }
    if (sign === '+') return { kind: 'repeat', piece, min: 1, max: Number.POSITIVE_INFINITY }
    if (sign === '?') return { kind: 'repeat', piece, min: 0, max: 1 }
    const min = Number(least)
    const last = most === '' ? Number.POSITIVE_INFINITY : Number(most)
    return { kind: 'repeat', piece, min, max: comma === undefined ? min : last }
  }

  #piece(): Piece {
    const next = this.#source[this.#at] as string
    // Most are letters, and asking no expression about them is several times as fast.
    if (PLAIN.test(next)) {
      this.#at += 1
      return this.#set(next)
    }
    if (this.#take('^')) return { kind: 'place', place: 'start' }
    if (this.#take('$')) return { kind: 'place', place: 'end' }
    if (this.#take('\\b')) return { kind: 'place', place: 'boundary' }
    if (this.#take('\\B')) return { kind: 'place', place: 'no-boundary' }
    if (this.#source[this.#at] === '(') return this.#group()
    if (this.#match(BACK_REFERENCE) !== undefined) {
      this.fault = 'has a back reference, which no linear time suffices for'
    }
    return this.#set(this.#character())
  }

  #set(source: string): Piece {
    this.sets.add(source)
    return { kind: 'character', source }
  }

  #group(): Piece {
    const look = LOOKS.find(([opening]) => this.#take(opening))?.[1]
    if (look === undefined && this.#match(PLAIN_GROUP) === undefined) {
      this.fault = 'has a kind of group that is not known'
      return NOTHING
    }
    const piece = this.read()
    this.#take(')')
    return look === undefined ? piece : { kind: 'look', piece, ...look }
  }

  #character(): string {
    const rule = this.#isUnicode ? UNICODE_CHARACTER : UNIT_CHARACTER
    const [text = ''] = this.#match(rule) ?? []
    if (text === '') this.fault ??= 'has an escape that is not known'
    return text
  }

  #take(text: string): boolean {
    if (!this.#source.startsWith(text, this.#at)) return false
    this.#at += text.length
    return true
  }

  #match(rule: RegExp): RegExpExecArray | undefined {
    // Sticky expressions keep their place; it is set before each use, so nothing is carried over.
    rule.lastIndex = this.#at
    const found = rule.exec(this.#source) ?? undefined
    if (found !== undefined) this.#at += found[0].length
    return found
  }
}

const NOTHING: Piece = { kind: 'sequence', pieces: [] }

const LOOKS: readonly (readonly [opening: string, look: Look])[] = [
  ['(?=', { direction: 'ahead', isNegated: false }],
  ['(?!', { direction: 'ahead', isNegated: true }],
  ['(?<=', { direction: 'behind', isNegated: false }],
  ['(?<!', { direction: 'behind', isNegated: true }],
]
const PLAIN_GROUP = /\((?:\?:|\?<[^=!>][^>]*>|(?!\?))/y
/** What stands for itself; not half of a pair, which stands for a whole one. */
const PLAIN = /^[^\\[.(^$\ud800-\udfff]$/
const SIGNS: ReadonlySet<string | undefined> = new Set(['*', '+', '?', '{'])
const QUANTIFIER = /([*+?])|\{(\d+)(,(\d*))?\}/y
/** `\1` may also be an octal escape without the flag `u`; what nobody means need not be told apart. */
const BACK_REFERENCE = /\\[1-9k]/y
/** ECMA-262, 22.2.1: a class, an escape, or any character; with the flag `u` two escaped surrogates are one character. */
const UNICODE_CHARACTER =
  /\[(?:[^\]\\]|\\[^])*\]|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u\{[0-9a-fA-F]+\}|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\c[A-Za-z]|\\[pP]\{[^}]*\}|\\[^cpPux]|[^\\]/uy
const UNIT_CHARACTER =
  /\[(?:[^\]\\]|\\[^])*\]|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\c[A-Za-z]|\\[^0cux]|\\0(?!\d)|[^\\]/y
