/**
 * What a server offers, held against what it offered before: every tool, prompt and resource template, the instructions, and
 * what the server calls itself. A book says what is pinned and what was seen instead; books are values, and reading or writing their file is
 * left to whoever keeps them. Nothing is taken on trust but what came first, or what a person approved.
 */
export { approve, changesNamed } from './approve.ts'
export { EMPTY_BOOK, type PinBook, type PinKind } from './book.ts'
export { type Change, changesIn } from './changes.ts'
export { diffLines } from './diff.ts'
export { type Observation, observe } from './observe.ts'
export { decodeBook, encodeBook } from './record.ts'
export type { PinStrictness } from './strictness.ts'
export { type PinKeeper, type Pins, PinWatch } from './watch.ts'
