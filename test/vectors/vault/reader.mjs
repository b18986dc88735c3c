// A second reader of `mcp-airlock-vault/1`, written from src/vault/FORMAT.md alone. It shares no code with src, and none of its primitives:
// Argon2id, HKDF, HMAC and the AEADs are @noble's, X25519 is below. For tests only: nothing here is wiped or takes constant time.
import { gcm } from '@noble/ciphers/aes.js'
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { argon2id } from '@noble/hashes/argon2.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'

/** Why a file was not read: `kind` is `invalid`, `factor` or `tampered`. */
export class Refused extends Error {
  constructor(kind, message) {
    super(message)
    this.kind = kind
  }
}

/**
 * Opens a file by one slot. `secrets` has one for each factor: a passphrase as a string, or 32 bytes. Returns the manifest's entries, each with its
 * `value` in hexadecimal.
 */
export function readVault(bytes, label, secrets) {
  const vault = parse(bytes)
  const slot = vault.slots.find((each) => each.label === label)
  if (slot === undefined) throw new Refused('invalid', 'no such slot')
  const vaultKey = openSlot(vault, slot, secrets)
  const subkey = (purpose) => derive(vaultKey, unbase(vault.id), place(vault, 'subkey', purpose))
  const { mac, ...rest } = vault
  const expected = hmac(sha256, subkey('mac'), utf8(canonical(rest)))
  if (Buffer.compare(expected, unbase(mac)) !== 0) throw new Refused('tampered', 'mac')
  const manifest = openManifest(vault, subkey('manifest'))
  return manifest.map((listed, at) => {
    const { id, version, key, value } = vault.entries[at]
    const valueKey = unseal(vault, subkey('entries'), key, place(vault, 'entry-key', id, version))
    const padded = unseal(vault, valueKey, value, place(vault, 'entry-value', id, version))
    return { ...listed, value: Buffer.from(unpad(padded)).toString('hex') }
  })
}

// The file

function parse(bytes) {
  if (bytes.length > 16 * 1024 * 1024) throw new Refused('invalid', 'size')
  let text
  let vault
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    vault = JSON.parse(text)
  } catch {
    throw new Refused('invalid', 'json')
  }
  require(vault?.format === 'mcp-airlock-vault/1', 'format')
  const time = Object.hasOwn(vault, 'keyCreated') ? ' keyCreated' : ''
  members(vault, `format id generation created cipher policy slots manifest entries mac${time}`)
  require(time === '' || whole(vault.keyCreated), 'key time')
  base(vault.id, 16)
  require(whole(vault.generation, 1) && whole(vault.created), 'number')
  require(vault.cipher === 'xchacha20-poly1305' || vault.cipher === 'aes-256-gcm', 'cipher')
  members(vault.policy, 'mfa')
  require(vault.policy.mfa === 'required' || vault.policy.mfa === 'optional', 'policy')
  list(vault.slots, 1, 16).forEach(checkSlot)
  for (const each of ['id', 'label'])
    require(new Set(vault.slots.map((slot) => slot[each])).size === vault.slots.length, each)
  box(vault.manifest)
  list(vault.entries, 0, 4096).forEach(checkEntry)
  require(new Set(vault.entries.map(({ id }) => id)).size === vault.entries.length, 'entry id')
  base(vault.mac, 32)
  if (vault.policy.mfa === 'required') {
    for (const { factors } of vault.slots) {
      const types = factors.map(({ type }) => type)
      require(new Set(types).size > 1 || types.join() === 'recovery', 'policy')
    }
  }
  require(canonical(vault) === text, 'not canonical')
  return vault
}

function checkSlot(slot) {
  members(slot, 'id label factors salt publicKey privateKey secret sealedKey')
  base(slot.id, 16)
  base(slot.salt, 16)
  base(slot.publicKey, 32)
  require(isText(slot.label) && slot.label.length >= 1 && slot.label.length <= 64, 'label')
  box(slot.privateKey, 64)
  box(slot.secret, 32)
  const { ephemeral, ...sealed } = slot.sealedKey
  base(ephemeral, 32)
  box(sealed, 32)
  for (const factor of list(slot.factors, 1, 4)) checkFactor(factor)
}

