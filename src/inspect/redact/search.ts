import type { PatternTable } from './pattern-table.ts'
import { merged, type Region } from './region.ts'
import { freeEscapeIn, unescapeInto } from './unescape.ts'

/**
 * Finds the values of a table in one text: as it is written, and where escapes are written that encoders are free in, as it is meant, once
 * for each level of JSON in JSON.
 */
export class Search {
  readonly #table: PatternTable
  /** For texts of usual length. */
  readonly #scratch = [new Uint8Array(0), new Uint8Array(0)]

  constructor(table: PatternTable) {
    this.#table = table
  }

  /** Allocates nothing for a text that holds no such escapes, and seldom for one that does. */
  isHit(text: Uint8Array): boolean {
    if (this.#table.isEmpty) return false
    if (this.#table.has(text)) return true
    let level = text
    for (let depth = 0; depth < LEVELS && freeEscapeIn(level) !== -1; depth += 1) {
      const room = this.#room(depth, level.length)
      level = Buffer.from(room.buffer, room.byteOffset, unescapeInto(level, room))
      const isHit = this.#table.has(level)
      if (isHit) room.fill(0)
      if (isHit) return true
    }
    return false
  }

  /** All places, in order and without overlap, at most so many hits. */
  regions(text: Uint8Array, most: number): readonly Region[] {
    const found = this.#in(text, most)
    let level = text
    const outer: Uint32Array[] = []
    while (outer.length < LEVELS && freeEscapeIn(level) !== -1) {
      const room = new Uint8Array(level.length)
      const origins = new Uint32Array(level.length + 1)
      const length = unescapeInto(level, room, origins)
      outer.unshift(origins)
      if (level !== text) level.fill(0)
      level = room.subarray(0, length)
      for (const { start, end, entries } of this.#in(level, most - found.length)) {
        found.push({ start: startIn(outer, start), end: endIn(outer, end), entries })
      }
    }
    if (level !== text) level.fill(0)
    return merged(found)
  }

  wipe(): void {
    for (const room of this.#scratch) room.fill(0)
  }

  #in(text: Uint8Array, most: number): Region[] {
    const found: Region[] = []
    let end = 0
    for (let from = 0; found.length < most; ) {
      const start = this.#table.find(text, from)
      if (start === -1) break
      // Behind the first byte of a hit another one may begin that reaches further.
      from = start + 1
      if (this.#table.end <= end) continue
      end = this.#table.end
      found.push({ start, end, entries: [this.#table.entry] })
    }
    return found
  }

  #room(depth: number, length: number): Uint8Array {
    const index = depth % 2
    const kept = this.#scratch[index] as Uint8Array
    if (kept.length >= length) return kept
    const room = new Uint8Array(Math.max(length, USUAL_BYTES))
    if (length <= USUAL_BYTES) this.#scratch[index] = room
    return room
  }
}

/** Where a byte comes from, through all levels. */
function startIn(levels: readonly Uint32Array[], at: number): number {
  return levels.reduce((from, origins) => origins[from] as number, at)
}

/** The same for the end of a hit, which is never within what one escape stands for. */
function endIn(levels: readonly Uint32Array[], at: number): number {
  return levels.reduce((from, origins) => {
    let end = from
    while (end > 0 && origins[end] === origins[end - 1]) end += 1
    return origins[end] as number
  }, at)
}

/** JSON in JSON in JSON. */
const LEVELS = 3
const USUAL_BYTES = 64 * 1024
