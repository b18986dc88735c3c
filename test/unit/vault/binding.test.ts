import { expect, test } from 'vitest'
import { bytesOf } from '../../../src/vault/base64url.ts'
import { derive, macOf, placeIn, slotKey, subkey } from '../../../src/vault/binding.ts'
import { canonicalJson } from '../../../src/vault/canonical.ts'
import {
  changeEntry,
  type OpenVault,
  openVault,
  rotateKey,
  type Suite,
  setEntry,
  unlockSlot,
  type VaultDocument,
} from '../../../src/vault/index.ts'
import { publicKeyOf, sharedSecret } from '../../../src/vault/key-pair.ts'
import { entry, keyFile, suiteOf, vaultWith } from './scene.ts'

/** An edit behind the MAC: what each seal is bound to must be seen by the seal alone. */
function resigned(open: OpenVault, changes: Partial<VaultDocument>): VaultDocument {
  const document = { ...open.document, ...changes }
  return { ...document, mac: macOf(document, open.vaultKey).toString('base64url') }
}

const TAMPERED = expect.objectContaining({ code: 'AIRLOCK_VAULT_TAMPERED' })

async function scene(): Promise<{ suite: Suite; open: OpenVault; older: OpenVault }> {
  const suite = await suiteOf('binding')
  const older = vaultWith(suite, { ONE: 'first', TWO: 'second' })
  return { suite, older, open: setEntry(older, entry('ONE'), Buffer.from('third')) }
}

test('signing anew by itself changes nothing', async () => {
  const { suite, open } = await scene()
  expect(openVault(suite, resigned(open, {}), open.vaultKey).read('ONE').toString()).toBe('third')
})

test.each(['key', 'value'] as const)('the %s of an entry is bound to its id', async (part) => {
  const { suite, open } = await scene()
  const [one, two] = open.document.entries
  const entries = [
    { ...one!, [part]: two![part] },
    { ...two!, [part]: one![part] },
  ]
  const opened = openVault(suite, resigned(open, { entries }), open.vaultKey)
  expect(() => opened.read('ONE')).toThrow(TAMPERED)
})

test('key and value together are bound to the id', async () => {
  const { suite, open } = await scene()
  // Two entries of one version, so that the ids are all that differs.
  const same = setEntry(open, entry('TWO'), Buffer.from('fourth'))
  const [one, two] = same.document.entries
  const entries = [
    { ...one!, key: two!.key, value: two!.value },
    { ...two!, key: one!.key, value: one!.value },
  ]
  const opened = openVault(suite, resigned(same, { entries }), same.vaultKey)
  expect(() => opened.read('ONE')).toThrow(TAMPERED)
})

test('key and value together are bound to the version', async () => {
  const { suite, open, older } = await scene()
  const [one, two] = open.document.entries
  const { key, value } = older.document.entries[0]!
  const opened = openVault(
    suite,
    resigned(open, { entries: [{ ...one!, key, value }, two!] }),
    open.vaultKey,
  )
  expect(() => opened.read('ONE')).toThrow(TAMPERED)
})

test('the manifest is bound to the generation', async () => {
  const { suite, open } = await scene()
  const saved = openVault(suite, open.document, open.vaultKey)
  const next = changeEntry(saved, 'ONE', (each) => ({ ...each, scopes: [] }))
  const document = resigned(next, { manifest: open.document.manifest })
  expect(next.document.generation).toBe(open.document.generation + 1)
  expect(() => openVault(suite, document, open.vaultKey)).toThrow(TAMPERED)
})

test.each<[string, (open: OpenVault, older: OpenVault) => Partial<VaultDocument>]>([
  ['lists an entry that is gone', ({ document }) => ({ entries: document.entries.slice(1) })],
  ['lists them in another order', ({ document }) => ({ entries: document.entries.toReversed() })],
  [
    'lists another version',
    ({ document }, older) => ({ entries: [older.document.entries[0]!, document.entries[1]!] }),
  ],
])('the manifest agrees with the entries, or %s', async (_title, edit) => {
  const { suite, open, older } = await scene()
  expect(() => openVault(suite, resigned(open, edit(open, older)), open.vaultKey)).toThrow(TAMPERED)
})

test('the vault key does not open another vault that was given its id', async () => {
  const { suite, open } = await scene()
  const other = vaultWith(suite, { ONE: 'mine' })
  const document = { ...other.document, id: open.document.id }
  expect(() => openVault(suite, document, open.vaultKey)).toThrow(TAMPERED)
  expect(() => openVault(suite, other.document, open.vaultKey)).toThrow(TAMPERED)
})

test('a slot opens for its own private key alone', async () => {
  const { suite, open } = await scene()
  const [slot] = open.document.slots
  const other = vaultWith(suite, {}).document.slots[0]!
  const mixed = { ...open.document, slots: [{ ...slot!, sealedKey: other.sealedKey }] }
  expect(() => unlockSlot(suite, mixed, slot!.id, [keyFile().key])).toThrow(TAMPERED)
  const low = Buffer.alloc(32).toString('base64url')
  const sealedKey = { ...slot!.sealedKey, ephemeral: low }
  const small = { ...open.document, slots: [{ ...slot!, sealedKey }] }
  expect(() => unlockSlot(suite, small, slot!.id, [keyFile().key])).toThrow(TAMPERED)
})

