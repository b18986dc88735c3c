import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { enrol } from '../../src/factor/index.ts'
import {
  addSlot,
  createVault,
  createVaultFile,
  loadSuite,
  type OpenVault,
  setEntry,
} from '../../src/vault/index.ts'
import { startSession } from '../attacks/line-client.ts'
import { launcher } from '../support/launcher.ts'
import { greet, installBlabber, must, SECRET } from '../support/vault-home.ts'
import { entry, withoutKeyTime } from '../unit/vault/scene.ts'
import { type Home, makeHome } from './invoke.ts'

/** A key that is to be rotated after 90 days: who is reminded, where and how often. */

let home: Home
beforeEach(() => {
  home = makeHome()
})
afterEach(async () => {
  await home.call('lock', '--end')
  home.remove()
})

const DAY_MS = 86_400_000
const same = (open: OpenVault) => open
const status = async () => (await must(home.call('vault', 'status'))).stdout

/** A vault whose key is that old, which a key file opens without a word. */
async function vaultOf(days: number, change: (open: OpenVault) => OpenVault = same): Promise<void> {
  const suite = await loadSuite()
  const now = Date.now() - days * DAY_MS
  const given = { cipher: 'xchacha20-poly1305', policy: { mfa: 'optional' }, now } as const
  const key = await enrol('key-file', { path: join(home.path, 'key'), create: true })
  const place = {
    directory: join(home.path, '.local/share/mcp-airlock/vault'),
    state: join(home.path, '.local/state/mcp-airlock/vault'),
  }
  for (const path of Object.values(place)) mkdirSync(path, { recursive: true, mode: 0o700 })
  let open = addSlot(createVault(suite, given), { label: 'silent', factors: [key] })
  for (const name of ['api-key', 'db.password'])
    open = setEntry(
      open,
      entry(name, { scopes: ['blab'], rotateAfterDays: 0 }),
      Buffer.from(SECRET),
    )
  await createVaultFile(place, change(open))
}

const OLD = /^key: \d+ days old, and should be new after 90: mcp-airlock vault rotate-key$/m

test('a young key is told and nobody is reminded', async () => {
  await vaultOf(80)
  expect(await status()).toMatch(/^key: 80 days old$/m)
  expect((await must(home.call('unlock'))).stderr).toBe('')
})

test('an old key is told by status and by unlock until it is rotated', async () => {
  await vaultOf(91)
  expect(await status()).toMatch(OLD)
  const { stderr } = await must(home.call('unlock'))
  expect(stderr).toBe(
    'mcp-airlock: the key of the vault is 91 days old: mcp-airlock vault rotate-key\n',
  )
  await must(home.call('vault', 'rotate-key'))
  expect(await status()).toMatch(/^key: 0 days old$/m)
  expect((await must(home.call('unlock'))).stderr).toBe('')
})

test('a vault of before the time was kept opens, and is told apart from a young and an old one', async () => {
  await vaultOf(91, withoutKeyTime)
  expect(await status()).toMatch(
    /^key: nobody knows how old; make it known once: mcp-airlock vault rotate-key$/m,
  )
  expect((await must(home.call('unlock'))).stderr).toBe(
    'mcp-airlock: nobody knows how old the key of the vault is: mcp-airlock vault rotate-key\n',
  )
  await must(home.call('vault', 'rotate-key'))
  expect(await status()).toMatch(/^key: 0 days old$/m)
})

test('a key from the future is of unknown age', async () => {
  await vaultOf(-3)
  expect(await status()).toMatch(/^key: nobody knows how old/m)
})

test('a launch reminds once, on standard error', async () => {
  await vaultOf(91)
  installBlabber(home)
  await must(home.call('unlock'))
  await must(home.call('vault', 'approve', 'blab'))
  const [command = '', ...words] = launcher
  const session = startSession({
    command,
    args: [...words, 'run', 'blab'],
    env: { HOME: home.path, PATH: process.env['PATH'] ?? '' },
    cwd: '/',
  })
  expect(await greet(session)).toHaveProperty('result')
  session.kill('SIGTERM')
  await session.ended
  expect(String(session.errors()).match(/the key of the vault is 91 days old/g)).toHaveLength(1)
})
