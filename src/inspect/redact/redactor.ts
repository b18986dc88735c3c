import { jsonPlaces, type Place } from './json-places.ts'
import { type Marker, markersFor } from './marker.ts'
import { PatternTable } from './pattern-table.ts'
import { RedactedStream } from './redacted-stream.ts'
import type { Region } from './region.ts'
import { Search } from './search.ts'

/** A value that is known to somebody who must not show it. */
export interface Secret {
  /** Of the entry; shown in the value's place. */
  readonly name: string
  readonly value: Uint8Array
}

/**
 * Replaces known values by markers that name them, `[redacted: NAME]`. Only a value of at least eight bytes in one of its encodings is
 * replaced, and nothing that merely looks like one: whatever holds no value stays byte for byte.
 */
export interface Redactor {
  /** The text with markers; undefined when there is nothing to replace, which allocates nothing. */
  redactLine(line: Uint8Array): Uint8Array | undefined
  /**
   * The same for a JSON text: a number of which any part is a hit becomes a string. The caller reads it once more, since a value can reach
   * beyond strings and numbers. `line` is undefined when there is no text that holds no value.
   */
  redactMessage(line: Uint8Array): RedactedMessage | undefined
  redactText(text: string): string
  /** How many pieces would be replaced. Counts nothing. */
  countIn(line: Uint8Array): number
  /** For a text that comes in pieces. */
  stream(emit: (bytes: Uint8Array) => void): RedactedStream
  /** Whether one of the markers is in the text. */
  isMarked(text: string): boolean
  /** How many markers have been placed, by the entry's name as it is shown; only those that had one. */
  readonly matchCount: ReadonlyMap<string, number>
  /** Fills everything that holds a value with zeros. Nothing is found afterwards. */
  wipe(): void
}

export interface RedactedMessage {
  readonly line: Uint8Array | undefined
  /** Markers of this message. */
  readonly found: ReadonlyMap<string, number>
}

/** Keeps the values in memory of its own, never as strings; the caller may fill its own with zeros at once. */
export function createRedactor(secrets: readonly Secret[]): Redactor {
  return new TableRedactor(
    secrets.map(({ name }) => name),
    new PatternTable(secrets.map(({ value }) => value)),
  )
}

class TableRedactor implements Redactor {
  readonly #names: readonly string[]
  #markers: readonly Marker[] | undefined
  readonly #table: PatternTable
  readonly #search: Search
  readonly #counts = new Map<string, number>()

  constructor(names: readonly string[], table: PatternTable) {
    this.#table = table
    this.#search = new Search(table)
    this.#names = names
  }

  get matchCount(): ReadonlyMap<string, number> {
    return this.#counts
  }

  redactLine(line: Uint8Array): Uint8Array | undefined {
    if (!this.#search.isHit(line)) return undefined
    const redacted = this.#replace(line, asText)
    if (redacted !== undefined) return redacted.line
    // Too many, or what the markers stand between becomes a value again and again.
    const { entries } = this.#search.regions(line, 1)[0] as Region
    return this.#count(entries)
  }

  redactMessage(line: Uint8Array): RedactedMessage | undefined {
    if (!this.#search.isHit(line)) return undefined
    const redacted = this.#replace(line, jsonPlaces)
    if (redacted !== undefined) return redacted
    const { entries } = this.#search.regions(line, 1)[0] as Region
    return { line: undefined, found: new Map(entries.map((entry) => [this.#labelOf(entry), 1])) }
  }

  redactText(text: string): string {
    const redacted = this.redactLine(Buffer.from(text))
    return redacted === undefined ? text : Buffer.from(redacted).toString('utf8')
  }

  countIn(line: Uint8Array): number {
    return this.#search.isHit(line) ? this.#search.regions(line, MOST_HITS).length : 0
  }

  stream(emit: (bytes: Uint8Array) => void): RedactedStream {
    return new RedactedStream(this.#table, {
      text: emit,
      hit: (entry) => emit(this.#count([entry])),
    })
  }

  isMarked(text: string): boolean {
    return this.#allMarkers().some(({ bytes }) =>
      text.includes(Buffer.from(bytes).toString('utf8')),
    )
  }

  wipe(): void {
    this.#table.wipe()
    this.#search.wipe()
  }

  /** Undefined when it cannot be done within a few rounds. */
  #replace(
    line: Uint8Array,
    placed: (line: Uint8Array, regions: readonly Region[]) => readonly Place[],
  ): (RedactedMessage & { readonly line: Uint8Array }) | undefined {
    const found = new Map<string, number>()
    let text = line
    for (let round = 0; round < ROUNDS; round += 1) {
      const regions = this.#search.regions(text, MOST_HITS)
      if (regions.length >= MOST_HITS) return undefined
      const pieces: Uint8Array[] = []
      let done = 0
      for (const { start, end, before, after, entries } of placed(text, regions)) {
        pieces.push(text.subarray(done, start), Buffer.from(before), this.#markersOf(entries))
        pieces.push(Buffer.from(after))
        for (const entry of entries) {
          const name = this.#labelOf(entry)
          found.set(name, (found.get(name) ?? 0) + 1)
        }
        done = end
      }
      text = Buffer.concat([...pieces, text.subarray(done)])
      if (this.#search.isHit(text)) continue
      for (const [name, times] of found) this.#add(name, times)
      return { line: text, found }
    }
    return undefined
  }

  #count(entries: readonly number[]): Uint8Array {
    for (const entry of entries) this.#add(this.#labelOf(entry), 1)
    return this.#markersOf(entries)
  }

  #markersOf(entries: readonly number[]): Uint8Array {
    return Buffer.concat(entries.map((entry) => this.#markerOf(entry).bytes))
  }

  #labelOf(entry: number): string {
    return this.#markerOf(entry).label
  }

  #markerOf(entry: number): Marker {
    return this.#allMarkers()[entry] as Marker
  }

  /** Made with the first hit: a start need not wait for them. */
  #allMarkers(): readonly Marker[] {
    this.#markers ??= markersFor(this.#names, (marker) => this.#search.isHit(marker))
    return this.#markers
  }

  #add(name: string, times: number): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + times)
  }
}

function asText(_line: Uint8Array, regions: readonly Region[]): readonly Place[] {
  return regions.map((region) => ({ ...region, before: '', after: '' }))
}

/** Markers can make a value with what stands beside them; nearly always the first round is the last one. */
const ROUNDS = 4
/** More than any honest text holds; what is found is kept until it is replaced, so there must be a bound. */
const MOST_HITS = 10_000
