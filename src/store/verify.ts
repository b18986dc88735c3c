import { escape } from '../base/index.ts'
import { readRegularFile, stampsHold, writeFileAtomically } from '../os/index.ts'
import { changed, type InstalledPackage } from './installed-package.ts'
import { filesOf } from './layout.ts'
import { type Measured, measureTree } from './measure.ts'
import { decodeIndex, encodeIndex } from './stamp-index.ts'
import { decodeList, firstDifference, treeHash } from './tree-list.ts'

/** How a package was found to be unchanged: by the stamps of its files, or by hashing all of them. */
export interface Verified {
  readonly by: 'stamps' | 'content'
}

/**
 * Requires the tree to be what was installed. Usually one lstat(2) for each file and directory against the stamps taken after the
 * last hashing; when anything differs, everything is hashed, and the stamps are taken anew if it is the same. Throws
 * `AIRLOCK_STORE_CHANGED` with the first path that is not. Whoever may write the whole store can also write its manifest:
 * against that one, compare `tree` with a hash kept elsewhere.
 */
export function verifyPackage(installed: InstalledPackage): Verified {
  const files = filesOf(installed.installation)
  const index = decodeIndex(readRegularFile(files.stamps) ?? new Uint8Array())
  if (index?.tree === installed.tree && stampsHold(installed.root, index.paths, index.stamps))
    return { by: 'stamps' }
  const measured = measureWhole(installed)
  if (treeHash(measured.list) !== installed.tree)
    throw changed(installed, faultOf(installed, measured))
  if (measured.settled) refresh(files.stamps, { tree: installed.tree, ...measured })
  return { by: 'content' }
}

function measureWhole(installed: InstalledPackage): Measured {
  try {
    const measured = measureTree(installed.root, Date.now())
    if (!('odd' in measured)) return measured
    throw changed(
      installed,
      `\`${escape(measured.odd, 400)}\` was replaced by something else or changes right now`,
    )
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw changed(
      installed,
      `\`${escape((error as NodeJS.ErrnoException).path ?? '', 400)}\` is missing`,
    )
  }
}

function faultOf(installed: InstalledPackage, measured: Measured): string {
  const list = readRegularFile(filesOf(installed.installation).list)
  if (list === undefined || treeHash(list) !== installed.tree)
    return 'files were changed, and the list that would tell which ones was changed too'
  const difference = firstDifference(decodeList(list), measured.entries)
  return difference === undefined
    ? 'its list has another order'
    : `\`${escape(difference.path, 400)}\` was ${difference.fault === 'missing' ? 'removed' : difference.fault}`
}

/** A store on a read-only file system is as good as any other: it is only hashed at every launch. */
function refresh(path: string, index: { tree: string } & Pick<Measured, 'paths' | 'stamps'>): void {
  try {
    writeFileAtomically(path, encodeIndex(index), { mode: 0o600 })
  } catch (error) {
    if (
      !['EROFS', 'EACCES', 'ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '')
    )
      throw error
  }
}
