import { unmoved } from '../base/index.ts'
import { placeIn, subkey, type VaultHead } from './binding.ts'
import type { SealedEntry } from './document.ts'
import { tampered } from './faults.ts'
import type { Suite } from './suite.ts'

/** Seals a value under a fresh key of its own, and that key under the vault's key for entries. Does not wipe the value. */
export function sealValue(
  suite: Suite,
  head: VaultHead,
  vaultKey: Buffer,
  given: Pick<SealedEntry, 'id' | 'version'> & { readonly value: Buffer },
): SealedEntry {
  const { id, version, value } = given
  const key = suite.random(32)
  const padded = pad(value)
  try {
    return {
      id,
      version,
      key: wrapKey(suite, head, vaultKey, { id, version, key }),
      value: suite.seal(head.cipher, key, padded, placeIn(head, 'entry-value', id, version)),
    }
  } finally {
    key.fill(0)
    padded.fill(0)
  }
}

/** The value of an entry; the caller wipes it. Throws `AIRLOCK_VAULT_TAMPERED`. */
export function openValue(
  suite: Suite,
  head: VaultHead,
  vaultKey: Buffer,
  entry: SealedEntry,
): Buffer {
  const key = openKey(suite, head, vaultKey, entry)
  const place = placeIn(head, 'entry-value', entry.id, entry.version)
  const padded = suite.unseal(head.cipher, key, entry.value, place)
  key.fill(0)
  if (padded === undefined) throw tampered('the value of an entry')
  return unpad(padded)
}

/** The same entry for another vault key: only the key of its value is sealed anew. */
export function rewrap(
  suite: Suite,
  head: VaultHead,
  entry: SealedEntry,
  keys: { readonly from: Buffer; readonly to: Buffer },
): SealedEntry {
  const key = openKey(suite, head, keys.from, entry)
  try {
    return { ...entry, key: wrapKey(suite, head, keys.to, { ...entry, key }) }
  } finally {
    key.fill(0)
  }
}

function wrapKey(
  suite: Suite,
  head: VaultHead,
  vaultKey: Buffer,
  { id, version, key }: Pick<SealedEntry, 'id' | 'version'> & { readonly key: Buffer },
): SealedEntry['key'] {
  const wrapping = subkey(head, vaultKey, 'entries')
  try {
    return suite.seal(head.cipher, wrapping, key, placeIn(head, 'entry-key', id, version))
  } finally {
    wrapping.fill(0)
  }
}

function openKey(suite: Suite, head: VaultHead, vaultKey: Buffer, entry: SealedEntry): Buffer {
  const wrapping = subkey(head, vaultKey, 'entries')
  const place = placeIn(head, 'entry-key', entry.id, entry.version)
  const key = suite.unseal(head.cipher, wrapping, entry.key, place)
  wrapping.fill(0)
  if (key === undefined) throw tampered('the key of an entry')
  return key
}

/** ISO/IEC 7816-4: one byte 0x80, then zeros. The length of a secret often tells what kind it is. */
function pad(value: Buffer): Buffer {
  const padded = Buffer.alloc((Math.floor(value.length / PADDED_TO) + 1) * PADDED_TO)
  value.copy(padded)
  padded[value.length] = MARK
  return padded
}

/** Wipes what it is given. */
function unpad(padded: Buffer): Buffer {
  try {
    const end = padded.lastIndexOf(MARK)
    const isPadding = end >= padded.length - PADDED_TO && padded.subarray(end + 1).every(isZero)
    if (padded.length % PADDED_TO !== 0 || end < 0 || !isPadding)
      throw tampered('the padding of a value')
    // Not from the shared pool: the caller's `fill(0)` must reach the only copy.
    const value = unmoved(end)
    padded.copy(value, 0, 0, end)
    return value
  } finally {
    padded.fill(0)
  }
}

const isZero = (byte: number): boolean => byte === 0

const MARK = 0x80
const PADDED_TO = 64
