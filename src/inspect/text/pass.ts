import { late } from '../../base/index.ts'
import { BLACK_FLAG, belongs, isVariant, mayBelong, tagFlagLength } from './context.ts'
import {
  HIDDEN,
  type HiddenKind,
  hiddenKind,
  isBidiMark,
  kindOf,
  MARK,
  MAX_MARKS,
  MAX_VARIANTS,
  PLAIN,
} from './hidden.ts'

/** One pass over one text, which decides about each hidden character by what is left of the text before it and what is behind it. */
export class Pass {
  /** How many were made visible, by kind. */
  readonly found = new Map<HiddenKind, number>()
  readonly #text: string
  #counted = 0
  /** What was found last, and how often in a row: most texts that hide something hide one kind of thing. */
  readonly #last: { kind: HiddenKind; count: number } = { kind: 'invisible', count: 0 }
  /** Of the row that is being looked at. */
  readonly #hidden: number[] = []
  /** Index behind the last character that was replaced. */
  #replaced = -1
  /** The line that was looked at last, and whether it has letters that run from right to left. */
  readonly #line = { from: 0, to: -1, isRightToLeft: false }
  /** By the hidden character, then by its neighbours as one number. */
  readonly #known = new Map<number, Map<number, boolean>>()
  #knownSize = 0
  readonly #shown = new Map<number, string>()
  /** Where the isolate that was opened last must close. */
  #closing = -1
  /** Behind the returns that were looked at last: each is read once. */
  #afterReturns = -1
  #variants = 0

  constructor(text: string) {
    this.#text = text
  }

  /** The text with everything visible; the same text when `found` stays empty. */
  run(): string {
    const text = this.#text
    let shown = ''
    let copied = 0
    let at = 0
    while (at < text.length) {
      const kind = kindAt(text, at)
      if (kind === PLAIN) {
        at += unitsOf(text, at)
        continue
      }
      const start = at
      do at += unitsOf(text, at)
      while (at < text.length && kindAt(text, at) === kind)
      if (kind === MARK && at - start <= MAX_MARKS) continue
      const count = this.#counted
      const piece = kind === MARK ? this.#pile(start, at) : this.#neighbours(start, at)
      if (this.#counted === count) continue
      shown += text.slice(copied, start) + piece
      copied = at
    }
    this.#countLast()
    return shown + text.slice(copied)
  }

  /** All that is hidden in a row. */
  #neighbours(start: number, to: number): string {
    let shown = ''
    const hidden = this.#hidden
    hidden.length = 0
    let at = start
    while (at < to) {
      const kept = this.#keeps(at)
      if (kept > 0) {
        shown += this.#notation(hidden) + this.#text.slice(at, at + kept)
        hidden.length = 0
        at += kept
        continue
      }
      const point = this.#text.codePointAt(at) as number
      this.#count(hiddenKind(point), 1)
      hidden.push(point)
      at += point > 0xffff ? 2 : 1
      this.#replaced = at
    }
    return shown + this.#notation(hidden)
  }

  /** Marks beyond what any script needs are cut; whatever is no mark begins anew. */
  #pile(start: number, to: number): string {
    const run = this.#text.slice(start, to)
    let shown = ''
    let at = start
    let marks = 0
    const cut = () => (marks > MAX_MARKS ? this.#cut(marks - MAX_MARKS) : '')
    for (const character of run) {
      at += character.length
      if (PILES_UP().test(character)) {
        marks += 1
        if (marks <= MAX_MARKS) shown += character
        else this.#replaced = at
      } else {
        shown += cut() + character
        marks = 0
      }
    }
    return shown + cut()
  }

