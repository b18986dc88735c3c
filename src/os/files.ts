import { isUtf8 } from 'node:buffer'
import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs'

/** What a path is, following links; undefined when there is nothing or it cannot be seen. */
export function kindOf(path: string): 'file' | 'directory' | 'other' | undefined {
  try {
    // Most paths asked for are not there, and an exception costs more than the call.
    const stat = statSync(path, { throwIfNoEntry: false })
    return stat?.isFile() ? 'file' : stat?.isDirectory() ? 'directory' : stat && 'other'
  } catch {
    return undefined
  }
}

/** The path with every link resolved, undefined when it does not exist. */
export function canonicalPath(path: string): string | undefined {
  try {
    return realpathSync.native(path)
  } catch {
    return undefined
  }
}

/** The target of a symbolic link, undefined when the path is not one. */
export function linkTarget(path: string): string | undefined {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false })
    return stat?.isSymbolicLink() ? readlinkSync(path) : undefined
  } catch {
    return undefined
  }
}

/** Device and inode of what a path leads to, undefined when there is nothing: the same text later means the same file. */
export function identityOf(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true })
  return stat === undefined ? undefined : `${stat.dev}:${stat.ino}`
}

/**
 * What changes when a file is written or replaced: device, inode, size and times. Undefined when there is nothing. Two writes within one
 * tick of the kernel's clock may look alike, unless each makes a file of its own, as atomic writes do.
 */
export function versionOf(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true })
  return stat && [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(':')
}

/** Whether this user may execute the file. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Whether this user, without any capability, may read what is there. */
export function isReadable(path: string): boolean {
  // Most files asked for are not readable, and an exception costs more than the call: the mode says so too.
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return false
  if (process.geteuid?.() === stat.uid) return (stat.mode & constants.S_IRUSR) !== 0
  return (stat.mode & (constants.S_IRGRP | constants.S_IROTH)) !== 0
}

/**
 * A text file of at most so many bytes, 64 MiB unless told; undefined when there is none, it is longer, or it cannot be read. A pipe in its place does not block, and a
 * file of /proc, which has no size, is read to its end.
 */
export function readTextFile(path: string, most: number = MOST_TEXT_BYTES): string | undefined {
  let descriptor: number
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch {
    return undefined
  }
  try {
    const stat = fstatSync(descriptor)
    if (!stat.isFile()) return undefined
    const bytes = readUpTo(descriptor, { most: most + 1, likely: stat.size + 1 })
    return bytes.length > most ? undefined : bytes.toString('utf8')
  } catch {
    return undefined
  } finally {
    closeSync(descriptor)
  }
}

/** What can be read before the end, and no more than so many bytes. */
function readUpTo(
  descriptor: number,
  { most, likely }: { readonly most: number; readonly likely: number },
): Buffer {
  const pieces: Buffer[] = []
  for (let left = most; left > 0; ) {
    const piece = Buffer.allocUnsafe(Math.min(left, Math.max(likely, BLOCK_BYTES)))
    const read = readSync(descriptor, piece)
    if (read === 0) break
    pieces.push(piece.subarray(0, read))
    left -= read
  }
  return Buffer.concat(pieces)
}

/** The names in a directory, empty when there is none. */
export function listDirectory(path: string): readonly string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}

/** One entry met on a walk; `links` is the number of names the file has. */
export interface WalkedEntry {
  readonly path: string
  readonly name: string
  readonly kind: 'file' | 'directory' | 'link' | 'socket' | 'other'
  readonly links: number
}

/** Where a walk goes. */
export interface Walk {
  /** Stops after so many entries. */
  readonly limit: number
  /** Entries of which nothing is asked. */
  readonly skip: (path: string) => boolean
  /** Whether a directory is looked into; asked when all beside it have been seen. All are, unless told. */
  readonly enter?: (directory: string) => boolean
  /** Told of what the walk cannot see into, as a path and the end of a sentence: one may have hidden something there. */
  readonly onHidden: (path: string, fault: string) => void
}

/** Walks a tree without following links; returns whether it came to its end before the limit. */
export function walkTree(root: string, walk: Walk, visit: (entry: WalkedEntry) => void): boolean {
  const open = [root]
  let seen = 0
  for (let directory = open.pop(); directory !== undefined; directory = open.pop()) {
    if (directory !== root && walk.enter?.(directory) === false) continue
    for (const bytes of namesIn(directory, walk)) {
      if (++seen > walk.limit) return false
      const name = bytes.toString('utf8')
      const path = `${directory === '/' ? '' : directory}/${name}`
      if (walk.skip(path)) continue
      const stat = lookAt(directory, bytes, walk)
      if (stat === undefined) continue
      const kind = entryKind(stat)
      if (kind === 'directory') {
        if (isUtf8(bytes)) open.push(path)
        else walk.onHidden(path, 'has a name that is not UTF-8')
      }
      visit({ path, name, kind, links: stat.nlink })
    }
  }
  return true
}

/** As bytes: a name that is no UTF-8 would be that of another file as text. */
function namesIn(directory: string, { onHidden }: Walk): readonly Buffer[] {
  try {
    return readdirSync(directory, { encoding: 'buffer' })
  } catch (error) {
    if (!isGone(error)) onHidden(directory, `cannot be listed (${codeOf(error)})`)
    return []
  }
}

/** Undefined when it is gone or hidden. */
function lookAt(directory: string, name: Buffer, { onHidden }: Walk): Stats | undefined {
  try {
    const path = Buffer.concat([Buffer.from(`${directory}/`), name])
    return lstatSync(path, { throwIfNoEntry: false })
  } catch (error) {
    onHidden(directory, `cannot be looked into (${codeOf(error)})`)
    return undefined
  }
}

function entryKind(stat: Stats): WalkedEntry['kind'] {
  if (stat.isDirectory()) return 'directory'
  if (stat.isFile()) return 'file'
  if (stat.isSymbolicLink()) return 'link'
  return stat.isSocket() ? 'socket' : 'other'
}

function isGone(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR'
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code
}

/**
 * Calls `use` with a reader of the file at `path`; short reads return fewer bytes. Undefined when it cannot be opened. Whoever reads a little
 * here and a little there shares a block of 16 KB with the reads before: a small read costs as much as a large one.
 */
export function withFile<T>(
  path: string,
  use: (read: (offset: number, length: number) => Uint8Array) => T,
): T | undefined {
  let descriptor: number
  try {
    descriptor = openSync(path, constants.O_RDONLY)
  } catch {
    return undefined
  }
  try {
    let block = { offset: 0, bytes: Buffer.alloc(0) }
    return use((offset, length) => {
      const at = offset - block.offset
      if (at >= 0 && at + length <= block.bytes.length) return block.bytes.subarray(at, at + length)
      const bytes = Buffer.allocUnsafeSlow(Math.max(length, BLOCK_BYTES))
      block = {
        offset,
        bytes: bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, offset)),
      }
      return block.bytes.subarray(0, length)
    })
  } finally {
    closeSync(descriptor)
  }
}

const BLOCK_BYTES = 16 * 1024
/** Ten times the list of files of a large package. */
const MOST_TEXT_BYTES = 64 * 1024 * 1024
