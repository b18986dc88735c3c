import { AirlockError } from '../base/index.ts'
import { linkFile } from '../os/index.ts'
import { keepBackup } from './backups.ts'
import type { VaultDocument } from './document.ts'
import { type OpenVault, openVault, type VaultParts } from './open-vault.ts'
import { parseVault } from './parse.ts'
import { asPermissions, readPrivate, type VaultPlace, vaultFile } from './place.ts'
import { revise } from './revise.ts'
import { readSeen, requireCurrent, type Seen } from './seen.ts'
import type { Suite } from './suite.ts'
import { alone, writeVault } from './vault-file.ts'

/** What is put in the place of the vault. */
export interface Restoration {
  readonly suite: Suite
  /** Parsed from a backup, or from the vault file itself when somebody had put an old one there. */
  readonly document: VaultDocument
  /** Its key, as its own slots give it: one from before a rotation has the key of that time. */
  readonly vaultKey: Buffer
  /** A person's word that what is younger may be lost. */
  readonly acceptRollback: boolean
}

/**
 * Puts an older state in the place of the vault, as a new generation after all that were seen, so that it is current from then on. The
 * file that was there is kept: as a backup, or as `vault.json.broken` if it does not parse. Returns the vault opened. Throws
 * `AIRLOCK_VAULT_ROLLBACK` unless the state is current or `acceptRollback`, `AIRLOCK_VAULT_TAMPERED`, and as `alone`.
 */
export async function restoreVaultFile(
  place: VaultPlace,
  { suite, document, vaultKey, acceptRollback }: Restoration,
): Promise<OpenVault> {
  return await alone(place, () => {
    const seen = acceptRollback ? seenIfReadable(place) : readSeen(place)
    if (!acceptRollback) requireCurrent(place, document, seen)
    const old = openVault(suite, document, vaultKey)
    try {
      const current = keepCurrent(place)
      const saved = Math.max(document.generation, seen?.generation ?? 0, current ?? 0)
      return writeVault(place, revise(asSaved(old, saved), {}))
    } finally {
      old.close()
    }
  })
}

/** The same vault as if it had been read from a file of that generation. */
function asSaved({ suite, document, vaultKey, manifest }: OpenVault, saved: number): VaultParts {
  return { suite, document, vaultKey, manifest, saved }
}

function seenIfReadable(place: VaultPlace): Seen | undefined {
  try {
    return readSeen(place)
  } catch (error) {
    if (AirlockError.is(error) && error.code === 'AIRLOCK_VAULT_ROLLBACK') return undefined
    throw error
  }
}

/** The generation of the file that is about to be replaced; undefined when there is none or it does not parse. */
function keepCurrent(place: VaultPlace): number | undefined {
  const bytes = readPrivate(place.directory, 'vault.json')
  if (bytes === undefined) return undefined
  const generation = generationOf(bytes)
  asPermissions(() => {
    if (generation === undefined) linkFile(vaultFile(place), `${vaultFile(place)}.broken`)
    else keepBackup(place, generation)
  })
  return generation
}

function generationOf(bytes: Buffer): number | undefined {
  try {
    return parseVault(bytes).generation
  } catch (error) {
    if (AirlockError.is(error)) return undefined
    throw error
  }
}
