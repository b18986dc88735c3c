import type { Region } from './region.ts'

/** A region of a JSON text, and what must stand around the marker in its place. */
export interface Place extends Region {
  readonly before: '' | '"'
  readonly after: '' | '"'
}

/**
 * Makes of each region one that can be replaced in a JSON text: in a string escapes are taken as a whole, outside of one a number is, and gets
 * quotes. Whether the text is JSON afterwards is not promised where a region takes more than that. Linear in the text.
 */
export function jsonPlaces(json: Uint8Array, regions: readonly Region[]): readonly Place[] {
  const places: Place[] = []
  const walk = new Walk(json)
  for (const region of regions) {
    walk.before(region.start)
    const last = places.at(-1)
    if (last !== undefined && walk.at < last.end) {
      // One number, or one escape, with two hits in it.
      walk.behind(Math.max(region.end, last.end))
      places[places.length - 1] = { ...last, ...walk.ending, entries: both(last, region) }
      continue
    }
    const start = walk.isInside ? walk.at : scalarStart(json, walk.at)
    const before = walk.isInside ? '' : '"'
    walk.behind(region.end)
    places.push({ start, before, entries: region.entries, ...walk.ending })
  }
  return places
}

function both(one: Region, other: Region): readonly number[] {
  return [...new Set([...one.entries, ...other.entries])]
}

/** Goes through a JSON text by its smallest pieces. */
class Walk {
  readonly #json: Uint8Array
  #at = 0
  #isInside = false

  constructor(json: Uint8Array) {
    this.#json = json
  }

  get at(): number {
    return this.#at
  }

  /** Between the quotes of a string. */
  get isInside(): boolean {
    return this.#isInside
  }

  /** The end of a place, here. */
  get ending(): { readonly end: number; readonly after: '' | '"' } {
    if (this.#isInside) return { end: this.#at, after: '' }
    return { end: scalarEnd(this.#json, this.#at), after: '"' }
  }

  /** To the piece in which `to` is. */
  before(to: number): void {
    while (this.#at + this.#length() <= to && this.#at < to) this.#step()
  }

  behind(to: number): void {
    while (this.#at < to) this.#step()
  }

  #length(): number {
    if (!this.#isInside || this.#json[this.#at] !== BACKSLASH) return 1
    return this.#json[this.#at + 1] === LETTER_U ? 6 : 2
  }

  #step(): void {
    const isQuote = this.#json[this.#at] === QUOTE
    this.#at += this.#length()
    if (isQuote) this.#isInside = !this.#isInside
  }
}

function scalarStart(json: Uint8Array, from: number): number {
  let at = from
  if (!isScalar(json[at])) return at
  while (isScalar(json[at - 1])) at -= 1
  return at
}

function scalarEnd(json: Uint8Array, from: number): number {
  let at = from
  if (!isScalar(json[at - 1])) return at
  while (isScalar(json[at])) at += 1
  return at
}

/** What numbers and literals are made of. */
function isScalar(byte: number | undefined): boolean {
  if (byte === undefined) return false
  const folded = byte | 0x20
  const isDigit = byte >= 0x30 && byte <= 0x39
  return isDigit || (folded >= 0x61 && folded <= 0x7a) || SIGNS.includes(byte)
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const LETTER_U = 0x75
/** Plus, minus and point. */
const SIGNS: readonly number[] = [0x2b, 0x2d, 0x2e]
