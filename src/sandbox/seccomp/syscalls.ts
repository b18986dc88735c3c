/** Names of system calls with their numbers on one architecture. */
export type SyscallTable = ReadonlyMap<string, number>

/** Consecutive numbers: the first one, then the names in order, separated by white space. */
export interface Run {
  readonly first: number
  readonly names: string
}

/** Builds a table from runs. Throws when a name or a number comes twice, which is a mistake in the data. */
export function numbered(runs: readonly Run[]): SyscallTable {
  const pairs = runs.flatMap(({ first, names }) =>
    names
      .trim()
      .split(/\s+/)
      .map((name, index) => [name, first + index] as const),
  )
  const table = new Map(pairs)
  if (table.size !== pairs.length || new Set(table.values()).size !== pairs.length)
    throw new TypeError('a system call is listed twice')
  return table
}
