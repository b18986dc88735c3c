import { escape } from '../base/index.ts'
import { censusOf, readRegularFile, writeFileAtomically } from '../os/index.ts'
import { changed, type InstalledPackage } from './installed-package.ts'
import { filesOf } from './layout.ts'
import { type Measured, measureTree } from './measure.ts'
import { encodeStamps, stampsHold } from './stamps.ts'
import { decodeList, firstDifference, treeHash } from './tree-list.ts'

/** How a package was found to be unchanged: by the stamps of its files, or by hashing all of them. */
export interface Verified {
  readonly by: 'stamps' | 'content'
}

/**
 * Requires the tree to be what was installed. Usually one census against the one taken when everything was last
 * hashed; when anything differs, everything is hashed, and a new census is kept if it is the same. Throws
 * `AIRLOCK_STORE_CHANGED` with the first path that is not. Whoever may write the whole store can also write its manifest:
 * against that one, compare `tree` with a hash kept elsewhere.
 */
export async function verifyPackage(installed: InstalledPackage): Promise<Verified> {
  const files = filesOf(installed.installation)
  const counting = censusOf(installed.root)
  const stamps = readRegularFile(files.stamps)
  const census = await counting
  if (stamps !== undefined && census !== undefined && stampsHold(stamps, installed.tree, census))
    return { by: 'stamps' }
  const measured = await measureWhole(installed)
  if ((await treeHash(measured.list)) !== installed.tree)
    throw changed(installed, await faultOf(installed, measured))
  if (measured.census !== undefined)
    refresh(files.stamps, encodeStamps(installed.tree, measured.census))
  return { by: 'content' }
}

async function measureWhole(installed: InstalledPackage): Promise<Measured> {
  try {
    const measured = await measureTree(installed.root, Date.now())
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

async function faultOf(installed: InstalledPackage, measured: Measured): Promise<string> {
  const list = readRegularFile(filesOf(installed.installation).list)
  if (list === undefined || (await treeHash(list)) !== installed.tree)
    return 'files were changed, and the list that would tell which ones was changed too'
  const difference = firstDifference(decodeList(list), measured.entries)
  return difference === undefined
    ? 'its list has another order'
    : `\`${escape(difference.path, 400)}\` was ${difference.fault === 'missing' ? 'removed' : difference.fault}`
}

/** A store on a read-only file system is as good as any other: it is only hashed at every launch. */
function refresh(path: string, stamps: Uint8Array): void {
  try {
    writeFileAtomically(path, stamps, { mode: 0o600 })
  } catch (error) {
    if (
      !['EROFS', 'EACCES', 'ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '')
    )
      throw error
  }
}
