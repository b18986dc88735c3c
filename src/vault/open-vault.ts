import { timingSafeEqual } from 'node:crypto'
import { AirlockError, escape, unmoved } from '../base/index.ts'
import { bytesOf } from './base64url.ts'
import { macOf } from './binding.ts'
import type { VaultDocument } from './document.ts'
import type { Entry } from './entry.ts'
import { tampered } from './faults.ts'
import { type ListedEntry, openManifest } from './manifest.ts'
import { openValue } from './sealed-value.ts'
import type { Suite } from './suite.ts'

/** What an open vault is made of. */
export interface VaultParts {
  readonly suite: Suite
  readonly document: VaultDocument
  readonly vaultKey: Buffer
  readonly manifest: readonly ListedEntry[]
  /** The generation that was read from the file; 0 for a vault that was never written. */
  readonly saved: number
}

/** A vault whose every byte was found to be authentic. Never changes: edits make a new one. */
export class OpenVault implements VaultParts {
  readonly suite: Suite
  readonly document: VaultDocument
  /** Shared with the vaults that edits made of this one, `rotateKey` excepted. Wiped by `close`. */
  readonly vaultKey: Buffer
  readonly manifest: readonly ListedEntry[]
  readonly saved: number

  constructor(parts: VaultParts) {
    this.suite = parts.suite
    this.document = parts.document
    this.vaultKey = parts.vaultKey
    this.manifest = parts.manifest
    this.saved = parts.saved
  }

  /** Everything but the values. */
  entries(): readonly Entry[] {
    return this.manifest.map(({ id: _id, version: _version, ...entry }) => entry)
  }

  /** The value of an entry, which the caller wipes. Throws `AIRLOCK_VAULT_ENTRY_MISSING`. */
  read(name: string): Buffer {
    const index = indexOf(this, name)
    const sealed = this.document.entries[index]
    if (sealed === undefined) throw new TypeError('the manifest and the entries differ')
    requireOpen(this)
    return openValue(this.suite, this.document, this.vaultKey, sealed)
  }

  /** Wipes the vault key. Reading and editing are bugs from then on, here and in the vaults that share the key. */
  close(): void {
    this.vaultKey.fill(0)
  }
}

/**
 * Opens a vault with a copy of its key. Nothing of the document counts before this returns: the MAC covers all of it. Throws
 * `AIRLOCK_VAULT_TAMPERED`, which is also how a key of before a rotation looks: unlocking a slot tells the two apart.
 */
export function openVault(suite: Suite, document: VaultDocument, vaultKey: Buffer): OpenVault {
  if (vaultKey.length !== 32) throw new TypeError('a vault key has 32 bytes')
  if (!timingSafeEqual(macOf(document, vaultKey), bytesOf(document.mac)))
    throw tampered('the authentication code does not fit')
  const manifest = openManifest(suite, document, vaultKey)
  const own = unmoved(32)
  vaultKey.copy(own)
  return new OpenVault({ suite, document, vaultKey: own, manifest, saved: document.generation })
}

/** Where an entry stands, in the manifest and among the sealed ones. Throws `AIRLOCK_VAULT_ENTRY_MISSING`. */
export function indexOf(open: VaultParts, name: string): number {
  const index = open.manifest.findIndex((entry) => entry.name === name)
  if (index !== -1) return index
  throw new AirlockError('AIRLOCK_VAULT_ENTRY_MISSING', {
    message: `the vault has no entry \`${escape(name, 128)}\``,
  })
}

/** A random key is never all zeros. */
export function requireOpen({ vaultKey }: VaultParts): void {
  if (vaultKey.every((byte) => byte === 0)) throw new TypeError('the vault was closed')
}