test('a slot whose public key is not its own is refused, since a new vault key would be sealed to it', async () => {
  const { suite, open } = await scene()
  const { document, vaultKey } = open
  const { id, cipher } = document
  const slot = document.slots[0]!
  // Whoever has the factors can make the rest of such a slot fit.
  const seal = (key: Buffer, plain: Buffer, ...place: string[]): object =>
    suite.seal(cipher, key, plain, placeIn({ id, cipher }, ...place))
  const [own, once] = [suite.random(32), suite.random(32)]
  const ephemeral = publicKeyOf(once).toString('base64url')
  const salt = Buffer.concat([bytesOf(ephemeral), bytesOf(slot.publicKey)])
  const shared = sharedSecret(once, publicKeyOf(own))!
  const secrets = Buffer.concat([own, suite.random(32)])
  const material = Buffer.concat([shared, secrets.subarray(32)])
  const key = derive(material, salt, placeIn(document, 'sealing-key', slot.id))
  const kek = slotKey(document, slot, [keyFile().key])
  const records = canonicalJson(slot.factors)
  const foreign = {
    ...slot,
    privateKey: seal(kek, secrets, 'private-key', slot.id, slot.publicKey, records),
    sealedKey: {
      ephemeral,
      ...seal(key, vaultKey, 'vault-key', slot.id, slot.publicKey, ephemeral),
    },
  } as typeof slot
  const unlock = (): unknown =>
    unlockSlot(suite, { ...document, slots: [foreign] }, slot.id, [keyFile().key])
  expect(unlock).toThrow(TAMPERED)
  expect(unlock).toThrow('no pair')
})

test('who knows the public key of a slot cannot put a vault of their own behind it', async () => {
  const { suite, open } = await scene()
  const slot = open.document.slots[0]!
  const theirs = vaultWith(suite, { ONE: 'theirs' })
  const { id, cipher } = open.document
  // An ephemeral key of small order would make the shared secret zero for everybody.
  for (const isSmall of [false, true]) {
    const once = suite.random(32)
    const ephemeral = (isSmall ? Buffer.alloc(32) : publicKeyOf(once)).toString('base64url')
    const shared = isSmall ? Buffer.alloc(32) : sharedSecret(once, bytesOf(slot.publicKey))!
    const salt = Buffer.concat([bytesOf(ephemeral), bytesOf(slot.publicKey)])
    for (const material of [shared, Buffer.concat([shared, Buffer.alloc(32)])]) {
      const key = derive(material, salt, placeIn(open.document, 'sealing-key', slot.id))
      const place = placeIn({ id, cipher }, 'vault-key', slot.id, slot.publicKey, ephemeral)
      const sealedKey = { ephemeral, ...suite.seal(cipher, key, theirs.vaultKey, place) }
      const document = { ...open.document, slots: [{ ...slot, sealedKey }] }
      expect(() => unlockSlot(suite, document, slot.id, [keyFile().key])).toThrow(TAMPERED)
    }
  }
})

test('a vault key of before a rotation opens no slot of after it', async () => {
  const { suite, open } = await scene()
  const rotated = rotateKey(open, 9)
  const slot = rotated.document.slots[0]!
  const wrapping = subkey(open.document, open.vaultKey, 'slots')
  const place = placeIn(open.document, 'slot-secret', slot.id, slot.publicKey)
  const { cipher } = open.document
  // The secret is known to whoever has the old key, and it alone does not open the new one.
  const secret = suite.unseal(cipher, wrapping, open.document.slots[0]!.secret, place)!
  expect(secret).toHaveLength(32)
  const { ephemeral } = slot.sealedKey
  const salt = Buffer.concat([bytesOf(ephemeral), bytesOf(slot.publicKey)])
  const sealed = placeIn(open.document, 'vault-key', slot.id, slot.publicKey, ephemeral)
  for (const material of [secret, Buffer.concat([Buffer.alloc(32), secret])]) {
    const key = derive(material, salt, placeIn(open.document, 'sealing-key', slot.id))
    expect(suite.unseal(cipher, key, slot.sealedKey, sealed)).toBeUndefined()
  }
})

test('a slot whose secret was exchanged is not given a new vault key', async () => {
  const { suite, open } = await scene()
  const slot = open.document.slots[0]!
  const other = vaultWith(suite, {}).document.slots[0]!
  const opened = openVault(
    suite,
    resigned(open, { slots: [{ ...slot, secret: other.secret }] }),
    open.vaultKey,
  )
  expect(() => rotateKey(opened, 9)).toThrow(TAMPERED)
})

test('each version of each value has a key of its own', async () => {
  const { suite, open, older } = await scene()
  const wrapping = subkey(open.document, open.vaultKey, 'entries')
  const keys = [...open.document.entries, ...older.document.entries].map(({ id, version, key }) =>
    suite
      .unseal('xchacha20-poly1305', wrapping, key, placeIn(open.document, 'entry-key', id, version))
      ?.toString('hex'),
  )
  // Of the four, the second entry's is in both.
  expect(new Set(keys).size).toBe(3)
})
