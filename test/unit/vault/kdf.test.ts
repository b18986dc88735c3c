import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  createKdf,
  deriveFromPassphrase,
  enrolPassphrase,
  type FactorRecord,
  type Kdf,
} from '../../../src/vault/index.ts'
import { deriveInWorker } from '../../../src/vault/kdf.ts'
import { suiteOf } from './scene.ts'

const folder = mkdtempSync(join(tmpdir(), 'airlock-kdf-'))
const worker = join(folder, 'kdf.cjs')
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeAll(async () => {
  await build({
    entryPoints: [join(import.meta.dirname, '../../../src/vault/kdf-worker.ts')],
    outfile: worker,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    supported: { 'dynamic-import': false },
  })
})

const request = {
  password: Buffer.from('password'),
  salt: Buffer.alloc(16, 1),
  memoryKiB: 65536,
  passes: 3,
}
/** Made with @noble/hashes 2.4. */
const KNOWN = '29661e137750df9054176693d50d858c717c4da4aa852273131a082203946ee1'

test('the worker, what this Node has, and libsodium in this thread agree with another implementation', async () => {
  const { default: sodium } = await import('libsodium-wrappers')
  await sodium.ready
  const algorithm = sodium.crypto_pwhash_ALG_ARGON2ID13
  const { password, salt, passes, memoryKiB } = request
  const here = sodium.crypto_pwhash(32, password, salt, passes, memoryKiB * 1024, algorithm)
  expect(Buffer.from(here).toString('hex')).toBe(KNOWN)
  expect((await deriveInWorker(worker, request)).toString('hex')).toBe(KNOWN)
  expect((await createKdf(worker)(request)).toString('hex')).toBe(KNOWN)
  // The caller's, and still whole.
  expect(request.password.toString()).toBe('password')
})

test('a worker that fails rejects, and one that ends without an answer too', async () => {
  await expect(deriveInWorker(worker, { ...request, salt: Buffer.alloc(3) })).rejects.toThrow()
  await expect(deriveInWorker(join(folder, 'none.cjs'), request)).rejects.toThrow()
})

const record: FactorRecord = {
  type: 'passphrase',
  algorithm: 'argon2id',
  memoryKiB: 65536,
  passes: 3,
  lanes: 1,
  salt: 'AQEBAQEBAQEBAQEBAQEBAQ',
}
const never: Kdf = () => {
  throw new Error('derived')
}

test.each<[string, Record<string, string | number>]>([
  ['64 GiB', { memoryKiB: 64 * 1024 * 1024 }],
  ['a byte more than the ceiling', { memoryKiB: 1024 * 1024 + 1 }],
  ['less than the floor', { memoryKiB: 65535 }],
  ['no memory', { memoryKiB: 0 }],
  ['a fraction', { memoryKiB: 65536.5 }],
  ['two passes', { passes: 2 }],
  ['nine passes', { passes: 9 }],
  ['two lanes', { lanes: 2 }],
  ['another algorithm', { algorithm: 'argon2i' }],
  ['a short salt', { salt: 'AQ' }],
  ['one member more', { secret: 'x' }],
])('a record with %s derives nothing', async (_title, changes) => {
  const passphrase = Buffer.from('password')
  await expect(
    deriveFromPassphrase({ ...record, ...changes }, passphrase, never),
  ).rejects.toMatchObject({ code: 'AIRLOCK_VAULT_INVALID' })
  const another = { type: 'key-file', path: 'x' } as const
  await expect(deriveFromPassphrase(another, passphrase, never)).rejects.toThrow(/does not parse/)
})

test('a new passphrase costs the default and derives again to the same key', async () => {
  const suite = await suiteOf('enrol')
  const asked: unknown[] = []
  const kdf: Kdf = (given) => {
    asked.push({ ...given, password: given.password.toString() })
    return Promise.resolve(Buffer.alloc(32, asked.length))
  }
  const factor = await enrolPassphrase(Buffer.from('word'), { suite, kdf })
  expect(factor.record).toMatchObject({ type: 'passphrase', memoryKiB: 262144, passes: 3 })
  await deriveFromPassphrase(factor.record, Buffer.from('word'), kdf)
  expect(asked[1]).toEqual(asked[0])
})
