import { createHash } from 'node:crypto'
import { readPieces, readTree, type Stamp } from '../os/index.ts'
import { encodeList, type ListedEntry } from './tree-list.ts'

/** A tree as it is now: what is in it, and the stamps by which a later look can tell that nothing changed. */
export interface Measured {
  readonly entries: readonly ListedEntry[]
  readonly list: Uint8Array
  readonly paths: readonly string[]
  /** Four numbers for each path. */
  readonly stamps: BigInt64Array
  /** The last path that changed was still for long enough before the measuring began: the stamps can be trusted. */
  readonly settled: boolean
}

/**
 * Reads and hashes everything below `root`. `now` is the time of this moment in milliseconds. Returns the path of what
 * has no place in an installed package instead: a device, a fifo, a socket, a path with control characters or a file that changed
 * meanwhile.
 */
export function measureTree(root: string, now: number): Measured | { readonly odd: string } {
  const entries: ListedEntry[] = []
  const paths: string[] = []
  const stamps: bigint[] = []
  let newest = 0n
  for (const { path, type, stamp: seen, target } of readTree(root)) {
    const digest = createHash('sha256')
    const stamp: Stamp | undefined =
      type === 'file' ? readPieces(`${root}/${path}`, (piece) => digest.update(piece)) : seen
    if (type === 'other' || stamp === undefined || CONTROL.test(path) || CONTROL.test(target))
      return { odd: path }
    const content = type === 'file' ? digest.digest('hex') : target
    entries.push({ path, type, size: type === 'file' ? Number(stamp[1]) : 0, content })
    paths.push(path)
    stamps.push(...stamp)
    if (stamp[3] > newest) newest = stamp[3]
  }
  return {
    entries,
    list: encodeList(entries),
    paths,
    stamps: BigInt64Array.from(stamps),
    settled: newest < BigInt(now - SETTLE_MS) * 1_000_000n,
  }
}

/**
 * How long a tree must have been still before its stamps mean anything, in milliseconds. File times move in steps of a kernel
 * tick (10 ms at CONFIG_HZ=100; Documentation/filesystems/multigrain-ts.rst): a second write within the same tick leaves the
 * same stamp. The same rule as in git, Documentation/technical/racy-git.
 */
export const SETTLE_MS = 20

// U+FFFD stands where a name was not UTF-8; such a file would be listed under a name that it does not have.
const CONTROL = /[\p{Cc}\ufffd]/u
