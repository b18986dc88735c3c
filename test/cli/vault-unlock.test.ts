import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  makeVaultHome,
  must,
  PASSPHRASE,
  SECRET,
  SILENT,
  type VaultHome,
} from '../support/vault-home.ts'
import { hintsOf } from './invoke.ts'

/** `unlock` and `lock`, wrong passphrases, and `scan --vault`. */

let home: VaultHome
beforeAll(async () => {
  home = await makeVaultHome()
  await must(home.vault(['vault', 'set', 'api-key', '--scope', 'blab', ...SILENT], SECRET))
})
afterAll(async () => {
  await home.end()
})

const byPassphrase = (args: readonly string[], passphrase: string) =>
  home.vaultWith([...args, '--passphrase-fd', '3'], { descriptors: { 3: passphrase } })
const failures = () => join(home.path, '.local/state/mcp-airlock/vault/failures.json')
const status = async () => (await must(home.call('vault', 'status'))).stdout

test('the agent is unlocked, locked and ended', async () => {
  expect(await status()).toMatch(/^agent: none runs; one is started when it is needed$/m)
  expect((await home.call('lock')).stdout).toBe('locked: no agent runs\n')
  const unlocked = await must(byPassphrase(['unlock'], PASSPHRASE))
  expect(unlocked.stdout).toMatch(/^unlocked: until 10 minutes without use, 8 hours in all/)
  expect(await status()).toMatch(/^agent: process \d+, unlocked, locks in 10 min without use/m)
  expect(await status()).toMatch(/^agent \w+.*: \w+/m)
  expect((await must(home.call('lock'))).stdout).toBe('locked\n')
  expect(await status()).toMatch(/^agent: process \d+, locked$/m)
  await must(home.call('lock', '--end'))
  expect(await status()).toMatch(/^agent: none runs/m)
})

test('a slot is chosen by its label', async () => {
  const unknown = await home.call('unlock', '--slot', 'attic')
  expect(unknown.code).toBe(2)
  expect(unknown.stderr).toMatch(/no slot of the vault is called `attic` \[AIRLOCK_USAGE\]/)
  expect(hintsOf(unknown)[0]).toBe('its slots: main, recovery, silent')
})

test('with nobody to ask and nothing given, the vault stays locked', async () => {
  const ended = await home.call('vault', 'list', '--slot', 'main')
  expect(ended).toMatchObject({ code: 125, stdout: '' })
  expect(ended.stderr).toMatch(/nobody could be asked \[AIRLOCK_VAULT_LOCKED\]/)
  expect(hintsOf(ended)[0]).toBe(
    'there is no terminal to ask in; run it in a terminal, or give `--passphrase-fd`',
  )
})

test('a descriptor that is not there is a usage error', async () => {
  const ended = await home.call('vault', 'list', '--passphrase-fd', '99')
  expect(ended.code).toBe(2)
  expect(ended.stderr).toMatch(/descriptor 99 cannot be read \(EBADF\) \[AIRLOCK_USAGE\]/)
})

test('a key file that others can read is not used', async () => {
  chmodSync(join(home.path, 'key'), 0o644)
  const ended = await home.call('vault', 'list', ...SILENT)
  chmodSync(join(home.path, 'key'), 0o600)
  expect(ended.code).toBe(125)
  expect(ended.stderr).toMatch(/\[AIRLOCK_VAULT_PERMISSIONS\]/)
  expect(hintsOf(ended)[0]).toMatch(/^chmod /)
})

test('a passphrase that was given is what counts, though another slot asks nobody', async () => {
  const wrong = await byPassphrase(['vault', 'list'], 'wrong words here')
  expect(wrong).toMatchObject({ code: 125, stdout: '' })
  expect(wrong.stderr).toMatch(/\[AIRLOCK_VAULT_FACTOR\]/)
  expect(wrong.stderr).not.toContain('wrong words')
  await must(byPassphrase(['vault', 'list'], PASSPHRASE))
  expect(JSON.parse(readFileSync(failures(), 'utf8'))).toMatchObject({ count: 0 })
})

