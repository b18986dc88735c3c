import { base64urlOf } from './base64url.ts'
import { macOf } from './binding.ts'
import type { VaultDocument } from './document.ts'
import { forbidden } from './faults.ts'
import { LIMITS } from './limits.ts'
import { type ListedEntry, sealManifest } from './manifest.ts'
import { OpenVault, requireOpen, type VaultParts } from './open-vault.ts'
import { formatVault } from './parse.ts'

/** What an edit changes; everything else stays. */
export interface Revision {
  readonly document?: Partial<Pick<VaultDocument, 'policy' | 'slots' | 'entries' | 'keyCreated'>>
  /** In the order of the entries. */
  readonly manifest?: readonly ListedEntry[]
  readonly vaultKey?: Buffer
}

/**
 * The vault after an edit, sealed and authenticated as a whole. Its generation is the next one after the file's, however many edits come
 * before the save. Throws `AIRLOCK_VAULT_POLICY` when the file would be too large.
 */
export function revise(open: VaultParts, revision: Revision): OpenVault {
  requireOpen(open)
  const { suite, saved } = open
  const { manifest = open.manifest, vaultKey = open.vaultKey } = revision
  const head = { ...open.document, ...revision.document, generation: saved + 1 }
  const sealed = { ...head, manifest: sealManifest(suite, head, vaultKey, manifest) }
  const document = { ...sealed, mac: base64urlOf(macOf(sealed, vaultKey)) }
  if (formatVault(document).length > LIMITS.fileBytes)
    throw forbidden('the vault would be too large')
  return new OpenVault({ suite, document, vaultKey, manifest, saved })
}
