import type { Case } from './corpus.mjs'

/** What became of each case, by its id. */
export function playAll(cases: readonly Case[]): Promise<ReadonlyMap<string, string>>