test('five wrong passphrases lock the vault for a while, for every later call, and the recovery key still opens it', async () => {
  const started = Date.now()
  for (let count = 1; count <= 5; count++) {
    const wrong = await byPassphrase(['unlock'], `wrong words ${count}`)
    expect(wrong.stderr).toMatch(/\[AIRLOCK_VAULT_FACTOR\]/)
    expect(JSON.parse(readFileSync(failures(), 'utf8'))).toMatchObject({ count })
  }
  // 250 ms, 500 ms, 1 s and 2 s between them.
  expect(Date.now() - started).toBeGreaterThan(3750)
  const late = await byPassphrase(['unlock'], PASSPHRASE)
  expect(late).toMatchObject({ code: 125, stdout: '' })
  expect(late.stderr).toMatch(/too many wrong attempts \[AIRLOCK_VAULT_DELAYED\]/)
  expect(hintsOf(late)[0]).toBe('wait 15 min, or use the recovery key: mcp-airlock vault recover')
  expect(await status()).toMatch(/^wrong attempts: the next one is possible in (?:8|9)\d\d s$/m)
  const key = readFileSync(join(home.path, 'recovery'), 'utf8')
  const recovered = await home.vaultWith(['vault', 'recover', '--recovery-fd', '4'], {
    descriptors: { 4: key },
  })
  expect(recovered).toMatchObject({ code: 0, stdout: 'the recovery key opens the vault\n' })
  await must(byPassphrase(['unlock'], PASSPHRASE))
  expect(await status()).not.toMatch(/wrong attempts/)
})

test('a slot whose key file is away does not stand in the way of another with the same passphrase', async () => {
  await must(
    home.vaultWith(
      [
        ...['vault', 'slots', 'add', 'passphrase', 'key-file', '--label', 'both'],
        ...['--new-key-file', 'key2', '--new-passphrase-fd', '4', ...SILENT],
      ],
      { descriptors: { 4: 'copper lantern violin mosaic' } },
    ),
  )
  renameSync(join(home.path, 'key2'), join(home.path, 'key2.away'))
  const both = (...more: string[]) =>
    byPassphrase(['vault', 'list', ...more], 'copper lantern violin mosaic')
  expect((await both('--slot', 'both')).stderr).toMatch(/\[AIRLOCK_VAULT_FACTOR_UNAVAILABLE\]/)
  await must(both('--slot', 'both', '--key-file', 'key2.away'))
  // Behind it in the file.
  await must(home.vault(['vault', 'slots', 'remove', 'main', ...SILENT]))
  const main = ['passphrase', '--label', 'main', '--new-passphrase-fd', '3']
  await must(home.vault(['vault', 'slots', 'add', ...main, ...SILENT]))
  await must(byPassphrase(['vault', 'list'], PASSPHRASE))
})

test('`scan --vault` finds the very values, whatever they look like, and shows none', async () => {
  const place = join(home.path, 'notes.txt')
  await must(home.vault(['vault', 'set', 'plain', ...SILENT], 'quiet-harbour-lantern'))
  writeFileSync(place, 'to do\nthe thing is quiet-harbour-lantern\n')
  const without = await home.call('scan', place)
  expect(without).toMatchObject({ code: 0 })
  expect(without.stderr).toMatch(/`mcp-airlock scan --vault` does/)
  const found = await home.call('scan', '--vault', place, ...SILENT)
  expect(found.code).toBe(1)
  expect(found.stdout).toMatch(
    /notes\.txt:2: .*\n {2}it is in the vault: remove it here, then mcp-airlock vault scope plain/,
  )
  expect(found.stdout + found.stderr).not.toContain('harbour')
  const json = await home.call('scan', '--vault', '--json', place, ...SILENT)
  expect(JSON.parse(json.stdout)).toMatchObject({ findings: [{ name: 'plain', inVault: true }] })
})
