/** One thing in an installed tree; `path` is relative, with `/` between names, and `.` is the root. */
export interface ListedEntry {
  readonly path: string
  readonly type: 'file' | 'directory' | 'symlink'
  /** Bytes of a file; 0 otherwise. */
  readonly size: number
  /** SHA-256 of a file in hexadecimal, the target of a link as written, empty for a directory. */
  readonly content: string
}

/**
 * The canonical form: entries ordered by the bytes of their paths, each as type, size, content and path, every field ended by a
 * NUL. Neither a path nor a target can hold a NUL, so two different trees never have the same form.
 */
export function encodeList(entries: readonly ListedEntry[]): Uint8Array {
  const ordered = entries
    .map((entry) => ({ entry, key: Buffer.from(entry.path) }))
    .sort((a, b) => Buffer.compare(a.key, b.key))
  return Buffer.from(
    ordered.map(({ entry: e }) => `${e.type}\0${e.size}\0${e.content}\0${e.path}\0`).join(''),
  )
}

/** Reads the canonical form back. Only for bytes whose hash was checked: it asks nothing of their grammar. */
export function decodeList(bytes: Uint8Array): readonly ListedEntry[] {
  const fields = Buffer.from(bytes).toString('utf8').split('\0')
  const entries: ListedEntry[] = []
  for (let at = 0; at + 3 < fields.length; at += 4) {
    const [type, size, content, path] = fields.slice(at, at + 4) as [string, string, string, string]
    entries.push({ path, type: type as ListedEntry['type'], size: Number(size), content })
  }
  return entries
}

/** SHA-256 of the canonical form in hexadecimal: the identity of an installed tree. Launches that need no hash do not load it. */
export async function treeHash(list: Uint8Array): Promise<string> {
  const { createHash } = await import('node:crypto')
  return createHash('sha256').update(list).digest('hex')
}

/** The first path, in canonical order, that is not the same in both, and how it differs; undefined when all are. */
export function firstDifference(
  installed: readonly ListedEntry[],
  found: readonly ListedEntry[],
): { readonly path: string; readonly fault: 'added' | 'changed' | 'missing' } | undefined {
  const expected = new Map(installed.map((entry) => [entry.path, entry]))
  const present = new Set(found.map(({ path }) => path))
  const faults = [
    ...installed
      .filter(({ path }) => !present.has(path))
      .map(({ path }) => ({ path, fault: 'missing' as const })),
    ...found
      .filter((entry) => !isSame(entry, expected.get(entry.path)))
      .map(({ path }) => ({
        path,
        fault: expected.has(path) ? ('changed' as const) : ('added' as const),
      })),
  ]
  return faults.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)))[0]
}

function isSame(a: ListedEntry, b: ListedEntry | undefined): boolean {
  return a.type === b?.type && a.size === b.size && a.content === b.content
}
