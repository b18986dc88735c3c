import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { makeVaultHome, must, SILENT, type VaultHome } from '../support/vault-home.ts'
import { hintsOf } from './invoke.ts'

/** `vault slots …` and `vault policy`: the ways to open the vault, and how many factors each needs. */

// Each command opens the vault, which takes a second and 256 MiB, and more on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

let home: VaultHome
beforeAll(async () => {
  home = await makeVaultHome()
})
afterAll(async () => {
  await home.end()
})

const OTHER = 'copper lantern violin mosaic'
const slots = async () => (await must(home.call('vault', 'slots', 'list'))).stdout
const add = (...args: readonly string[]) =>
  home.vaultWith(['vault', 'slots', 'add', ...args, ...SILENT], { descriptors: { 4: OTHER } })
const remove = (label: string) => home.vault(['vault', 'slots', 'remove', label, ...SILENT])

test('the slots stand in clear', async () => {
  expect(await slots()).toBe('main  passphrase\nrecovery  recovery\nsilent  key-file\n')
})

test('a slot with two factors opens with both of them', async () => {
  const args = ['passphrase', 'key-file', '--new-key-file', 'second', '--new-passphrase-fd', '4']
  expect((await must(add(...args))).stdout).toBe('added: passphrase+key-file\n')
  expect(await slots()).toMatch(/^passphrase\+key-file {2}passphrase and key-file$/m)
  expect(statSync(join(home.path, 'second')).mode & 0o777).toBe(0o600)
  const open = () =>
    home.vaultWith(['vault', 'list', '--slot', 'passphrase+key-file', '--passphrase-fd', '4'], {
      descriptors: { 4: OTHER },
    })
  await must(open())
  writeFileSync(join(home.path, 'second'), 'not the key that it was, and long enough')
  expect((await open()).stderr).toMatch(/\[AIRLOCK_VAULT_FACTOR\]/)
})

test.each([
  ['no file', ['key-file'], 2, /`key-file` needs `--new-key-file FILE` \[AIRLOCK_USAGE\]/],
  [
    'a file for no factor',
    ['passphrase', '--new-key-file', 'f'],
    2,
    /`--new-key-file` is for the factor `key-file`/,
  ],
  [
    'a file for no key',
    ['keyring', '--recovery-file', 'f'],
    2,
    /`--recovery-file` is for the factor `recovery`/,
  ],
  ['no token', ['pkcs11', '--module', '/x.so'], 2, /`pkcs11` needs `--token LABEL`/],
  ['one factor twice', ['keyring', 'keyring'], 2, /one factor of each kind/],
  ['a recovery key and more', ['recovery', 'passphrase'], 2, /a slot of its own/],
  ['an unknown factor', ['palm'], 2, /Allowed choices/],
  ['a label that is taken', ['recovery', '--label', 'main'], 2, /has a slot `main` already/],
  ['a label with a newline', ['recovery', '--label', 'a\nb'], 2, /printable characters/],
  ['an easy passphrase', ['passphrase', '--new-passphrase-fd', '5'], 2, /too easy to guess/],
])('a slot with %s is refused, and nothing is changed', async (_what, args, code, said) => {
  const before = await slots()
  const ended = await home.vaultWith(['vault', 'slots', 'add', ...args, ...SILENT], {
    descriptors: { 5: 'hunter2' },
  })
  expect(ended).toMatchObject({ code, stdout: '' })
  expect(ended.stderr).toMatch(said)
  expect(await slots()).toBe(before)
})

test('another recovery key is shown once, or goes into a new file', async () => {
  const shown = await must(add('recovery', '--label', 'drawer'))
  expect(shown.stdout).toMatch(
    /^added: drawer\nrecovery key, shown this once; .*\n {2}(?:\w{4}-){13}/,
  )
  home.write('taken', 'mine')
  expect((await add('recovery', '--label', 'safe', '--recovery-file', 'taken')).stderr).toMatch(
    /nothing is overwritten \[AIRLOCK_VAULT_EXISTS\]/,
  )
  expect(readFileSync(join(home.path, 'taken'), 'utf8')).toBe('mine')
  await must(add('recovery', '--label', 'safe', '--recovery-file', 'paper'))
  const recovered = await home.vaultWith(['vault', 'recover', '--recovery-fd', '4'], {
    descriptors: { 4: readFileSync(join(home.path, 'paper'), 'utf8') },
  })
  expect(recovered).toMatchObject({ code: 0, stdout: 'the recovery key opens the vault\n' })
})

