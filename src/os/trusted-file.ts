import { isUtf8 } from 'node:buffer'
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
  type Stats,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { AirlockError, escape } from '../base/index.ts'

/** A file that nobody but its reader and root could have written. */
export interface TrustedFile {
  /** The path with every link resolved. */
  readonly path: string
  readonly text: string
}

/** Whom the file must belong to; the caller by default. Root is trusted besides, since it could change anything anyway. */
export interface TrustOptions {
  readonly uid?: number
}

/**
 * Reads a file that decides what others may do. Every directory, link and file on the way, down from `/`, must belong to
 * the caller or root and be writable by nobody else; a directory with the sticky bit (such as `/tmp`) passes, since only
 * the owner can replace an entry of it (inode(7)). An access control list that grants writing shows in the group bits
 * (acl(5)), so it is seen too. Nobody else can then swap the file between the checks and the opening, and the
 * descriptor that is read is checked once more.
 *
 * A relative path is resolved against the working directory. Undefined when there is no file.
 *
 * @throws AirlockError `AIRLOCK_PROFILE_UNTRUSTED` for a file that others could have written, that is no regular file,
 *   is larger than 256 KB, is not UTF-8, or cannot be read.
 */
export function readTrustedFile(path: string, options: TrustOptions = {}): TrustedFile | undefined {
  return judged(path, options, (uid) => {
    const found = walk(resolve(path), uid)
    return { path: found, text: readOpened(found, uid) }
  })
}

/**
 * The path of a file by the same rule, with every link resolved, for whoever loads it without reading it here. Undefined when there is
 * none. Throws as `readTrustedFile`.
 */
export function findTrustedFile(path: string, options: TrustOptions = {}): string | undefined {
  return judged(path, options, (uid) => walk(resolve(path), uid))
}

function judged<T>(path: string, options: TrustOptions, look: (uid: number) => T): T | undefined {
  const uid = options.uid ?? process.geteuid?.()
  if (uid === undefined) throw untrusted(path, 'this system has no file owners')
  try {
    return look(uid)
  } catch (error) {
    if (AirlockError.is(error)) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
    if (code === undefined) throw error
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw untrusted(path, `it cannot be read (${code})`)
  }
}

/** Resolves links one component at a time, as path_resolution(7) does, so that what leads to a link is judged as well. */
function walk(path: string, uid: number): string {
  const pending = path.split('/')
  let here = '/'
  let links = 0
  judge(here, lstatSync(here), uid)
  for (let name = pending.shift(); name !== undefined; name = pending.shift()) {
    const next = entryOf(here, name)
    const stat = lstatSync(next)
    judge(next, stat, uid)
    if (!stat.isSymbolicLink()) {
      here = next
      continue
    }
    if (++links > MAX_LINKS) throw untrusted(path, 'it leads through too many links')
    const target = readlinkSync(next)
    pending.unshift(...target.split('/'))
    if (target.startsWith('/')) here = '/'
  }
  return here
}

/** What `join` says, without its price: this runs for every component of every path. */
function entryOf(directory: string, name: string): string {
  if (name === '' || name === '.' || name === '..') return join(directory, name)
  return directory === '/' ? `/${name}` : `${directory}/${name}`
}

/** A link's own mode means nothing (symlink(7)); its owner does. */
function judge(path: string, stat: Stats, uid: number): void {
  if (stat.uid !== uid && stat.uid !== 0)
    throw untrusted(path, `it belongs to user ${stat.uid}`, `chown ${uid} '${escape(path)}'`)
  if (stat.isSymbolicLink() || (stat.isDirectory() && (stat.mode & STICKY) !== 0)) return
  if ((stat.mode & OTHERS_WRITE) !== 0)
    throw untrusted(path, 'others may write it', `chmod go-w '${escape(path)}'`)
}

function readOpened(path: string, uid: number): string {
  // O_NONBLOCK: a pipe planted under the name must not hold the launcher up.
  const descriptor = openSync(
    path,
    constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
  )
  try {
    const stat = fstatSync(descriptor)
    if (!stat.isFile()) throw untrusted(path, 'it is not a regular file')
    judge(path, stat, uid)
    if (stat.size > MAX_BYTES) throw untrusted(path, 'it is larger than 256 KB')
    const bytes = Buffer.allocUnsafe(stat.size + 1)
    let length = 0
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(descriptor, bytes, length, bytes.length - length, length)
    if (length > stat.size) throw untrusted(path, 'it grows while it is read')
    return decode(path, bytes.subarray(0, length))
  } finally {
    closeSync(descriptor)
  }
}

function decode(path: string, bytes: Buffer): string {
  if (!isUtf8(bytes)) throw untrusted(path, 'it is not UTF-8')
  // A byte order mark is no part of the text (RFC 8259, section 8.1).
  return bytes.toString('utf8').replace(/^\ufeff/, '')
}

function untrusted(path: string, reason: string, hint?: string): AirlockError {
  return new AirlockError('AIRLOCK_PROFILE_UNTRUSTED', {
    message: `\`${escape(path)}\` is not read: ${reason}`,
    ...(hint !== undefined && { hints: [hint] }),
  })
}

const OTHERS_WRITE = 0o022
const STICKY = 0o1000
/** The bound that the profile's grammar sets as well. */
const MAX_BYTES = 256 * 1024
/** As the kernel: path_resolution(7). */
const MAX_LINKS = 40
