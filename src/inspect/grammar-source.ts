import type { Grammar } from '../wire/index.ts'

/** Asks for each grammar once. Throws for one that is not there: whoever builds the program has left it out. */
export function grammarSource(
  grammars: ((revision: string) => Grammar | undefined) | undefined,
): (revision: string) => Grammar {
  const known = new Map<string, Grammar>()
  return (revision) => {
    const kept = known.get(revision)
    if (kept !== undefined) return kept
    const loaded = grammars?.(revision)
    if (loaded === undefined) throw new TypeError(`there is no grammar of ${revision}`)
    known.set(revision, loaded)
    return loaded
  }
}
