import { createHmac } from 'node:crypto'
import { base64urlOf } from './base64url.ts'
import { subkey } from './binding.ts'
import { type OpenVault, requireOpen } from './open-vault.ts'

/**
 * Names a value so that it can be found again elsewhere: HMAC-SHA-256 under a key of this vault, base64url. Without the vault key
 * nobody can try values against it. Differs after `rotateKey`.
 */
export function fingerprint(open: OpenVault, value: Uint8Array): string {
  requireOpen(open)
  const key = subkey(open.document, open.vaultKey, 'fingerprints')
  try {
    return base64urlOf(createHmac('sha256', key).update(value).digest())
  } finally {
    key.fill(0)
  }
}
