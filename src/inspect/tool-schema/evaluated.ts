import type { Spend } from './pattern/index.ts'

/** Which members or items of one value a schema has judged, for `unevaluatedProperties` and `unevaluatedItems`. */
export class Evaluated {
  readonly #spend: Spend
  #hasAllNames = false
  #names: Set<string> | undefined
  /** All items before this index. */
  #until = 0
  #items: Set<number> | undefined

  constructor(spend: Spend) {
    this.#spend = spend
  }

  name(name: string): void {
    this.#spend(STEPS)
    this.#names ??= new Set()
    this.#names.add(name)
  }

  allNames(): void {
    this.#hasAllNames = true
  }

  item(index: number): void {
    this.#spend(STEPS)
    this.#items ??= new Set()
    this.#items.add(index)
  }

  itemsUntil(end: number): void {
    this.#until = Math.max(this.#until, end)
  }

  hasName(name: string): boolean {
    return this.#hasAllNames || this.#names?.has(name) === true
  }

  hasItem(index: number): boolean {
    return index < this.#until || this.#items?.has(index) === true
  }

  include(other: Evaluated): void {
    if (other.#hasAllNames) this.#hasAllNames = true
    for (const name of other.#names ?? []) this.name(name)
    for (const index of other.#items ?? []) this.item(index)
    this.itemsUntil(other.#until)
  }
}

/** To remember one name or index. Measured: some 150 ns. */
const STEPS = 6