function checkFactor(factor) {
  const types = 'passphrase key-file recovery webauthn-prf pkcs11 tpm2 keyring'.split(' ')
  require(typeof factor === 'object' && factor !== null && types.includes(factor.type), 'factor')
  for (const [name, value] of Object.entries(factor)) {
    require(/^[a-z][A-Za-z0-9]{0,31}$/.test(name), 'factor member')
    require(whole(value) || (isText(value) && value.length <= 16384), 'factor value')
  }
  require(Object.keys(factor).length <= 16, 'factor members')
  if (factor.type !== 'passphrase') return
  members(factor, 'type algorithm lanes memoryKiB passes salt')
  require(factor.algorithm === 'argon2id' && factor.lanes === 1, 'algorithm')
  require(whole(factor.memoryKiB, 65536) && factor.memoryKiB <= 1048576, 'memory')
  require(whole(factor.passes, 3) && factor.passes <= 8, 'passes')
  base(factor.salt, 16)
}

function checkEntry(entry) {
  members(entry, 'id version key value')
  base(entry.id, 16)
  require(whole(entry.version, 1), 'version')
  box(entry.key, 32)
  box(entry.value)
}

function require(isSo, what) {
  if (!isSo) throw new Refused('invalid', what)
}

function members(value, names) {
  require(typeof value === 'object' && value !== null && !Array.isArray(value), 'object')
  require(Object.keys(value).sort().join(' ') === names.split(' ').sort().join(' '), names)
}

function list(value, least, most) {
  require(Array.isArray(value) && value.length >= least && value.length <= most, 'list')
  return value
}

function whole(value, least = 0) {
  return Number.isSafeInteger(value) && value >= least
}

function isText(value) {
  return typeof value === 'string' && Buffer.from(value, 'utf8').toString('utf8') === value
}

function base(value, length) {
  require(typeof value === 'string' && /^[A-Za-z0-9_-]*$/.test(value), 'base64url')
  const bytes = unbase(value)
  require(Buffer.from(bytes).toString('base64url') === value, 'stray bits')
  require(length === undefined || bytes.length === length, 'length')
}

