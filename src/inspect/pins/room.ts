import type { JsonObject } from '../json.ts'
import { writtenUnits } from './written.ts'

/** What may still be added to a list. Counted when it is first asked for, which most listings never do. */
export class Room {
  readonly #held: () => readonly JsonObject[]
  #left: { items: number; units: number } | undefined

  /** `held` returns what is there already. */
  constructor(held: () => readonly JsonObject[]) {
    this.#held = held
  }

  /** Whether there is room for it; it is taken then. */
  take(item: JsonObject): boolean {
    this.#left ??= this.#count()
    const units = writtenUnits(item)
    if (this.#left.items < 1 || this.#left.units < units) return false
    this.#left.items -= 1
    this.#left.units -= units
    return true
  }

  #count(): { items: number; units: number } {
    const held = this.#held()
    const units = held.reduce((sum, item) => sum + writtenUnits(item), 0)
    return { items: MOST_ITEMS - held.length, units: MOST_UNITS - units }
  }
}

/** Of one list. Servers with the longest lists that were seen have some hundred items and 76 KB of them. */
export const MOST_ITEMS = 2000
/** Of one list, in UTF-16 units of the file: as deep as a message may be nested, a value takes 140 where the message had two. */
const MOST_UNITS = 2 * 1024 * 1024
