import { join } from 'node:path'
import { AirlockError } from '../base/index.ts'
import {
  createStagingDirectory,
  listDirectory,
  moveDirectory,
  removeTree,
  requirePrivateDirectory,
} from '../os/index.ts'
import { type InstalledPackage, openPackage } from './installed-package.ts'
import { packageDirectory, shelfOf } from './layout.ts'
import { type ExactPackage, packageOfDirectory } from './package-name.ts'

/** A package directory of the store: what can be started from it, or why nothing can. */
export type ShelfEntry = ExactPackage &
  ({ readonly installed: InstalledPackage } | { readonly fault: AirlockError })

/** Every package of the store in the order of the names, opened but not verified; empty when there is no store yet. */
export function listPackages(storeDirectory: string): readonly ShelfEntry[] {
  return listDirectory(shelfOf(storeDirectory))
    .flatMap((name) => packageOfDirectory(name) ?? [])
    .toSorted((a, b) => compare(a.name, b.name) || compare(a.version, b.version))
    .map((found) => ({ ...found, ...openOrFault(storeDirectory, found) }))
}

/**
 * Removes every installation of a package; returns false when there was none. It disappears by one rename, so that no launch
 * sees half of it. A server that runs from it keeps the files that it has open and nothing else.
 */
export function removePackage(storeDirectory: string, wanted: ExactPackage): boolean {
  const shelf = shelfOf(storeDirectory)
  const directory = packageDirectory(storeDirectory, wanted)
  if (!requirePrivateDirectory(shelf) || !requirePrivateDirectory(directory)) return false
  const staging = createStagingDirectory(shelf)
  moveDirectory(directory, join(staging, 'removed'))
  removeTree(staging)
  return true
}

function openOrFault(
  storeDirectory: string,
  wanted: ExactPackage,
): { installed: InstalledPackage } | { fault: AirlockError } {
  try {
    return { installed: openPackage(storeDirectory, wanted) }
  } catch (error) {
    if (AirlockError.is(error)) return { fault: error }
    throw error
  }
}

/** By code units: the order must not depend on anybody's locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
