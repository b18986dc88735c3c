import { AirlockError, escape } from '../base/index.ts'
import { base64urlOf, bytesOf } from './base64url.ts'
import { derive, placeIn, slotKey, subkey, type VaultHead } from './binding.ts'
import { canonicalJson } from './canonical.ts'
import type { Box, Factor, SealedBox, Slot, VaultDocument } from './document.ts'
import { tampered } from './faults.ts'
import { publicKeyOf, sharedSecret } from './key-pair.ts'
import type { Suite } from './suite.ts'

/** A new slot for these factors with the vault key in it. Wipes nothing of what it is given. */
export function makeSlot(
  suite: Suite,
  head: VaultHead,
  given: { readonly label: string; readonly factors: readonly Factor[]; readonly vaultKey: Buffer },
): Slot {
  const { label, factors, vaultKey } = given
  const secrets = suite.random(64)
  const { privateKey, secret } = split(secrets)
  const open = {
    id: base64urlOf(suite.random(16)),
    label,
    factors: factors.map(({ record }) => record),
    salt: base64urlOf(suite.random(16)),
    publicKey: base64urlOf(publicKeyOf(privateKey)),
  }
  const keys = factors.map(({ key }) => key)
  const kek = slotKey(head, open, keys)
  try {
    return {
      ...open,
      privateKey: suite.seal(head.cipher, kek, secrets, privateKeyPlace(head, open)),
      secret: sealSecret(suite, head, open, { secret, vaultKey }),
      sealedKey: sealVaultKey(suite, head, open, { secret, vaultKey }),
    }
  } finally {
    kek.fill(0)
    secrets.fill(0)
  }
}

/** The slot of an open vault with another vault key in it, without its factors. Throws `AIRLOCK_VAULT_TAMPERED` when the slot is not whole. */
export function resealSlot(
  suite: Suite,
  head: VaultHead,
  slot: Slot,
  { from, to }: { readonly from: Buffer; readonly to: Buffer },
): Slot {
  const wrapping = subkey(head, from, 'slots')
  const secret = suite.unseal(head.cipher, wrapping, slot.secret, secretPlace(head, slot))
  wrapping.fill(0)
  if (secret === undefined) throw tampered('the secret of a slot')
  try {
    return {
      ...slot,
      secret: sealSecret(suite, head, slot, { secret, vaultKey: to }),
      sealedKey: sealVaultKey(suite, head, slot, { secret, vaultKey: to }),
    }
  } finally {
    secret.fill(0)
  }
}

/**
 * The vault key out of a slot, by the keys of its factors in their order. It is the right one only when `openVault` takes it. The
 * caller wipes it and the keys. Throws `AIRLOCK_VAULT_FACTOR` when the keys do not fit the slot, and `AIRLOCK_VAULT_TAMPERED` when they do
 * and the rest of the slot does not. A slot that is not there is a bug of the caller.
 */
export function unlockSlot(
  suite: Suite,
  document: VaultDocument,
  slotId: string,
  keys: readonly Buffer[],
): Buffer {
  const slot = document.slots.find(({ id }) => id === slotId)
  if (slot === undefined) throw new TypeError('no slot has this id')
  if (keys.length !== slot.factors.length || keys.some(({ length }) => length !== 32))
    throw new TypeError('one key of 32 bytes for each factor of the slot')
  const kek = slotKey(document, slot, keys)
  const place = privateKeyPlace(document, slot)
  const secrets = suite.unseal(document.cipher, kek, slot.privateKey, place)
  kek.fill(0)
  if (secrets === undefined) {
    throw new AirlockError('AIRLOCK_VAULT_FACTOR', {
      message: `what was given does not open the slot \`${escape(slot.label)}\``,
    })
  }
  try {
    return openSealedKey(suite, document, slot, split(secrets))
  } finally {
    secrets.fill(0)
  }
}

interface SlotSecrets {
  readonly privateKey: Buffer
  readonly secret: Buffer
}

/** Both lie in what they are split from. */
function split(secrets: Buffer): SlotSecrets {
  return { privateKey: secrets.subarray(0, 32), secret: secrets.subarray(32) }
}

function openSealedKey(
  suite: Suite,
  head: VaultHead,
  slot: Slot,
  { privateKey, secret }: SlotSecrets,
): Buffer {
  const { ephemeral } = slot.sealedKey
  if (base64urlOf(publicKeyOf(privateKey)) !== slot.publicKey)
    throw tampered('the keys of a slot are no pair')
  const shared = sharedSecret(privateKey, bytesOf(ephemeral))
  const key = sealingKey(head, slot, { ephemeral, shared, secret })
  try {
    const place = vaultKeyPlace(head, slot, ephemeral)
    const vaultKey = suite.unseal(head.cipher, key, slot.sealedKey, place)
    if (vaultKey === undefined) throw tampered('the sealed key of a slot')
    return vaultKey
  } finally {
    key.fill(0)
  }
}

interface ToSeal {
  readonly secret: Buffer
  readonly vaultKey: Buffer
}

function sealSecret(
  suite: Suite,
  head: VaultHead,
  slot: PublicPart,
  { secret, vaultKey }: ToSeal,
): Box {
  const wrapping = subkey(head, vaultKey, 'slots')
  try {
    return suite.seal(head.cipher, wrapping, secret, secretPlace(head, slot))
  } finally {
    wrapping.fill(0)
  }
}

function sealVaultKey(
  suite: Suite,
  head: VaultHead,
  slot: PublicPart,
  { secret, vaultKey }: ToSeal,
): SealedBox {
  const own = suite.random(32)
  const ephemeral = base64urlOf(publicKeyOf(own))
  const shared = sharedSecret(own, bytesOf(slot.publicKey))
  own.fill(0)
  const key = sealingKey(head, slot, { ephemeral, shared, secret })
  try {
    const place = vaultKeyPlace(head, slot, ephemeral)
    return { ephemeral, ...suite.seal(head.cipher, key, vaultKey, place) }
  } finally {
    key.fill(0)
  }
}

/**
 * Out of the shared secret, so that a vault key of before a rotation opens nothing, and out of the slot's secret, so that nobody who only
 * knows the public key can put a vault of their own there. Both public keys go in, as RFC 7748 (section 6.1) advises. Wipes the shared secret.
 */
function sealingKey(
  head: VaultHead,
  slot: PublicPart,
  given: {
    readonly ephemeral: string
    readonly shared: Buffer | undefined
    readonly secret: Buffer
  },
): Buffer {
  const { ephemeral, shared, secret } = given
  if (shared === undefined) throw tampered('a public key of a slot')
  const material = Buffer.concat([shared, secret])
  const salt = Buffer.concat([bytesOf(ephemeral), bytesOf(slot.publicKey)])
  try {
    return derive(material, salt, placeIn(head, 'sealing-key', slot.id))
  } finally {
    shared.fill(0)
    material.fill(0)
  }
}

type PublicPart = Pick<Slot, 'id' | 'publicKey'>

/** Everything that a person sees of a factor is bound, its cost and where it is looked for included. */
function privateKeyPlace(
  head: VaultHead,
  slot: Pick<Slot, 'id' | 'publicKey' | 'factors'>,
): Buffer {
  return placeIn(head, 'private-key', slot.id, slot.publicKey, canonicalJson(slot.factors))
}

function secretPlace(head: VaultHead, slot: PublicPart): Buffer {
  return placeIn(head, 'slot-secret', slot.id, slot.publicKey)
}

function vaultKeyPlace(head: VaultHead, slot: PublicPart, ephemeral: string): Buffer {
  return placeIn(head, 'vault-key', slot.id, slot.publicKey, ephemeral)
}
