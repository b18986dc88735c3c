import { AirlockError } from '../base/index.ts'
import { exclusively, writeFileAtomically } from '../os/index.ts'
import { keepBackup, sweepTemporaries } from './backups.ts'
import type { VaultDocument } from './document.ts'
import { forbidden } from './faults.ts'
import { type OpenVault, openVault } from './open-vault.ts'
import { formatVault, parseVault } from './parse.ts'
import {
  asPermissions,
  ensureDirectory,
  permissionFault,
  readPrivate,
  type VaultPlace,
  vaultFile,
} from './place.ts'
import { readSeen, requireCurrent, writeSeen } from './seen.ts'
import type { Suite } from './suite.ts'

/**
 * Reads the vault file, without its key: whether it is authentic, `openVault` says. Throws `AIRLOCK_VAULT_MISSING`,
 * `AIRLOCK_VAULT_PERMISSIONS`, `AIRLOCK_VAULT_INVALID`, and `AIRLOCK_VAULT_ROLLBACK` when it is older than what was seen on this machine.
 */
export function readVaultFile(place: VaultPlace): VaultDocument {
  const document = parseVault(readBytes(place))
  requireCurrent(place, document, readSeen(place))
  return document
}

/** Writes a new vault. Throws `AIRLOCK_VAULT_EXISTS` when there is one, `AIRLOCK_VAULT_POLICY` when it has no slot, and as `alone`. */
export async function createVaultFile(place: VaultPlace, open: OpenVault): Promise<void> {
  await alone(place, () => {
    if (readPrivate(place.directory, 'vault.json') !== undefined) {
      throw new AirlockError('AIRLOCK_VAULT_EXISTS', { message: 'there is a vault already' })
    }
    writeVault(place, open).close()
  })
}

/** An edit of the vault in the file: takes what is there now, returns what is to be there. */
export interface VaultUpdate {
  readonly suite: Suite
  readonly vaultKey: Buffer
  /** Called once, while no other process changes the vault. Returning what it was given writes nothing. Both are closed afterwards. */
  readonly change: (open: OpenVault) => OpenVault | Promise<OpenVault>
  /** How long it waits while others change the vault; fifteen seconds when absent. */
  readonly patienceMs?: number
}

/**
 * Changes the vault in the file, as it is at that moment, and returns it opened; the caller closes it. The file before it becomes a backup.
 * Throws as `readVaultFile`, `openVault` and `alone`, and what `change` throws; the file is unchanged then.
 */
export async function updateVaultFile(place: VaultPlace, update: VaultUpdate): Promise<OpenVault> {
  const { suite, vaultKey, change, patienceMs } = update
  const work = async (): Promise<OpenVault> => {
    const before = openVault(suite, readVaultFile(place), vaultKey)
    let after = before
    try {
      after = await change(before)
      if (after === before) return openVault(suite, before.document, vaultKey)
      asPermissions(() => keepBackup(place, before.document.generation))
      return writeVault(place, after)
    } finally {
      before.close()
      after.close()
    }
  }
  return await alone(place, work, patienceMs)
}

/**
 * Records that this state was seen and is authentic, so that no older one is taken again on this machine: to be called when a vault was
 * opened. An older state than the recorded one changes nothing. Throws as `alone`.
 */
export async function rememberVault(place: VaultPlace, { document }: OpenVault): Promise<void> {
  await alone(place, () => {
    const seen = readSeen(place)
    if (seen?.id !== document.id || seen.generation < document.generation)
      writeSeen(place, document)
  })
}

/**
 * Works while no other process works on this vault. Throws `AIRLOCK_VAULT_BUSY` when others keep it for so long, and
 * `AIRLOCK_VAULT_PERMISSIONS` when a directory is not private or cannot be written.
 */
export async function alone<T>(
  place: VaultPlace,
  work: () => T | Promise<T>,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  ensureDirectory(place.directory)
  let isAlone = false
  const held = await exclusively(place.directory, patienceMs, async () => {
    isAlone = true
    asPermissions(() => sweepTemporaries(place))
    return await work()
  }).catch((error: unknown) => {
    // What `work` throws is its own; what comes before is the lock's.
    throw isAlone ? error : permissionFault(error)
  })
  if (held !== undefined) return held.done
  throw new AirlockError('AIRLOCK_VAULT_BUSY', {
    message: 'another process keeps the vault and does not come to an end',
  })
}

/** Writes the vault, which is read back and opened before it takes the place of the old one. Inside the lock. */
export function writeVault(place: VaultPlace, open: OpenVault): OpenVault {
  if (open.document.slots.length === 0) throw forbidden('a vault without a slot cannot be opened')
  const bytes = formatVault(open.document)
  const written = openVault(open.suite, parseVault(bytes), open.vaultKey)
  try {
    asPermissions(() => writeFileAtomically(vaultFile(place), bytes, { mode: 0o600 }))
    // Afterwards: a crash between the two leaves a file that is newer than what was seen, which is fine.
    writeSeen(place, written.document)
    return written
  } catch (error) {
    written.close()
    throw error
  }
}

function readBytes(place: VaultPlace): Buffer {
  const bytes = readPrivate(place.directory, 'vault.json')
  if (bytes !== undefined) return bytes
  throw new AirlockError('AIRLOCK_VAULT_MISSING', { message: 'there is no vault' })
}

/** Each holder takes some ten milliseconds; a machine under load takes more. */
const PATIENCE_MS = 15_000
