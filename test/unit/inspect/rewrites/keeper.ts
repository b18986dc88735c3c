import type { PinKeeper } from '../../../../src/inspect/index.ts'
import {
  approve,
  changesNamed,
  EMPTY_BOOK,
  type Observation,
  observe,
  type PinBook,
  type PinStrictness,
} from '../../../../src/inspect/pins/index.ts'

/** Keeps pins for the length of a test. `approve` stands for a person in another terminal. */
export class Keeper implements PinKeeper {
  readonly profile = 'notes'
  readonly strictness: PinStrictness
  book: PinBook = EMPTY_BOOK
  #next: PinBook | undefined

  constructor(strictness: PinStrictness = 'first-use') {
    this.strictness = strictness
  }

  observe(said: Observation): void {
    this.book = observe(this.book, said, this.strictness)
  }

  renew(): void {
    this.book = this.#next ?? this.book
    this.#next = undefined
  }

  approve(item?: string): void {
    this.#next = approve(this.book, changesNamed(this.book, item))
  }
}
