import { join } from 'node:path'
import { AirlockError } from '../base/index.ts'
import { ensurePrivateDirectory, moveDirectory, writeFileAtomically } from '../os/index.ts'
import { openPackage } from './installed-package.ts'
import { installationName, packageDirectory } from './layout.ts'
import type { Manifest } from './manifest.ts'
import { verifyPackage } from './verify.ts'

/**
 * Gives a built installation its name and makes it the current one. When the very same tree is there already, it stays and the
 * new one is left in `staging`; a damaged one is moved into `staging` instead, to be thrown away with it.
 */
export async function publish(
  storeDirectory: string,
  manifest: Manifest,
  places: { readonly built: string; readonly staging: string },
): Promise<void> {
  const directory = packageDirectory(storeDirectory, manifest)
  const name = installationName(manifest.tree)
  const target = join(directory, name)
  ensurePrivateDirectory(directory)
  const isNew = moveDirectory(places.built, target)
  writeFileAtomically(join(directory, 'current'), `${name}\n`, { mode: 0o600 })
  if (isNew || (await isWhole(storeDirectory, manifest))) return
  moveDirectory(target, join(places.staging, 'damaged'))
  moveDirectory(places.built, target)
}

async function isWhole(storeDirectory: string, manifest: Manifest): Promise<boolean> {
  try {
    await verifyPackage(openPackage(storeDirectory, manifest))
    return true
  } catch (error) {
    if (AirlockError.is(error) && error.code === 'AIRLOCK_STORE_CHANGED') return false
    throw error
  }
}
