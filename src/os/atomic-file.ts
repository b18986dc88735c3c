import {
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { AirlockError, escape } from '../base/index.ts'

/**
 * Writes a whole file so that a reader, and the disk after a power cut, has the old content or the new one and nothing
 * between: a temporary file in the same directory, fsync(2), rename(2), fsync of the directory. `mode` is exact, whatever the umask.
 * Throws `AIRLOCK_PATH_REFUSED` when something that is not a regular file has the name, and what the file system throws.
 */
export function writeFileAtomically(
  path: string,
  content: string | Uint8Array,
  options: { readonly mode: number },
): void {
  refuseOddTarget(path)
  const directory = dirname(path)
  const temporary = join(directory, `.${basename(path)}.${process.pid}-${process.hrtime.bigint()}`)
  try {
    fill(temporary, content, options.mode)
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  syncDirectory(directory)
}

/** rename(2) would replace a link or a socket without a word; somebody put it there, so a person should look. */
function refuseOddTarget(path: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (stat === undefined || stat.isFile()) return
  throw new AirlockError('AIRLOCK_PATH_REFUSED', {
    message: `\`${escape(path)}\` is ${stat.isSymbolicLink() ? 'a symbolic link' : 'not a regular file'}`,
    hints: [`ls -ld '${escape(path)}', then move it away`],
  })
}

/** O_EXCL is what protects: the name only has to be free. */
function fill(path: string, content: string | Uint8Array, mode: number): void {
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants
  const descriptor = openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
  try {
    writeFileSync(descriptor, content)
    fchmodSync(descriptor, mode)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
