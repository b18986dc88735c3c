import { censusOf, readPieces, readTree, type Stamp } from '../os/index.ts'
import { encodeList, type ListedEntry } from './tree-list.ts'

/** A tree as it is now. */
export interface Measured {
  readonly entries: readonly ListedEntry[]
  readonly list: Uint8Array
  /** What a later look compares; undefined when the tree changed too lately, or meanwhile, for that to prove anything. */
  readonly census: Uint8Array | undefined
}

/**
 * Reads and hashes everything below `root`. `now` is the time of this moment in milliseconds. Returns the path of what
 * has no place in an installed package instead: a device, a fifo, a socket, a path with control characters or a file that changed
 * meanwhile.
 */
export async function measureTree(
  root: string,
  now: number,
): Promise<Measured | { readonly odd: string }> {
  const { createHash } = await import('node:crypto')
  const before = await censusOf(root)
  const entries: ListedEntry[] = []
  let newest = 0n
  for (const { path, type, stamp: seen, target } of readTree(root)) {
    const digest = createHash('sha256')
    const stamp: Stamp | undefined =
      type === 'file' ? readPieces(`${root}/${path}`, (piece) => digest.update(piece)) : seen
    if (type === 'other' || stamp === undefined || CONTROL.test(path) || CONTROL.test(target))
      return { odd: path }
    const content = type === 'file' ? digest.digest('hex') : target
    entries.push({ path, type, size: type === 'file' ? Number(stamp[1]) : 0, content })
    if (stamp[3] > newest) newest = stamp[3]
  }
  const settled = newest < BigInt(now - SETTLE_MS) * 1_000_000n
  const after = settled ? await censusOf(root) : undefined
  const census = after !== undefined && before?.equals(after) === true ? after : undefined
  return { entries, list: encodeList(entries), census }
}

/**
 * How long a tree must have been still before its stamps mean anything, in milliseconds. File times move in steps of a kernel
 * tick (10 ms at CONFIG_HZ=100; Documentation/filesystems/multigrain-ts.rst): a second write within the same tick leaves the
 * same stamp. The same rule as in git, Documentation/technical/racy-git.
 */
export const SETTLE_MS = 20

// U+FFFD stands where a name was not UTF-8; such a file would be listed under a name that it does not have.
const CONTROL = /[\p{Cc}\ufffd]/u
