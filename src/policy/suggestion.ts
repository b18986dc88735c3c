/**
 * The known word that was probably meant: at most a third of its letters away by Levenshtein distance, counting a case
 * difference as nothing. Undefined when nothing is near, or the word is too long to be a slip.
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length > 64) return undefined
  const scored = known
    .map((name) => ({ name, distance: distance(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(1, Math.floor(name.length / 3)))
  return scored.toSorted((a, b) => a.distance - b.distance)[0]?.name
}

/** Levenshtein distance, one row at a time. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [index, letter] of from.split('').entries()) {
    const next = [index + 1]
    for (let column = 1; column <= to.length; column++) {
      const swap = (row[column - 1] as number) + (to[column - 1] === letter ? 0 : 1)
      next.push(Math.min(swap, (row[column] as number) + 1, (next[column - 1] as number) + 1))
    }
    row = next
  }
  return row.at(-1) as number
}
