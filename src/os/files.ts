import {
  accessSync,
  closeSync,
  constants,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  realpathSync,
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

/** A small text file, undefined when it does not exist or cannot be read. */
export function readTextFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
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

/**
 * Walks a tree without following links and without crossing into the paths that `skip` names.
 * Stops after `limit` entries; returns whether it saw everything.
 */
export function walkTree(
  root: string,
  options: { readonly limit: number; readonly skip: (path: string) => boolean },
  visit: (entry: WalkedEntry) => void,
): boolean {
  const open = [root]
  let seen = 0
  for (let directory = open.pop(); directory !== undefined; directory = open.pop()) {
    for (const name of listDirectory(directory)) {
      if (++seen > options.limit) return false
      const path = `${directory === '/' ? '' : directory}/${name}`
      if (options.skip(path)) continue
      const stat = lstatSync(path, { throwIfNoEntry: false })
      if (stat === undefined) continue
      const kind = stat.isDirectory()
        ? 'directory'
        : stat.isFile()
          ? 'file'
          : stat.isSymbolicLink()
            ? 'link'
            : stat.isSocket()
              ? 'socket'
              : 'other'
      if (kind === 'directory') open.push(path)
      visit({ path, name, kind, links: stat.nlink })
    }
  }
  return true
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
