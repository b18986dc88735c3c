import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { callWith, must, PASSPHRASE } from '../support/vault-home.ts'
import { type Ended, type Home, hintsOf, makeHome } from './invoke.ts'

/** `vault init`, each time in an empty home. */

let home: Home
beforeEach(() => {
  home = makeHome()
})
afterEach(() => home.remove())

const init = (passphrase: string, ...more: string[]): Promise<Ended> =>
  callWith(home, ['vault', 'init', '--passphrase-fd', '3', ...more], {
    descriptors: { 3: passphrase },
  })
const file = () => join(home.path, '.local/share/mcp-airlock/vault/vault.json')

test('a vault is made for this user alone, and its recovery key is shown this once', async () => {
  const { stdout, stderr } = await must(init(`${PASSPHRASE}\nsecond line\n`))
  expect(stderr).toBe('')
  const [key = ''] = /^ {2}(?:[0-9A-Z]{4}-){13}[0-9A-Z]{4}$/m.exec(stdout) ?? []
  expect(key).not.toBe('')
  expect(statSync(file()).mode & 0o777).toBe(0o600)
  const written = readFileSync(file(), 'utf8')
  expect(JSON.parse(written)).toMatchObject({
    format: 'mcp-airlock-vault/1',
    cipher: 'xchacha20-poly1305',
    policy: { mfa: 'optional' },
    slots: [{ label: 'main' }, { label: 'recovery' }],
  })
  const status = await home.call('vault', 'status')
  for (const text of [written, status.stdout]) {
    expect(text).not.toContain(key.trim())
    expect(text).not.toContain(PASSPHRASE)
  }
})

test.each([
  ['too short', 'abc'],
  ['empty', ''],
  ['on every list', 'password1234'],
])('a passphrase that is %s is refused, and nothing is written', async (_what, passphrase) => {
  const ended = await init(passphrase)
  expect(ended).toMatchObject({ code: 2, stdout: '' })
  expect(ended.stderr).toMatch(/the passphrase is too easy to guess: .*\[AIRLOCK_USAGE\]/)
  if (passphrase !== '') expect(ended.stderr).not.toContain(passphrase)
  expect(existsSync(file())).toBe(false)
})

test('there is one vault: a second one is refused before anything is asked', async () => {
  await must(init(PASSPHRASE))
  const before = readFileSync(file())
  const ended = await home.call('vault', 'init')
  expect(ended).toMatchObject({ code: 2, stdout: '' })
  expect(ended.stderr).toMatch(/there is a vault .*\[AIRLOCK_VAULT_EXISTS\]/)
  expect(hintsOf(ended)[0]).toBe('mcp-airlock vault status')
  expect(readFileSync(file())).toEqual(before)
})

test('two factors may be demanded, and then the passphrase alone is not enough', async () => {
  const alone = await init(PASSPHRASE, '--mfa')
  expect(alone.code).toBe(125)
  expect(alone.stderr).toMatch(/two factors are required.*\[AIRLOCK_VAULT_POLICY\]/)
  expect(hintsOf(alone)[0]).toBe('mcp-airlock vault init --mfa --key-file FILE')
  await must(init(PASSPHRASE, '--mfa', '--key-file', 'key'))
  expect(statSync(join(home.path, 'key')).mode & 0o777).toBe(0o600)
  const opened = await callWith(home, ['vault', 'list', '--passphrase-fd', '3'], {
    descriptors: { 3: PASSPHRASE },
  })
  expect(opened).toMatchObject({ code: 0, stdout: 'the vault is empty\n' })
  expect((await home.call('vault', 'status')).stdout).toMatch(/a second factor is required/)
  // The place is kept whole, since the agent looks for it from elsewhere.
  expect(readFileSync(file(), 'utf8')).toContain(join(home.path, 'key'))
})

test('without its key file such a vault says which file is missing', async () => {
  await must(init(PASSPHRASE, '--key-file', 'key'))
  home.write('other', 'x'.repeat(32))
  const list = (...more: string[]) =>
    callWith(home, ['vault', 'list', '--passphrase-fd', '3', ...more], {
      descriptors: { 3: PASSPHRASE },
    })
  expect((await list('--key-file', 'other')).stderr).toMatch(/\[AIRLOCK_VAULT_FACTOR\]/)
  const gone = await list('--key-file', 'nowhere')
  expect(gone.code).toBe(125)
  expect(gone.stderr).toMatch(/nowhere` is not there \[AIRLOCK_VAULT_FACTOR_UNAVAILABLE\]/)
})

test('the other cipher is there on request', async () => {
  await must(init(PASSPHRASE, '--cipher', 'aes-256-gcm'))
  expect(JSON.parse(readFileSync(file(), 'utf8'))).toMatchObject({ cipher: 'aes-256-gcm' })
  expect(await init(PASSPHRASE, '--cipher', 'rot13')).toMatchObject({ code: 2 })
})

test('the recovery key can go into a new file, and the vault is not made without it', async () => {
  const nowhere = await init(PASSPHRASE, '--recovery-file', 'no/such/place')
  expect(nowhere.code).toBe(2)
  expect(nowhere.stderr).toMatch(/cannot be written \(ENOENT\) \[AIRLOCK_USAGE\]/)
  expect(existsSync(file())).toBe(false)
  home.write('taken', 'mine')
  expect((await init(PASSPHRASE, '--recovery-file', 'taken')).stderr).toMatch(
    /nothing is overwritten \[AIRLOCK_VAULT_EXISTS\]/,
  )
  expect(readFileSync(join(home.path, 'taken'), 'utf8')).toBe('mine')
  const { stdout } = await must(init(PASSPHRASE, '--recovery-file', 'paper'))
  const key = readFileSync(join(home.path, 'paper'), 'utf8').trim()
  expect(statSync(join(home.path, 'paper')).mode & 0o777).toBe(0o600)
  expect(stdout).not.toContain(key)
})

test('without a vault every command says how to make one', async () => {
  for (const args of [['list'], ['status'], ['slots', 'list'], ['recover'], ['rotate', 'x']]) {
    const ended = await home.call('vault', ...args)
    expect(ended.code).toBe(125)
    expect(ended.stderr).toMatch(/\[AIRLOCK_VAULT_MISSING\]/)
    expect(hintsOf(ended)[0]).toBe('mcp-airlock vault init')
  }
})
