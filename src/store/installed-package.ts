import { join } from 'node:path'
import { AirlockError, escape } from '../base/index.ts'
import { readTextFile, requirePrivateDirectory } from '../os/index.ts'
import {
  filesOf,
  installationName,
  isInstallationName,
  packageDirectory,
  shelfOf,
} from './layout.ts'
import { type Manifest, parseManifest } from './manifest.ts'
import type { ExactPackage } from './package-name.ts'

/** An installed package. Its content is as it was installed only once `verifyPackage` said so. */
export interface InstalledPackage {
  readonly name: string
  readonly version: string
  /** The directory of this installation: manifest, list, stamps and tree. */
  readonly installation: string
  /** The directory to show to the server, read-only. */
  readonly root: string
  readonly nodeModules: string
  /** Absolute path of the program to run with node. */
  readonly entry: string
  /** SHA-256 of the tree in hexadecimal: a profile that names it pins every byte. */
  readonly tree: string
  readonly manifest: Manifest
}

/**
 * Finds a package by reading two small files; nothing is verified yet. Throws `AIRLOCK_STORE_MISSING` with the command that
 * installs it, `AIRLOCK_STORE_CHANGED` when the manifest is not whole, and `AIRLOCK_PATH_REFUSED` when others may write the store.
 */
export function openPackage(storeDirectory: string, wanted: ExactPackage): InstalledPackage {
  const directory = packageDirectory(storeDirectory, wanted)
  requirePrivateDirectory(shelfOf(storeDirectory))
  const current = readTextFile(join(directory, 'current'))?.trim()
  if (current === undefined)
    throw new AirlockError('AIRLOCK_STORE_MISSING', {
      message: `\`${shown(wanted)}\` is not in the store`,
      hints: [`mcp-airlock store add ${shown(wanted)}`],
    })
  const installation = join(directory, current)
  const files = filesOf(installation)
  const manifest = isInstallationName(current)
    ? parseManifest(readTextFile(files.manifest) ?? '')
    : undefined
  if (!isManifestOf(manifest, wanted) || installationName(manifest.tree) !== current)
    throw changed(wanted, 'its manifest is not the one that was written')
  return {
    ...wanted,
    installation,
    root: files.tree,
    nodeModules: join(files.tree, 'node_modules'),
    entry: join(files.tree, manifest.entry),
    tree: manifest.tree,
    manifest,
  }
}

/** The refusal of a package that is not what was installed. */
export function changed(wanted: ExactPackage, fault: string): AirlockError {
  return new AirlockError('AIRLOCK_STORE_CHANGED', {
    message: `\`${shown(wanted)}\` in the store is not what was installed: ${fault}`,
    hints: [`mcp-airlock store remove ${shown(wanted)} && mcp-airlock store add ${shown(wanted)}`],
  })
}

function isManifestOf(
  manifest: Manifest | undefined,
  { name, version }: ExactPackage,
): manifest is Manifest {
  return manifest?.name === name && manifest.version === version
}

function shown({ name, version }: ExactPackage): string {
  return escape(`${name}@${version}`, 400)
}
