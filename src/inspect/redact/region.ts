/** A piece of a text, from its first byte to the one behind its last, and the entries that are found in it. */
export interface Region {
  readonly start: number
  readonly end: number
  readonly entries: readonly number[]
}

/** Regions in order, of which none touches another's bytes; those that do become one. */
export function merged(regions: readonly Region[]): readonly Region[] {
  const sorted = [...regions].sort((one, other) => one.start - other.start)
  const all: Region[] = []
  for (const region of sorted) {
    const last = all.at(-1)
    if (last === undefined || region.start >= last.end) all.push(region)
    else if (region.end > last.end) all[all.length - 1] = joined(last, region)
  }
  return all
}

function joined(one: Region, other: Region): Region {
  const entries = [...one.entries, ...other.entries.filter((entry) => !one.entries.includes(entry))]
  return { start: one.start, end: Math.max(one.end, other.end), entries }
}
