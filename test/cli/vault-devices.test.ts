import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Device, makeToken, SOFTHSM, startTpm } from '../support/factor-devices.ts'
import { launcher } from '../support/launcher.ts'
import { seen, startTmux, type Tmux } from '../support/tmux.ts'
import { makeVaultHome, must, SILENT, type VaultHome } from '../support/vault-home.ts'
import { hintsOf } from './invoke.ts'

/** Slots that a token or a TPM opens, by the program itself: SoftHSM and swtpm. */

const PIN = '48151623'
let home: VaultHome
let tpm: Device
let tmux: Tmux
let environment: Readonly<Record<string, string>>

beforeAll(async () => {
  home = await makeVaultHome()
  const folder = join(home.path, 'device')
  mkdirSync(folder, { mode: 0o700 })
  const { SOFTHSM2_CONF = '' } = makeToken(folder, { label: 'desk', pin: PIN })
  tpm = await startTpm(join(home.path, 'tpm'))
  environment = { SOFTHSM2_CONF, ...tpm.environment }
  tmux = startTmux(home.path)
})
afterAll(async () => {
  tmux.end()
  await tpm.stop()
  await home.end()
})

const call = (args: readonly string[], pin: string) =>
  home.vaultWith(args, { environment, descriptors: { 4: pin } })
const add = (pin: string, ...args: readonly string[]) =>
  call(['vault', 'slots', 'add', ...args, ...SILENT], pin)
const list = (slot: string, pin: string) =>
  call(['vault', 'list', '--slot', slot, '--pin-fd', '4'], pin)
/** The labels of the keys that the token holds. */
function keysOn(): readonly string[] {
  const login = ['--module', SOFTHSM, '--token-label', 'desk', '--login', '--pin', PIN]
  const env = { ...process.env, ...environment }
  const listed = execFileSync('pkcs11-tool', [...login, '-O'], { env, encoding: 'utf8' })
  return [...listed.matchAll(/label: +(\S+)/g)].map(([, label = '']) => label).toSorted()
}
const TOKEN = ['pkcs11', '--module', SOFTHSM, '--token', 'desk', '--new-pin-fd', '4'] as const

test('a token is a factor: its PIN comes from a descriptor, and a wrong one is counted', async () => {
  const wrong = await add('0000', ...TOKEN)
  expect(wrong).toMatchObject({ code: 125, stdout: '' })
  expect(wrong.stderr).toMatch(/\[AIRLOCK_VAULT_FACTOR\]/)
  expect((await must(add(PIN, ...TOKEN))).stdout).toBe('added: pkcs11\n')
  expect((await must(list('pkcs11', `${PIN}\n`))).stdout).toBe('the vault is empty\n')
  const refused = await list('pkcs11', '99999999')
  expect(refused).toMatchObject({ code: 125, stdout: '' })
  expect(refused.stderr).toMatch(/\[AIRLOCK_VAULT_FACTOR\]/)
  expect(refused.stderr).not.toContain('99999999')
  await must(list('pkcs11', PIN))
})

test.each([
  ['a factor behind it fails', ['passphrase', '--new-passphrase-fd', '5'], /too easy to guess/],
  ['the vault refuses the slot', ['--label', 'a\nb'], /printable characters/],
])('a key that was made on the token is removed when %s', async (_why, more, said) => {
  const before = keysOn()
  const ended = await home.vaultWith(['vault', 'slots', 'add', ...TOKEN, ...more, ...SILENT], {
    environment,
    descriptors: { 4: PIN, 5: 'hunter2' },
  })
  expect(ended).toMatchObject({ code: 2, stdout: '' })
  expect(ended.stderr).toMatch(said)
  expect(keysOn()).toEqual(before)
})

test('a key whose slot was written stays on the token, although something failed behind that', async () => {
  const state = join(home.path, '.local/state/mcp-airlock/vault')
  // Root may write whatever the mode says; an ordinary user's namespace would show other owners of everything.
  const isRoot = process.getuid?.() === 0
  if (!isRoot) chmodSync(state, 0o500)
  const ended = await home.callBehind(
    [
      ...(isRoot ? ['bwrap', '--dev-bind', '/', '/', '--ro-bind', state, state] : []),
      ...['env', ...Object.entries(environment).map(([name, value]) => `${name}=${value}`)],
      ...['sh', '-c', `echo ${PIN} | "$@" --new-pin-fd 0`, 'sh'],
    ],
    ...['vault', 'slots', 'add', ...TOKEN.slice(0, -2), '--label', 'kept', ...SILENT],
  )
  chmodSync(state, 0o700)
  expect(ended.stderr).toContain('AIRLOCK_VAULT_PERMISSIONS')
  expect((await home.call('vault', 'slots', 'list')).stdout).toContain('kept')
  await must(list('kept', PIN))
})

