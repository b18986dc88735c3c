import { join } from 'node:path'
import { directoryOf, type ExactPackage } from './package-name.ts'

/**
 * The store on disk:
 *
 *     STORE/npm/                              0700
 *       @scope+name@1.2.3/
 *         current                             the name of the installation in use
 *         3f1c…/                              one installation, named by the first 32 digits of its tree hash
 *           manifest.json                     see manifest.ts
 *           tree.list                         the canonical list; its SHA-256 is the tree hash
 *           stamps                            for a fast look at launch, see stamp-index.ts
 *           tree/node_modules/…               what the server sees
 *       .staging-PID-XXXXXX/                  work in progress
 *
 * An installation never changes once it has its name. A second `add` of the same version may resolve other dependencies: then
 * there are two, and `current` says which one starts. The older one stays for the servers that run from it.
 */
export function shelfOf(storeDirectory: string): string {
  return join(storeDirectory, 'npm')
}

export function packageDirectory(storeDirectory: string, wanted: ExactPackage): string {
  return join(shelfOf(storeDirectory), directoryOf(wanted))
}

/** The files of one installation. */
export function filesOf(installation: string): {
  readonly manifest: string
  readonly list: string
  readonly stamps: string
  readonly tree: string
} {
  return {
    manifest: join(installation, 'manifest.json'),
    list: join(installation, 'tree.list'),
    stamps: join(installation, 'stamps'),
    tree: join(installation, 'tree'),
  }
}

/** The name of an installation: 128 bits of the tree hash, enough against accidents; the manifest has all of it. */
export function installationName(treeHash: string): string {
  return treeHash.slice(0, 32)
}

export function isInstallationName(name: string): boolean {
  return /^[0-9a-f]{32}$/.test(name)
}
