import { createHmac, hkdfSync } from 'node:crypto'
import { bytesOf } from './base64url.ts'
import { canonicalJson } from './canonical.ts'
import { FORMAT, type Slot, type VaultDocument } from './document.ts'

/** What every part of one vault is bound to. */
export type VaultHead = Pick<VaultDocument, 'id' | 'cipher'>

/**
 * Names a place in a vault: the canonical text of a list. It is the additional data of what is sealed there and the info of what is derived
 * for it, so that nothing passes in another place, vault, version or cipher than its own.
 */
export function placeIn(head: VaultHead, ...parts: readonly (string | number)[]): Buffer {
  return Buffer.from(canonicalJson([FORMAT, head.id, head.cipher, ...parts]), 'utf8')
}

/** HKDF-SHA-256 (RFC 5869), 32 bytes. */
export function derive(material: Buffer, salt: Buffer, info: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', material, salt, info, 32))
}

/** The vault key itself seals and signs nothing; each purpose has a key of its own. The caller wipes it. */
export function subkey(
  head: VaultHead,
  vaultKey: Buffer,
  purpose: 'mac' | 'manifest' | 'slots' | 'entries' | 'fingerprints',
): Buffer {
  return derive(vaultKey, bytesOf(head.id), placeIn(head, 'subkey', purpose))
}

/** The key that the factors of a slot give together. The caller wipes it. */
export function slotKey(
  head: VaultHead,
  slot: Pick<Slot, 'id' | 'salt' | 'factors'>,
  keys: readonly Buffer[],
): Buffer {
  const material = Buffer.concat(keys)
  const types = slot.factors.map(({ type }) => type)
  try {
    return derive(material, bytesOf(slot.salt), placeIn(head, 'slot-key', slot.id, ...types))
  } finally {
    material.fill(0)
  }
}

/** HMAC-SHA-256 over the canonical text of everything but the MAC. It also commits the file to one vault key. */
export function macOf(document: VaultDocument, vaultKey: Buffer): Buffer {
  const key = subkey(document, vaultKey, 'mac')
  // A member that is undefined has no place in the canonical text.
  const rest = { ...document, mac: undefined }
  try {
    return createHmac('sha256', key).update(canonicalJson(rest), 'utf8').digest()
  } finally {
    key.fill(0)
  }
}
