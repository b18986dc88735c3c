import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  realpathSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { AirlockError, escape } from '../base/index.ts'

/** A file that only grows. Open until the process ends. */
export interface AppendFile {
  /** Writes behind whatever is there, in one write(2) as long as the disk takes it. Throws what the file system throws. */
  append(text: string): void
}

/**
 * Opens a file to write behind its end, and makes it (0600) when there is none. Nobody but the caller and root can have put it there,
 * write it or replace it: that is asked of every directory from `/` down, where the sticky bit is enough (inode(7)), and of the
 * file itself, which must have no second name. A relative path is resolved against the working directory.
 *
 * @throws AirlockError `AIRLOCK_PATH_REFUSED` for any other file and for one below the directories of `outside`;
 *   `AIRLOCK_PATH_MISSING` when its directory does not exist.
 */
export function openAppendFile(
  path: string,
  { outside = [] }: { readonly outside?: readonly string[] } = {},
): AppendFile {
  const uid = process.geteuid?.()
  const directory = directoryOf(path)
  const file = join(directory, basename(resolve(path)))
  if (outside.some((each) => `${directory}${sep}`.startsWith(`${each.replace(/\/$/, '')}${sep}`)))
    throw refused(file, 'it lies in a directory that the server may write')
  for (let here = directory; ; here = dirname(here)) {
    const stat = lstatSync(here)
    const isShared = (stat.mode & OTHERS_WRITE) !== 0 && (stat.mode & STICKY) === 0
    if ((stat.uid !== uid && stat.uid !== 0) || isShared)
      throw refused(file, `others may write \`${escape(here)}\``)
    if (here === '/') break
  }
  const descriptor = open(file)
  const fault = faultOf(descriptor, uid)
  if (fault !== undefined) {
    closeSync(descriptor)
    throw refused(file, fault)
  }
  return { append: (text) => writeWhole(descriptor, Buffer.from(text)) }
}

function directoryOf(path: string): string {
  const directory = dirname(resolve(path))
  try {
    return realpathSync(directory)
  } catch {
    throw new AirlockError('AIRLOCK_PATH_MISSING', {
      message: `the directory \`${escape(directory)}\` does not exist`,
      hints: [`mkdir -p '${escape(directory)}'`],
    })
  }
}

/** O_NONBLOCK: a pipe under the name must not hold the launcher up (fifo(7)). */
function open(file: string): number {
  const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants
  try {
    return openSync(file, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw refused(
      file,
      code === 'ELOOP' ? 'it is a symbolic link' : `it cannot be opened (${code})`,
    )
  }
}

function faultOf(descriptor: number, uid: number | undefined): string | undefined {
  const stat = fstatSync(descriptor)
  if (!stat.isFile()) return 'it is not a regular file'
  if (stat.uid !== uid) return `it belongs to user ${stat.uid}`
  if ((stat.mode & OTHERS_WRITE) !== 0) return 'others may write it'
  return stat.nlink === 1 ? undefined : 'it has a second name'
}

function writeWhole(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at)
}

function refused(file: string, reason: string): AirlockError {
  return new AirlockError('AIRLOCK_PATH_REFUSED', {
    message: `\`${escape(file)}\` is not written: ${reason}`,
    hints: ['name another file, in a directory that only you can write'],
  })
}

const OTHERS_WRITE = 0o022
const STICKY = 0o1000