test('a slot is removed, the agent is locked, and what it opened with opens nothing any more', async () => {
  await must(add('passphrase', '--label', 'guest', '--new-passphrase-fd', '4'))
  const asGuest = ['vault', 'list', '--slot', 'guest', '--passphrase-fd', '4']
  await must(home.vaultWith(asGuest, { descriptors: { 4: OTHER } }))
  await must(home.call('unlock', ...SILENT))
  expect((await must(remove('guest'))).stdout).toBe(
    'removed: guest; who had it may still have the key: mcp-airlock vault rotate-key\n',
  )
  expect((await must(home.call('vault', 'status'))).stdout).toMatch(/^agent: process \d+, locked$/m)
  const gone = await remove('guest')
  expect(gone).toMatchObject({ code: 2, stdout: '' })
  expect(hintsOf(gone)[0]).toBe('mcp-airlock vault slots list')
})

test('two factors are required only once every slot has them, and then of every new one', async () => {
  const policy = (mfa: string) => home.vault(['vault', 'policy', '--mfa', mfa, ...BOTH])
  rmSync(join(home.path, 'second'), { force: true })
  const args = ['passphrase', 'key-file', '--label', 'both', '--new-key-file', 'second']
  await must(home.vault(['vault', 'slots', 'add', ...args, '--new-passphrase-fd', '3', ...SILENT]))
  const early = await policy('required')
  expect(early).toMatchObject({ code: 125, stdout: '' })
  expect(early.stderr).toMatch(/`main` does not have two factors.*\[AIRLOCK_VAULT_POLICY\]/)
  expect(hintsOf(early).slice(0, 2)).toEqual([
    'first another way in: mcp-airlock vault slots add passphrase key-file --new-key-file FILE',
    'once that opens the vault: mcp-airlock vault slots remove main',
  ])
  for (const label of ['main', 'silent'])
    await must(home.vault(['vault', 'slots', 'remove', label, ...BOTH]))
  expect((await must(policy('required'))).stdout).toBe('policy: a second factor is required\n')
  const weak = await home.vault([
    ...['vault', 'slots', 'add', 'key-file', '--new-key-file', 'third', ...BOTH],
  ])
  expect(weak).toMatchObject({ code: 125, stdout: '' })
  expect(weak.stderr).toMatch(/two factors of different types.*\[AIRLOCK_VAULT_POLICY\]/)
  expect(existsSync(join(home.path, 'third'))).toBe(false)
  const key = { descriptors: { 4: readFileSync(join(home.path, 'paper'), 'utf8') } }
  const back = ['vault', 'recover', '--recovery-fd', '4', '--new-slot', 'back']
  expect((await home.vaultWith(back, key)).stderr).toMatch(/\[AIRLOCK_VAULT_POLICY\]/)
  await must(
    home.vaultWith([...back, '--new-passphrase-fd', '3', '--new-key-file', 'back.key'], key),
  )
  await must(policy('optional'))
  await must(home.vault(['vault', 'slots', 'add', 'key-file', '--new-key-file', 'fourth', ...BOTH]))
  expect(await home.call('vault', 'policy')).toMatchObject({ code: 2 })
})

test('the last slot stays, since without it nobody could open the vault', async () => {
  const labels = (await slots()).split('\n').flatMap((line) => line.split('  ')[0] || [])
  for (const label of labels.filter((each) => each !== 'both'))
    await must(home.vault(['vault', 'slots', 'remove', label, ...BOTH]))
  const ended = await home.vault(['vault', 'slots', 'remove', 'both', ...BOTH])
  expect(ended).toMatchObject({ code: 125, stdout: '' })
  expect(ended.stderr).toMatch(/last slot .*\[AIRLOCK_VAULT_POLICY\]/)
  expect(await slots()).toBe('both  passphrase and key-file\n')
  const drill = await home.call('vault', 'recover')
  expect(drill.stderr).toMatch(/no slot .* recovery key \[AIRLOCK_VAULT_FACTOR_UNAVAILABLE\]/)
})

const BOTH = ['--slot', 'both', '--passphrase-fd', '3'] as const
