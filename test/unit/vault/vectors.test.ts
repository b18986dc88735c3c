import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as vault from '../../../src/vault/index.ts'
import { makeVectors, type Vector } from '../../vectors/vault/make.mjs'
import { Refused, readVault } from '../../vectors/vault/reader.mjs'
import { PASSPHRASE } from '../../vectors/vault/scenery.mjs'
import { suiteOf } from './scene.ts'

const folder = join(import.meta.dirname, '../../vectors/vault')
const cases = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as {
  readonly passphrase: string
  readonly vectors: readonly Omit<Vector, 'bytes'>[]
}
const vectors = cases.vectors.map((each) => ({
  ...each,
  bytes: readFileSync(join(folder, `${each.name}.vault`)),
}))
const valid = vectors.filter(({ code }) => code === undefined)
const refused = vectors.filter(({ code }) => code !== undefined)

/** With libsodium, where the second reader and the script that made the files take another Argon2id. */
async function derive(record: vault.FactorRecord, passphrase: string): Promise<Buffer> {
  const { default: sodium } = await import('libsodium-wrappers')
  await sodium.ready
  return await vault.deriveFromPassphrase(record, Buffer.from(passphrase, 'utf8'), (request) => {
    const { password, salt, memoryKiB, passes } = request
    const algorithm = sodium.crypto_pwhash_ALG_ARGON2ID13
    const key = sodium.crypto_pwhash(32, password, salt, passes, memoryKiB * 1024, algorithm)
    return Promise.resolve(Buffer.from(key))
  })
}

/** Opens a vector as the program does. */
async function readWithSource({ bytes, slot: label, keys }: Vector): Promise<object> {
  const suite = await suiteOf('reading')
  const document = vault.parseVault(bytes)
  const slot = document.slots.find((each) => each.label === label)
  if (slot === undefined) throw new Error('no such slot')
  const given = await Promise.all(
    slot.factors.map((record, at) =>
      record.type === 'passphrase'
        ? derive(record, cases.passphrase)
        : Promise.resolve(Buffer.from(keys[at] ?? '', 'hex')),
    ),
  )
  const vaultKey = vault.unlockSlot(suite, document, slot.id, given)
  const open = vault.openVault(suite, document, vaultKey)
  return Object.fromEntries(
    open.entries().map(({ name }) => [name, open.read(name).toString('hex')]),
  )
}

function readWithSecond({ bytes, slot, keys }: Vector): object {
  const secrets = keys.map((key) =>
    key === 'passphrase' ? cases.passphrase : new Uint8Array(Buffer.from(key, 'hex')),
  )
  return Object.fromEntries(readVault(bytes, slot, secrets).map(({ name, value }) => [name, value]))
}

test('there is one vector for each file, and both ciphers are among those that can be read', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.vault'))
  expect(files.toSorted()).toEqual(vectors.map(({ name }) => `${name}.vault`).toSorted())
  expect(valid).toHaveLength(3)
  expect(cases.passphrase).toBe(PASSPHRASE)
})

test.each(valid)('$name opens, and the second reader finds the same', async (vector) => {
  expect(await readWithSource(vector)).toEqual(vector.entries)
  expect(readWithSecond(vector)).toEqual(vector.entries)
})

test.each(refused)('$name: $code, and the second reader refuses it alike', async (vector) => {
  await expect(readWithSource(vector)).rejects.toMatchObject({ code: vector.code })
  const kind = /_([A-Z]+)$/.exec(vector.code ?? '')?.[1]?.toLowerCase()
  let found: unknown
  try {
    found = readWithSecond(vector)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    found = error.kind
  }
  expect(found).toBe(kind)
})

test('the files are what the source makes today', async () => {
  const made = await makeVectors(vault, derive)
  expect(made.map(({ bytes: _bytes, ...rest }) => rest)).toEqual(cases.vectors)
  for (const { name, bytes } of made)
    expect(bytes.equals(readFileSync(join(folder, `${name}.vault`))), name).toBe(true)
})