  #cut(count: number): string {
    this.#count('combining-run', count)
    return `<+${count} marks>`
  }

  #notation(points: readonly number[]): string {
    if (points.length === 1) return this.#visible(points[0] as number)
    const isLong = points.length > LONG_RUN
    let shown = ''
    for (const point of isLong ? points.slice(0, SHOWN_OF_LONG) : points) {
      shown += this.#visible(point)
    }
    return isLong ? `${shown}<+${points.length - SHOWN_OF_LONG} hidden>` : shown
  }

  #visible(point: number): string {
    let shown = this.#shown.get(point)
    if (shown === undefined) {
      shown = `<U+${point.toString(16).toUpperCase().padStart(4, '0')}>`
      this.#shown.set(point, shown)
    }
    return shown
  }

  /** How many units stay from here on. */
  #keeps(at: number): number {
    const text = this.#text
    const point = text.codePointAt(at) as number
    const end = at + (point > 0xffff ? 2 : 1)
    if (point === RETURN) return this.#returns(at)
    if (point >= FIRST_ISOLATE && point <= CLOSE_ISOLATE) return this.#isolates(at, point) ? 1 : 0
    if (!mayBelong(point)) return 0
    const before = this.#before(at)
    if (this.#belongs(point, before, pointAt(text, end)) && this.#isInPlace(point, at)) {
      if (!isVariant(point)) return end - at
      this.#variants += 1
      if (this.#variants <= MAX_VARIANTS) return end - at
    }
    return before === BLACK_FLAG ? tagFlagLength(text, at) : 0
  }

  /** Texts repeat themselves, and asking a RegExp about Unicode properties takes long. */
  #belongs(point: number, before: number, after: number): boolean {
    let known = this.#known.get(point)
    if (known === undefined) {
      known = new Map()
      this.#known.set(point, known)
    }
    const neighbours = (before + 1) * POINTS + after + 1
    const does = known.get(neighbours)
    if (does !== undefined) return does
    const found = belongs(point, characterOf(before), characterOf(after))
    if (this.#knownSize < MAX_KNOWN) known.set(neighbours, found)
    this.#knownSize += 1
    return found
  }

  #isInPlace(point: number, at: number): boolean {
    return !isBidiMark(point) || this.#isRightToLeft(at)
  }

  /** Returns before a newline or the end are how lines end on other systems; any other overwrites the line before it. */
  #returns(at: number): number {
    const text = this.#text
    if (at >= this.#afterReturns) {
      let end = at
      while (text.charCodeAt(end) === RETURN) end += 1
      this.#afterReturns = end
    }
    const end = this.#afterReturns
    return end === text.length || text[end] === '\n' ? end - at : 0
  }

  /** An isolate (UAX #9) stays if it closes in its line with no other inside, and there is something for it to isolate. */
  #isolates(at: number, point: number): boolean {
    if (point === CLOSE_ISOLATE) return at === this.#closing
    const next = this.#text.slice(at + 1).search(ISOLATE_OR_NEWLINE)
    if (next === -1 || this.#text.charCodeAt(at + 1 + next) !== CLOSE_ISOLATE) return false
    if (!this.#isRightToLeft(at)) return false
    this.#closing = at + 1 + next
    return true
  }

  #isRightToLeft(at: number): boolean {
    const line = this.#line
    if (at >= line.to) {
      const next = this.#text.indexOf('\n', at)
      line.from = this.#text.lastIndexOf('\n', at) + 1
      line.to = next === -1 ? this.#text.length : next
      line.isRightToLeft = RIGHT_TO_LEFT().test(this.#text.slice(line.from, line.to))
    }
    return line.isRightToLeft
  }

  /** A notation ends in a character that nothing belongs to. */
  #before(at: number): number {
    if (at === this.#replaced) return NOTATION_END
    if (at === 0) return NONE
    const low = this.#text.charCodeAt(at - 1)
    const isPair = low >= 0xdc00 && low <= 0xdfff
    return isPair ? pointAt(this.#text, at - 2) : low
  }

  #count(kind: HiddenKind, count: number): void {
    const last = this.#last
    if (kind !== last.kind) {
      this.#countLast()
      last.kind = kind
      last.count = 0
    }
    last.count += count
    this.#counted += count
  }

  #countLast(): void {
    const { kind, count } = this.#last
    if (count > 0) this.found.set(kind, (this.found.get(kind) ?? 0) + count)
  }
}

/** `NONE` behind the end. */
function pointAt(text: string, at: number): number {
  return text.codePointAt(at) ?? NONE
}

function characterOf(point: number): string {
  return point === NONE ? '' : String.fromCodePoint(point)
}

/** Of the pair or the unit at `at`, where no pair is cut. */
function kindAt(text: string, at: number): number {
  const unit = text.charCodeAt(at)
  if (unit < 0xd800 || unit > 0xdfff) return kindOf(unit)
  const point = text.codePointAt(at) as number
  return point > 0xffff ? kindOf(point) : HIDDEN
}

function unitsOf(text: string, at: number): number {
  const unit = text.charCodeAt(at)
  return unit >= 0xd800 && unit <= 0xdbff && (text.codePointAt(at) as number) > 0xffff ? 2 : 1
}

const RETURN = 0x0d
const FIRST_ISOLATE = 0x2066
const CLOSE_ISOLATE = 0x2069
const ISOLATE_OR_NEWLINE = /[\u2066-\u2069\n]/

const RIGHT_TO_LEFT = late(
  () =>
    /(?=\p{L})[\p{sc=Arab}\p{sc=Hebr}\p{sc=Syrc}\p{sc=Thaa}\p{sc=Nkoo}\p{sc=Samr}\p{sc=Mand}\p{sc=Adlm}\p{sc=Rohg}]/u,
)
/** Non-spacing and enclosing marks: those that pile up. */
const PILES_UP = late(() => /^[\p{Mn}\p{Me}]/u)

const MAX_KNOWN = 1000
/** No character: the start or the end. */
const NONE = -1
const NOTATION_END = 0x3e
const POINTS = 0x110001

const LONG_RUN = 6
const SHOWN_OF_LONG = 4
