import { base64urlOf } from './base64url.ts'
import { type Cipher, FORMAT, type VaultPolicy } from './document.ts'
import type { OpenVault } from './open-vault.ts'
import { revise } from './revise.ts'
import type { Suite } from './suite.ts'

/** A new vault with a random key. It has no slot yet, and nothing writes it before it has one. `now` in milliseconds since 1970. */
export function createVault(
  suite: Suite,
  given: { readonly cipher: Cipher; readonly policy: VaultPolicy; readonly now: number },
): OpenVault {
  const document = {
    format: FORMAT,
    id: base64urlOf(suite.random(16)),
    generation: 1,
    created: given.now,
    keyCreated: given.now,
    cipher: given.cipher,
    policy: given.policy,
    slots: [],
    // Both are made by the revision.
    manifest: { nonce: '', data: '' },
    entries: [],
    mac: '',
  } as const
  return revise({ suite, document, vaultKey: suite.random(32), manifest: [], saved: 0 }, {})
}