test('a key that cannot be removed is named, with the command that removes it', async () => {
  const before = keysOn()
  const tools = join(home.path, 'tools')
  mkdirSync(tools, { recursive: true })
  const real = execFileSync('which', ['pkcs11-tool'], { encoding: 'utf8' }).trim()
  const script = `#!/bin/sh\ncase "$*" in *--delete-object*) echo 'error: no' >&2; exit 1;; esac\nexec ${real} "$@"\n`
  writeFileSync(join(tools, 'pkcs11-tool'), script, { mode: 0o755 })
  const ended = await home.vaultWith(
    ['vault', 'slots', 'add', ...TOKEN, '--label', 'a\nb', ...SILENT],
    {
      environment: { ...environment, PATH: `${tools}:${process.env['PATH']}` },
      descriptors: { 4: PIN },
    },
  )
  expect(ended.stderr).toMatch(/printable characters/)
  const [, command = ''] =
    /stays on the token.*; remove it: (pkcs11-tool .*)$/m.exec(ended.stderr) ?? []
  expect(keysOn()).toHaveLength(before.length + 1)
  execFileSync('sh', ['-c', `${command} --pin ${PIN}`], { env: { ...process.env, ...environment } })
  expect(keysOn()).toEqual(before)
})

test('a slot that is removed leaves its key on the token, and says how that is removed', async () => {
  const before = keysOn()
  await must(add(PIN, ...TOKEN, '--label', 'for a while'))
  const ended = await must(call(['vault', 'slots', 'remove', 'for a while', ...SILENT], PIN))
  const [, command = ''] =
    /stays on the token.*; remove it: (pkcs11-tool .*)$/m.exec(ended.stderr) ?? []
  execFileSync('sh', ['-c', `${command} --pin ${PIN}`], { env: { ...process.env, ...environment } })
  expect(keysOn()).toEqual(before)
})

test('a TPM is a factor without a PIN, which asks nobody, and with one', async () => {
  await must(add(PIN, 'tpm2', '--label', 'machine'))
  await must(home.vaultWith(['vault', 'list', '--slot', 'machine'], { environment }))
  await must(add(PIN, 'tpm2', '--label', 'machine and PIN', '--new-pin-fd', '4'))
  await must(list('machine and PIN', PIN))
  expect((await list('machine and PIN', '1234')).stderr).toMatch(/\[AIRLOCK_VAULT_FACTOR\]/)
})

test('a passphrase and a token are two factors, and both are given at once', async () => {
  const args = ['passphrase', ...TOKEN, '--label', 'two', '--new-passphrase-fd', '3']
  await must(add(PIN, ...args))
  const both = (pin: string) =>
    call(['vault', 'list', '--slot', 'two', '--passphrase-fd', '3', '--pin-fd', '4'], pin)
  await must(both(PIN))
  const alone = await call(['vault', 'list', '--slot', 'two', '--passphrase-fd', '3'], '')
  expect(alone).toMatchObject({ code: 125, stdout: '' })
  expect(alone.stderr).toMatch(/nobody could be asked \[AIRLOCK_VAULT_LOCKED\]/)
})

test('in a terminal the PIN is asked for, unseen, until it is right', async () => {
  const variables = Object.entries({ ...environment, HOME: home.path })
  const words = [...variables.map(([name, value]) => `${name}=${value}`), ...launcher]
  tmux.literal([...words, "vault list --slot 'machine and PIN'; echo ended $?"].join(' '))
  tmux.keys('Enter')
  await seen(tmux, /slot: machine and PIN\s+PIN \(not shown\):/)
  tmux.literal('1234')
  tmux.keys('Enter')
  await seen(tmux, /that did not open the vault; try again\s+PIN \(not shown\):/)
  tmux.literal(PIN)
  tmux.keys('Enter')
  const screen = await seen(tmux, /ended \d/)
  expect(screen).toMatch(/the vault is empty\s+ended 0/)
  expect(screen).not.toContain(PIN)
})

test('without the device the slot says what is missing, and other slots are open', async () => {
  await tpm.stop()
  const ended = await list('machine and PIN', PIN)
  expect(ended).toMatchObject({ code: 125, stdout: '' })
  expect(ended.stderr).toMatch(/\[AIRLOCK_VAULT_FACTOR_UNAVAILABLE\]/)
  expect(hintsOf(ended).length).toBeGreaterThan(1)
  expect((await home.vaultWith(['vault', 'list'], { environment })).code).toBe(0)
})
