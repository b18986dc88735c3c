import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { AirlockError } from '../../../src/base/index.ts'
import { exclusively } from '../../../src/os/index.ts'
import {
  createVault,
  createVaultFile,
  formatVault,
  listBackups,
  type OpenVault,
  openVault,
  parseVault,
  readVaultFile,
  rememberVault,
  restoreVaultFile,
  rotateKey,
  type Suite,
  setEntry,
  updateVaultFile,
  type VaultPlace,
} from '../../../src/vault/index.ts'
import { entry, suiteOf, vaultWith } from './scene.ts'

const folder = mkdtempSync(join(tmpdir(), 'airlock-vault-file-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Scene {
  readonly suite: Suite
  readonly place: VaultPlace
  readonly open: OpenVault
  readonly file: string
  /** Sets the entry `ONE` in the file. */
  readonly set: (value: string, patienceMs?: number) => Promise<OpenVault>
}

async function scene(seed: string): Promise<Scene> {
  const own = mkdtempSync(join(folder, 'v-'))
  const place = { directory: join(own, 'data'), state: join(own, 'state') }
  const suite = await suiteOf(seed)
  const open = vaultWith(suite, { ONE: '1' })
  await createVaultFile(place, open)
  const set = (value: string, patienceMs = 5000): Promise<OpenVault> =>
    updateVaultFile(place, {
      suite,
      patienceMs,
      vaultKey: open.vaultKey,
      change: (now) => setEntry(now, entry('ONE'), Buffer.from(value)),
    })
  return { suite, place, open, file: join(place.directory, 'vault.json'), set }
}

/** The vault after so many saves and one more. */
function newerThan(generation: number, open: OpenVault): OpenVault {
  if (open.document.generation > generation) return open
  const saved = openVault(open.suite, open.document, open.vaultKey)
  return newerThan(generation, setEntry(saved, entry('MORE'), Buffer.from('more')))
}

const code = (name: string): unknown => expect.objectContaining({ code: `AIRLOCK_VAULT_${name}` })

test('where there is no vault it says so, and how to make one', () => {
  const place = { directory: join(folder, 'none'), state: join(folder, 'none') }
  expect(() => readVaultFile(place)).toThrow(code('MISSING'))
  expect(listBackups(place)).toEqual([])
})

test('a vault is not made over another one, nor without a slot', async () => {
  const { suite, place, open } = await scene('over')
  await expect(createVaultFile(place, open)).rejects.toEqual(code('EXISTS'))
  const given = { cipher: 'aes-256-gcm', policy: { mfa: 'optional' }, now: 1 } as const
  const other = { directory: join(folder, 'slotless'), state: join(folder, 'slotless-state') }
  await expect(createVaultFile(other, createVault(suite, given))).rejects.toEqual(code('POLICY'))
})

test('a save is one generation, keeps what was before, and five of those', async () => {
  const { place, file, set } = await scene('save')
  const before = readFileSync(file)
  for (let round = 2; round <= 8; round += 1)
    expect((await set(String(round))).document.generation).toBe(round)
  const kept = listBackups(place)
  expect(kept.map((path) => path.slice(place.directory.length))).toEqual(
    [7, 6, 5, 4, 3].map((each) => `/backup-${each}.json`),
  )
  expect(parseVault(readFileSync(kept[0] ?? '')).generation).toBe(7)
  expect(readFileSync(file).equals(before)).toBe(false)
})

test('an update that changes nothing writes nothing, one that throws neither', async () => {
  const { suite, place, open, file } = await scene('nothing')
  const before = readFileSync(file)
  const { vaultKey } = open
  const same = await updateVaultFile(place, { suite, vaultKey, change: (now) => now })
  expect(same.read('ONE').toString()).toBe('1')
  const failing = updateVaultFile(place, {
    suite,
    vaultKey,
    change: () => {
      throw new RangeError('no')
    },
  })
  await expect(failing).rejects.toThrow(RangeError)
  const wrong = updateVaultFile(place, { suite, vaultKey: Buffer.alloc(32, 1), change: (n) => n })
  await expect(wrong).rejects.toEqual(code('TAMPERED'))
  expect(readFileSync(file).equals(before)).toBe(true)
  expect(listBackups(place)).toEqual([])
})

test('an older file is refused, and so are another vault and another file of the same age', async () => {
  const { suite, place, open, file, set } = await scene('rollback')
  const first = readFileSync(file)
  await set('2')
  const second = readFileSync(file)
  writeFileSync(file, first)
  expect(() => readVaultFile(place)).toThrow(code('ROLLBACK'))
  await expect(set('3')).rejects.toEqual(code('ROLLBACK'))
  const fork = setEntry(
    openVault(suite, parseVault(first), open.vaultKey),
    entry('ONE'),
    Buffer.from('fork'),
  )
  writeFileSync(file, formatVault(fork.document))
  expect(fork.document.generation).toBe(2)
  expect(() => readVaultFile(place)).toThrow(code('ROLLBACK'))
  writeFileSync(file, formatVault(newerThan(2, vaultWith(suite, {})).document))
  expect(() => readVaultFile(place)).toThrow(code('ROLLBACK'))
  writeFileSync(file, second)
  expect(readVaultFile(place).generation).toBe(2)
})

test('what was opened is remembered, and never forgotten for something older', async () => {
  const { suite, place, open, file, set } = await scene('remember')
  const first = readFileSync(file)
  await set('2')
  const second = readFileSync(file)
  rmSync(join(place.state, 'seen.json'))
  writeFileSync(file, first)
  await rememberVault(place, openVault(suite, readVaultFile(place), open.vaultKey))
  const newer = openVault(suite, parseVault(second), open.vaultKey)
  await rememberVault(place, newer)
  await rememberVault(place, openVault(suite, parseVault(first), open.vaultKey))
  expect(() => readVaultFile(place)).toThrow(code('ROLLBACK'))
})

test('a record of what was seen that cannot be read lets nothing through', async () => {
  const { place } = await scene('seen')
  for (const text of ['', '{}', '[]', '{"format":"mcp-airlock-seen/1"}']) {
    writeFileSync(join(place.state, 'seen.json'), text)
    expect(() => readVaultFile(place)).toThrow(code('ROLLBACK'))
  }
})

test('a backup is restored when its owner accepts what is lost, and is current from then on', async () => {
  const { suite, place, open, set } = await scene('restore')
  await set('2')
  await set('3')
  const [, first] = listBackups(place)
  const document = parseVault(readFileSync(first ?? ''))
  const { vaultKey } = open
  const given = { suite, document, vaultKey }
  await expect(restoreVaultFile(place, { ...given, acceptRollback: false })).rejects.toEqual(
    code('ROLLBACK'),
  )
  const restored = await restoreVaultFile(place, { ...given, acceptRollback: true })
  expect(restored.read('ONE').toString()).toBe('1')
  expect(restored.document.generation).toBe(4)
  expect(readVaultFile(place).generation).toBe(4)
  expect(parseVault(readFileSync(listBackups(place)[0] ?? '')).generation).toBe(3)
  expect((await set('5')).document.generation).toBe(5)
})

test('a backup of before a rotation is restored with the key of that time', async () => {
  const { suite, place, open } = await scene('rotated')
  const { vaultKey } = open
  const rotated = await updateVaultFile(place, {
    suite,
    vaultKey,
    change: (open) => rotateKey(open, 9),
  })
  expect(rotated.vaultKey.equals(vaultKey)).toBe(false)
  const document = parseVault(readFileSync(listBackups(place)[0] ?? ''))
  const acceptRollback = true
  const wrong = { suite, document, vaultKey: rotated.vaultKey, acceptRollback }
  await expect(restoreVaultFile(place, wrong)).rejects.toEqual(code('TAMPERED'))
  const restored = await restoreVaultFile(place, { suite, document, vaultKey, acceptRollback })
  expect(restored.document.generation).toBe(3)
})

test('a broken file is kept aside when a backup takes its place', async () => {
  const { suite, place, open, file, set } = await scene('broken')
  await set('2')
  writeFileSync(file, 'half')
  writeFileSync(join(place.state, 'seen.json'), 'half')
  expect(() => readVaultFile(place)).toThrow(code('INVALID'))
  const document = parseVault(readFileSync(listBackups(place)[0] ?? ''))
  const { vaultKey } = open
  await restoreVaultFile(place, { suite, document, vaultKey, acceptRollback: true })
  expect(readFileSync(`${file}.broken`, 'utf8')).toBe('half')
  expect(readVaultFile(place).generation).toBe(2)
})

test('whoever is kept waiting too long is told so', async () => {
  const { place, set } = await scene('busy')
  const waiting = await exclusively(place.directory, 0, async () => {
    const error: unknown = await set('2', 50).catch((caught: unknown) => caught)
    return AirlockError.is(error) && error.code
  })
  expect(waiting).toEqual({ done: 'AIRLOCK_VAULT_BUSY' })
})
