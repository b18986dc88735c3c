import { type Entry, MOST_RELEASES, type Release } from '../vault/index.ts'

/**
 * The entry with one more approved first use, as its newest; once, however often it is approved. When the format has room for no more, the oldest
 * of the same profile goes, or the oldest of all.
 */
export function released(entry: Entry, release: Release): Entry {
  const { profile, program } = release
  const others = entry.releases.filter(
    (each) => each.profile !== profile || each.program !== program,
  )
  if (others.length >= MOST_RELEASES) {
    const oldest = others.findIndex((each) => each.profile === profile)
    others.splice(Math.max(oldest, 0), 1)
  }
  return { ...entry, releases: [...others, release] }
}
