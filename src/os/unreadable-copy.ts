import { chmodSync, constants, copyFileSync, lstatSync, renameSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { fileDigest } from './digest.ts'
import { listDirectory } from './files.ts'
import { createStagingDirectory, removeStaleStaging } from './private-dir.ts'
import { removeTree } from './tree.ts'

/**
 * A copy of a program that may be run and not read (0111), in a private directory: the kernel makes a process of such a file undumpable, so that no
 * other process of the user reads its memory or environment (execve(2), prctl(2) PR_SET_DUMPABLE). The digest of a new copy is compared
 * with the program's; one that is there already is known by name, owner, mode and size, and only this user could have put it there.
 * Undefined for root, who may read anything, and where the copy cannot be made.
 */
export async function unreadableCopy(file: string, directory: string): Promise<string | undefined> {
  if (process.geteuid?.() === 0) return undefined
  const source = statSync(file, { throwIfNoEntry: false })
  if (source === undefined) return undefined
  const prefix = `${basename(file)}-`
  const name = `${prefix}${source.size}-${Math.trunc(source.mtimeMs)}-${process.version}`
  const target = `${directory}/${name}`
  if (isUnreadable(target, source.size)) return target
  removeStaleStaging(directory)
  const staging = createStagingDirectory(directory)
  try {
    const copy = `${staging}/copy`
    copyFileSync(file, copy, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
    const [made, given] = await Promise.all([fileDigest(copy), fileDigest(file)])
    if (made === undefined || made !== given) return undefined
    chmodSync(copy, UNREADABLE)
    for (const old of listDirectory(directory))
      if (old.startsWith(prefix)) removeTree(`${directory}/${old}`)
    renameSync(copy, target)
    return target
  } catch (error) {
    if (FULL.has((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  } finally {
    removeTree(staging)
  }
}

function isUnreadable(path: string, size: number): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  return (
    stat?.isFile() === true &&
    stat.uid === process.geteuid?.() &&
    (stat.mode & 0o7777) === UNREADABLE &&
    stat.size === size
  )
}

const UNREADABLE = 0o111
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EROFS'])
