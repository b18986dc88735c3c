import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  callWith,
  makeVaultHome,
  must,
  SILENT,
  type VaultHome,
  valuesOf,
} from '../support/vault-home.ts'
import { type Home, hintsOf, makeHome } from './invoke.ts'

/** `vault recover | restore | rotate-key`: ways back, and a new key under everything. */

let home: VaultHome
beforeAll(async () => {
  home = await makeVaultHome()
  await must(vault(['set', 'api-key'], 'first-value'))
})
afterAll(async () => {
  await home.end()
})

const NEW = 'copper lantern violin mosaic'
const vault = (args: readonly string[], input?: string) =>
  home.vault(['vault', ...args, ...SILENT], input)
const recover = (key: string, ...more: readonly string[]) =>
  home.vaultWith(['vault', 'recover', '--recovery-fd', '4', ...more], {
    descriptors: { 4: key, 5: NEW },
  })
const key = () => readFileSync(join(home.path, 'recovery'), 'utf8')
const folder = () => join(home.path, '.local/share/mcp-airlock/vault')
const newestBackup = () =>
  readdirSync(folder())
    .filter((name) => name.startsWith('backup-'))
    .toSorted((a, b) => Number(a.match(/\d+/)?.[0]) - Number(b.match(/\d+/)?.[0]))
    .map((name) => join(folder(), name))
    .at(-1) as string

test('the recovery key opens the vault as it was printed, or as people type it', async () => {
  expect((await must(recover(key()))).stdout).toBe('the recovery key opens the vault\n')
  await must(recover(key().toLowerCase().replaceAll('-', ' ')))
})

test.each([
  ['a slip of the pen', (text: string) => text.replace(/^./, (c) => (c === 'A' ? 'B' : 'A'))],
  ['a group too few', (text: string) => text.replace(/^.{5}/, '')],
  ['nothing', () => ''],
])('a key with %s is refused with what to compare', async (_what, change) => {
  const ended = await recover(change(key()))
  expect(ended).toMatchObject({ code: 125, stdout: '' })
  expect(ended.stderr).toMatch(/not a recovery key as it was printed \[AIRLOCK_VAULT_FACTOR\]/)
  expect(hintsOf(ended)[0]).toMatch(/14 groups of 4/)
  expect(ended.stderr).not.toContain(key().slice(5, 24))
})

test('what is for a new slot is a mistake without one', async () => {
  const ended = await home.call('vault', 'recover', '--new-key-file', 'f')
  expect(ended).toMatchObject({ code: 2, stdout: '' })
  expect(ended.stderr).toMatch(/for a new slot, which is not asked for \[AIRLOCK_USAGE\]/)
})

test('the recovery key of another vault does not open this one', async () => {
  const other: Home = makeHome()
  try {
    await must(
      callWith(other, ['vault', 'init', '--passphrase-fd', '3', '--recovery-file', 'paper'], {
        descriptors: { 3: NEW },
      }),
    )
    const ended = await recover(readFileSync(join(other.path, 'paper'), 'utf8'))
    expect(ended).toMatchObject({ code: 125, stdout: '' })
    expect(ended.stderr).toMatch(/\[AIRLOCK_VAULT_FACTOR\]/)
  } finally {
    other.remove()
  }
})

test('recovery gives a new slot, with a second factor where one is required', async () => {
  const args = ['--new-slot', 'again', '--new-passphrase-fd', '5', '--new-key-file', 'again.key']
  const { stdout } = await must(recover(key(), ...args))
  expect(stdout).toBe('the recovery key opens the vault\nadded: again\n')
  expect((await must(home.call('vault', 'slots', 'list'))).stdout).toMatch(
    /^again {2}passphrase and key-file$/m,
  )
  const list = ['vault', 'list', '--slot', 'again', '--passphrase-fd', '5']
  await must(home.vaultWith(list, { descriptors: { 5: NEW } }))
  const twice = await recover(key(), ...args)
  expect(twice).toMatchObject({ code: 2 })
  expect(twice.stderr).toMatch(/has a slot `again` already \[AIRLOCK_VAULT_EXISTS\]/)
})

test('a backup takes the place of the vault when its age is accepted', async () => {
  await must(vault(['set', 'api-key'], 'second-value'))
  const backup = newestBackup()
  await must(home.call('unlock', ...SILENT))
  const refused = await vault(['restore', backup])
  expect(refused).toMatchObject({ code: 125, stdout: '' })
  expect(refused.stderr).toMatch(/\[AIRLOCK_VAULT_ROLLBACK\]/)
  expect(hintsOf(refused)[0]).toContain(`vault restore ${backup} --accept-rollback`)
  expect(await valuesOf(home)).toEqual({ 'api-key': 'second-value' })
  const { stdout } = await must(vault(['restore', backup, '--accept-rollback']))
  expect(stdout).toBe(`restored: ${backup}\n`)
  expect(await valuesOf(home)).toEqual({ 'api-key': 'first-value' })
  expect((await must(home.call('vault', 'status'))).stdout).toMatch(/^agent: process \d+, locked$/m)
  // And back again: what was there has become a backup.
  await must(vault(['restore', newestBackup(), '--accept-rollback']))
  expect(await valuesOf(home)).toEqual({ 'api-key': 'second-value' })
})

test.each([
  ['is not there', undefined, 125, /\[AIRLOCK_VAULT_MISSING\]/],
  ['is cut off', '{"format":"mcp-airlock-vault/1"', 125, /\[AIRLOCK_VAULT_INVALID\]/],
])('a backup that %s changes nothing', async (_what, content, code, said) => {
  const file = content === undefined ? 'no-such-file' : home.write('odd', content)
  const before = readFileSync(join(folder(), 'vault.json'))
  const ended = await vault(['restore', file, '--accept-rollback'])
  expect(ended).toMatchObject({ code, stdout: '' })
  expect(ended.stderr).toMatch(said)
  expect(readFileSync(join(folder(), 'vault.json'))).toEqual(before)
})

test('a new key is put under everything: every slot still opens, the agent has to be unlocked anew, and the backup of before as well', async () => {
  await must(home.call('unlock', ...SILENT))
  const { stdout } = await must(vault(['rotate-key']))
  expect(stdout).toBe('the vault has a new key; older backups open with the old one\n')
  expect((await must(home.call('vault', 'status'))).stdout).toMatch(/^agent: process \d+, locked$/m)
  const before = newestBackup()
  expect(await valuesOf(home)).toEqual({ 'api-key': 'second-value' })
  await must(recover(key()))
  await must(home.vault(['unlock', '--slot', 'main', '--passphrase-fd', '3']))
  await must(vault(['restore', before, '--accept-rollback']))
  expect(await valuesOf(home)).toEqual({ 'api-key': 'second-value' })
})
