import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs'
import { escape } from '../base/index.ts'

/** What became of reading it. `remedy` is a command line that can be pasted. */
export type PrivateRead =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'missing' }
  | { readonly kind: 'refused'; readonly fault: string; readonly remedy: string }

export interface PrivateReadOptions {
  /** A larger file is refused and not read. */
  readonly maxBytes: number
  /** Whom it must belong to; the caller by default. */
  readonly uid?: number
}

/**
 * Reads a file that nobody else may read or write: a regular file of the caller, without a permission for group and others, whatever its
 * directory allows. What is judged is the opened file, so that it cannot be another one afterwards; a link is not followed and a fifo does
 * not block (open(2)). Throws what the file system throws for any other reason. The caller wipes the bytes if they are secret.
 */
export function readPrivateFile(path: string, options: PrivateReadOptions): PrivateRead {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
  let descriptor: number
  try {
    descriptor = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  } catch (error) {
    return refusedOpening(path, error)
  }
  try {
    const stat = fstatSync(descriptor)
    const fault = faultOf(path, stat, options)
    if (fault !== undefined) return refused(fault)
    // A file that is cut or grows meanwhile is read as far as it was when it was judged.
    const bytes = Buffer.alloc(stat.size)
    let length = 0
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(descriptor, bytes, length, bytes.length - length, length)
    return { kind: 'read', bytes: bytes.subarray(0, length) }
  } finally {
    closeSync(descriptor)
  }
}

function refusedOpening(path: string, error: unknown): PrivateRead {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return { kind: 'missing' }
  const fault = openingFaultOf(path, code)
  if (fault === undefined) throw error
  return refused(fault)
}

function refused([fault, remedy]: Fault): PrivateRead {
  return { kind: 'refused', fault, remedy }
}

/** A fault and the command that mends it. */
type Fault = readonly [fault: string, remedy: string]

function openingFaultOf(path: string, code: string | undefined): Fault | undefined {
  const word = shellWord(path)
  switch (code) {
    case 'ELOOP':
      return ['is a symbolic link', `mv -f "$(readlink -f ${word})" ${word}`]
    case 'EACCES':
      return ['may not be read by this user', `sudo chown "$(id -u)" ${word} && chmod 600 ${word}`]
    case 'ENXIO':
      // A socket (open(2)).
      return notRegular(word)
    case undefined:
    default:
      return undefined
  }
}

function faultOf(path: string, stat: Stats, options: PrivateReadOptions): Fault | undefined {
  const word = shellWord(path)
  if (!stat.isFile()) return notRegular(word)
  if (stat.uid !== (options.uid ?? process.geteuid?.()))
    return [`belongs to user ${stat.uid}`, `sudo chown "$(id -u)" ${word}`]
  if ((stat.mode & OTHERS) !== 0)
    return ['can be read or written by other users', `chmod 600 ${word}`]
  return stat.size > options.maxBytes
    ? [`has ${stat.size} bytes, which is too many`, `mv ${word} ${word}.old`]
    : undefined
}

function notRegular(word: string): Fault {
  return ['is not a regular file', `mv ${word} ${word}.old`]
}

/** One word for a POSIX shell (Shell Command Language, 2.2.2): inside single quotes nothing is special but the quote. */
function shellWord(path: string): string {
  return `'${escape(path, path.length).replaceAll("'", `'\\''`)}'`
}

/** An access control list that grants something shows in the group bits (acl(5)). */
const OTHERS = 0o077
