import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  rmSync,
} from 'node:fs'

/**
 * What changes when a file, a directory or a link changes: inode, size in bytes, modification and status change time in
 * nanoseconds. The last one is set by the kernel at every write, rename, link and chmod, and no call sets it back (inode(7)).
 */
export type Stamp = readonly [inode: bigint, size: bigint, modified: bigint, changed: bigint]

/** One thing in a tree; `path` is relative to the root with `/` between names, and `.` is the root itself. */
export interface TreeEntry {
  readonly path: string
  readonly type: 'file' | 'directory' | 'symlink' | 'other'
  readonly stamp: Stamp
  /** Where a symbolic link points, as written; empty for everything else. */
  readonly target: string
}

/**
 * Everything below `root` and `root` itself, parents before children, without following links. Throws what lstat(2) and
 * readdir(3) throw. A directory's stamp is older than its listing, so a name added meanwhile makes the stamp wrong.
 */
export function readTree(root: string): readonly TreeEntry[] {
  const found: TreeEntry[] = []
  const open = ['.']
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const place = placeOf(root, path)
    const stat = lstatSync(place, { bigint: true })
    const type = typeOf(stat)
    const target = type === 'symlink' ? readlinkSync(place) : ''
    found.push({ path, type, stamp: stampOf(stat), target })
    if (type === 'directory')
      for (const name of readdirSync(place)) open.push(path === '.' ? name : `${path}/${name}`)
  }
  return found
}

/**
 * Hands the bytes of a regular file to `visit`, piece by piece. Returns the stamp of exactly what was read; undefined when it
 * is not a regular file, is gone, or changed while it was read. The pieces share one buffer: use them at once.
 */
export function readPieces(path: string, visit: (piece: Uint8Array) => void): Stamp | undefined {
  let descriptor: number
  try {
    // A fifo in the place of the file must not block, and a link must not be followed.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch {
    return undefined
  }
  try {
    const before = fstatSync(descriptor, { bigint: true })
    if (!before.isFile()) return undefined
    const buffer = Buffer.allocUnsafe(Math.min(Number(before.size) + 1, PIECE_BYTES))
    // A file that grows as fast as it is read must come to an end too; its stamp is wrong by then.
    let left = Number(before.size)
    for (
      let read = readSync(descriptor, buffer);
      read > 0 && left >= 0;
      read = readSync(descriptor, buffer)
    ) {
      visit(buffer.subarray(0, read))
      left -= read
    }
    const after = stampOf(fstatSync(descriptor, { bigint: true }))
    return stampOf(before).every((field, index) => field === after[index]) ? after : undefined
  } finally {
    closeSync(descriptor)
  }
}

/** All bytes of a regular file, undefined when there is none; a link is not followed and a fifo does not block. */
export function readRegularFile(path: string): Buffer | undefined {
  const pieces: Buffer[] = []
  const stamp = readPieces(path, (piece) => pieces.push(Buffer.from(piece)))
  return stamp === undefined ? undefined : Buffer.concat(pieces)
}

/** Removes a path and everything below it; nothing happens when there is nothing. Links are removed, not followed. */
export function removeTree(path: string): void {
  rmSync(path, { recursive: true, force: true })
}

function placeOf(root: string, path: string): string {
  return path === '.' ? root : `${root}/${path}`
}

function typeOf(stat: BigIntStats): TreeEntry['type'] {
  if (stat.isFile()) return 'file'
  if (stat.isDirectory()) return 'directory'
  return stat.isSymbolicLink() ? 'symlink' : 'other'
}

function stampOf(stat: BigIntStats): Stamp {
  return [stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs]
}

/** Large enough that a usual source file is one read, small enough to stay in the cache of a processor. */
const PIECE_BYTES = 1 << 18
