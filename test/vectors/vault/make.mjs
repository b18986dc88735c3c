// Makes the vectors of the vault format: `node test/vectors/vault/make.mjs` writes them beside itself. Randomness is seeded, so they are the
// same in every run, and a test holds the files against what `makeVectors` makes of the source.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { refusals } from './refusals.mjs'
import { describe, KEYS, PASSPHRASE, seeded } from './scenery.mjs'

/**
 * The vectors: `name`, the bytes of the file, the slot to open with its keys, and either the `entries` that are read or the `code` of the refusal.
 * `vault` is what src/vault exports; `derive` gives the key for a passphrase record.
 */
export async function makeVectors(vault, derive) {
  const valid = []
  for (const cipher of ['xchacha20-poly1305', 'aes-256-gcm'])
    valid.push(await validVector(vault, derive, cipher))
  valid.push(await olderVector(vault))
  return [...valid, ...refusals(vault, await vault.loadSuite(seeded('refusals')))]
}

async function validVector(vault, derive, cipher) {
  const suite = await vault.loadSuite(seeded(cipher))
  const passphrase = {
    type: 'passphrase',
    algorithm: 'argon2id',
    memoryKiB: 65536,
    passes: 3,
    lanes: 1,
    salt: suite.random(16).toString('base64url'),
  }
  const file = {
    type: 'key-file',
    path: '/media/stick/key',
    salt: suite.random(16).toString('base64url'),
  }
  const recovery = { type: 'recovery', salt: suite.random(16).toString('base64url') }
  const now = 1_700_000_000_000
  let open = vault.createVault(suite, { cipher, policy: { mfa: 'required' }, now })
  const keys = { file: Buffer.from(KEYS.file, 'hex'), recovery: Buffer.from(KEYS.recovery, 'hex') }
  open = vault.addSlot(open, {
    label: 'both \u2713',
    factors: [
      { record: passphrase, key: await derive(passphrase, PASSPHRASE) },
      { record: file, key: keys.file },
    ],
  })
  open = vault.addSlot(open, {
    label: 'recovery',
    factors: [{ record: recovery, key: keys.recovery }],
  })
  open = vault.setEntry(open, describe('GITHUB_TOKEN', now), Buffer.from('ghp_first'))
  open = vault.setEntry(open, describe('db/password', now), Buffer.from('p\u00e4ss\u0000word'))
  open = vault.setEntry(open, describe('EMPTY', now), Buffer.alloc(0))
  open = vault.rotateKey(open, now + 3_600_000)
  open = vault.setEntry(
    open,
    describe('GITHUB_TOKEN', now, now + 86_400_000),
    Buffer.from('x'.repeat(64)),
  )
  const entries = {
    'db/password': Buffer.from('p\u00e4ss\u0000word').toString('hex'),
    EMPTY: '',
    GITHUB_TOKEN: '78'.repeat(64),
  }
  return {
    name: `valid-${cipher}`,
    bytes: vault.formatVault(open.document),
    // One slow derivation is enough: the second reader takes seconds for it.
    ...(cipher === 'aes-256-gcm'
      ? { slot: 'recovery', keys: [KEYS.recovery] }
      : { slot: 'both \u2713', keys: ['passphrase', KEYS.file] }),
    entries,
  }
}

/** A vault of before the time of its key was kept. */
async function olderVector(vault) {
  const suite = await vault.loadSuite(seeded('older'))
  const given = { cipher: 'xchacha20-poly1305', policy: { mfa: 'optional' }, now: 1 }
  const { document, vaultKey, manifest, saved } = vault.createVault(suite, given)
  const { keyCreated: _none, ...older } = document
  const empty = new vault.OpenVault({ suite, document: older, vaultKey, manifest, saved })
  const record = { type: 'recovery', salt: suite.random(16).toString('base64url') }
  const factors = [{ record, key: Buffer.from(KEYS.recovery, 'hex') }]
  const slotted = vault.addSlot(empty, { label: 'recovery', factors })
  const open = vault.setEntry(slotted, describe('ONE', 1), Buffer.from('first'))
  return {
    name: 'valid-without-key-time',
    bytes: vault.formatVault(open.document),
    slot: 'recovery',
    keys: [KEYS.recovery],
    entries: { ONE: Buffer.from('first').toString('hex') },
  }
}

async function main() {
  const { argon2id } = await import('@noble/hashes/argon2.js')
  const built = mkdtempSync(join(tmpdir(), 'airlock-vectors-'))
  try {
    await build({
      entryPoints: [join(import.meta.dirname, '../../../src/vault/index.ts')],
      outfile: join(built, 'vault.cjs'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      mainFields: ['module', 'main'],
      supported: { 'dynamic-import': false },
    })
    const { default: vault } = await import(join(built, 'vault.cjs'))
    const derive = async (record, passphrase) =>
      Buffer.from(
        argon2id(passphrase, Buffer.from(record.salt, 'base64url'), {
          t: record.passes,
          m: record.memoryKiB,
          p: 1,
          dkLen: 32,
        }),
      )
    const vectors = await makeVectors(vault, derive)
    for (const { name, bytes } of vectors)
      writeFileSync(join(import.meta.dirname, `${name}.vault`), bytes)
    const listed = vectors.map(({ bytes: _bytes, ...rest }) => rest)
    const cases = { passphrase: PASSPHRASE, vectors: listed }
    writeFileSync(join(import.meta.dirname, 'cases.json'), `${JSON.stringify(cases, null, 2)}\n`)
  } finally {
    rmSync(built, { recursive: true, force: true })
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main()
