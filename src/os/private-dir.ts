import { lstatSync, mkdirSync, mkdtempSync, readdirSync, renameSync, type Stats } from 'node:fs'
import { dirname, join } from 'node:path'
import { AirlockError, escape } from '../base/index.ts'
import { removeTree } from './tree.ts'

/**
 * Creates a directory that only this user can enter (0700), with its parents, unless it exists, and then requires it to be
 * private. Throws as `requirePrivateDirectory`, and what mkdir(2) throws.
 */
export function ensurePrivateDirectory(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  requirePrivateDirectory(path)
}

/**
 * Returns whether the directory exists. Throws `AIRLOCK_PATH_REFUSED` when it is a symbolic link or no directory, belongs to
 * somebody else, when others may read or write it, or when it cannot be reached.
 */
export function requirePrivateDirectory(path: string): boolean {
  const stat = lookAt(path)
  if (stat === undefined) return false
  const shown = `'${escape(path).replaceAll("'", `'\\''`)}'`
  if (stat.isSymbolicLink()) throw refusal(path, 'is a symbolic link', `rm ${shown}`)
  if (!stat.isDirectory()) throw refusal(path, 'is not a directory', `mv ${shown} ${shown}.old`)
  if (stat.uid !== process.getuid?.())
    throw refusal(path, 'belongs to another user', `sudo chown -R "$(id -u)" ${shown}`)
  if ((stat.mode & 0o077) !== 0)
    throw refusal(path, 'can be entered by other users', `chmod 700 ${shown}`)
  return true
}

function lookAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    const parent = dirname(path)
    throw refusal(path, `cannot be reached (${code})`, `ls -ld '${escape(parent)}'`)
  }
}

/** Creates a private directory for work in progress beside its final place; the name carries this process's number. */
export function createStagingDirectory(parent: string): string {
  return mkdtempSync(join(parent, `${STAGING}${process.pid}-`))
}

/** Removes the staging directories of processes that are gone. A recycled number only keeps one a little longer. */
export function removeStaleStaging(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = name.startsWith(STAGING) ? Number.parseInt(name.slice(STAGING.length), 10) : 0
    if (pid > 0 && !isAlive(pid)) removeTree(join(parent, name))
  }
}

/** Moves a directory by rename(2). Returns false, and moves nothing, when a directory with content has the new name. */
export function moveDirectory(from: string, to: string): boolean {
  try {
    renameSync(from, to)
    return true
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return false
    throw error
  }
}

function refusal(path: string, fault: string, remedy: string): AirlockError {
  return new AirlockError('AIRLOCK_PATH_REFUSED', {
    message: `the directory \`${escape(path)}\` ${fault}`,
    hints: [remedy],
  })
}

/** Signal 0 only asks (kill(2)); a process of another user answers EPERM and lives. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const STAGING = '.staging-'