function box(value, length) {
  members(value, 'data nonce')
  base(value.nonce)
  base(value.data, length && length + 16)
}

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (typeof value !== 'object') return JSON.stringify(value)
  const names = Object.keys(value).sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join()}}`
}

// The keys

function openSlot(vault, slot, secrets) {
  const keys = slot.factors.map((factor, at) =>
    factor.type === 'passphrase' ? stretch(factor, secrets[at]) : secrets[at],
  )
  const types = slot.factors.map(({ type }) => type)
  const slotKey = derive(
    Buffer.concat(keys),
    unbase(slot.salt),
    place(vault, 'slot-key', slot.id, ...types),
  )
  const { publicKey } = slot
  const own = place(vault, 'private-key', slot.id, publicKey, canonical(slot.factors))
  const both = unseal(vault, slotKey, slot.privateKey, own, 'factor')
  const [privateKey, secret] = [both.slice(0, 32), both.slice(32)]
  if (Buffer.compare(x25519(privateKey, NINE), unbase(publicKey)) !== 0)
    throw new Refused('tampered', 'no pair')
  const { ephemeral, ...sealed } = slot.sealedKey
  const shared = x25519(privateKey, unbase(ephemeral))
  if (shared.every((byte) => byte === 0)) throw new Refused('tampered', 'small order')
  const salt = Buffer.concat([unbase(ephemeral), unbase(publicKey)])
  const material = Buffer.concat([shared, secret])
  const key = derive(material, salt, place(vault, 'sealing-key', slot.id))
  return unseal(vault, key, sealed, place(vault, 'vault-key', slot.id, publicKey, ephemeral))
}

function stretch({ salt, memoryKiB, passes }, passphrase) {
  const cost = { t: passes, m: memoryKiB, p: 1, dkLen: 32 }
  return argon2id(utf8(passphrase.normalize('NFC')), unbase(salt), cost)
}

function openManifest(vault, key) {
  const padded = unseal(vault, key, vault.manifest, place(vault, 'manifest', vault.generation))
  const text = Buffer.from(padded).toString('utf8').replace(/ *$/, '')
  const { entries } = JSON.parse(text)
  const isSame =
    padded.length % 256 === 0 &&
    canonical({ entries }) === text &&
    entries.length === vault.entries.length &&
    entries.every((each, at) => each.id === vault.entries[at].id) &&
    entries.every((each, at) => each.version === vault.entries[at].version)
  if (!isSame) throw new Refused('tampered', 'manifest')
  return entries
}

function unpad(padded) {
  const end = Buffer.from(padded).lastIndexOf(0x80)
  const isPadding = end >= 0 && padded.slice(end + 1).every((byte) => byte === 0)
  if (!isPadding || padded.length % 64 !== 0) throw new Refused('tampered', 'padding')
  return padded.slice(0, end)
}

function place(vault, ...parts) {
  return utf8(JSON.stringify(['mcp-airlock-vault/1', vault.id, vault.cipher, ...parts]))
}

function unseal(vault, key, { nonce, data }, additional, kind = 'tampered') {
  const aead = vault.cipher === 'aes-256-gcm' ? gcm : xchacha20poly1305
  try {
    return aead(key, unbase(nonce), additional).decrypt(unbase(data))
  } catch {
    throw new Refused(kind, 'does not open')
  }
}

function derive(material, salt, info) {
  return hkdf(sha256, material, salt, info, 32)
}

function utf8(text) {
  return new Uint8Array(Buffer.from(text, 'utf8'))
}

function unbase(text) {
  return new Uint8Array(Buffer.from(text, 'base64url'))
}

// RFC 7748, section 5, with the ladder as it is printed there

const P = 2n ** 255n - 19n
const NINE = Uint8Array.from([9, ...Array.from({ length: 31 }, () => 0)])

function x25519(scalar, point) {
  const k = number(clamped(scalar))
  const u = number(point) & (2n ** 255n - 1n)
  let [x2, z2, x3, z3] = [1n, 0n, u, 1n]
  let swap = 0n
  for (let t = 254n; t >= 0n; t -= 1n) {
    const bit = (k >> t) & 1n
    if (swap !== bit) [x2, z2, x3, z3] = [x3, z3, x2, z2]
    swap = bit
    const aa = (x2 + z2) ** 2n % P
    const bb = (x2 - z2) ** 2n % P
    const e = aa - bb
    const da = (x3 - z3) * (x2 + z2)
    const cb = (x3 + z3) * (x2 - z2)
    ;[x3, z3] = [(da + cb) ** 2n % P, (u * ((da - cb) ** 2n % P)) % P]
    ;[x2, z2] = [(aa * bb) % P, (e * (aa + 121665n * e)) % P]
  }
  if (swap === 1n) [x2, z2] = [x3, z3]
  return littleEndian((((x2 * power(z2, P - 2n)) % P) + P) % P)
}

function clamped(scalar) {
  const bytes = Uint8Array.from(scalar)
  bytes[0] &= 248
  bytes[31] = (bytes[31] & 127) | 64
  return bytes
}

function number(bytes) {
  return BigInt(`0x${Buffer.from(bytes.toReversed()).toString('hex')}`)
}

function littleEndian(value) {
  return new Uint8Array(Buffer.from(value.toString(16).padStart(64, '0'), 'hex')).toReversed()
}

function power(base, exponent) {
  let result = 1n
  for (let [b, e] = [((base % P) + P) % P, exponent]; e > 0n; e >>= 1n) {
    if ((e & 1n) === 1n) result = (result * b) % P
    b = (b * b) % P
  }
  return result
}
