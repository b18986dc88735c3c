import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Device, startBus, startKeyring } from '../support/factor-devices.ts'
import { makeVaultHome, must, SILENT, type VaultHome } from '../support/vault-home.ts'

/** Slots that a keyring opens, by the program itself: GNOME Keyring on a bus of its own. */

let home: VaultHome
let bus: Device
let keyring: Device
beforeAll(async () => {
  home = await makeVaultHome()
  bus = await startBus(join(home.path, 'bus'))
  keyring = await startKeyring(join(home.path, 'bus'), bus, 'login password')
})
afterAll(async () => {
  await keyring.stop()
  await bus.stop()
  await home.end()
})

const call = (...args: readonly string[]) =>
  home.vaultWith(['vault', ...args], { environment: bus.environment })
const add = (label: string) => call('slots', 'add', 'keyring', '--label', label, ...SILENT)
const opens = async (label: string) => (await call('list', '--slot', label)).code === 0

test('a keyring opens the vault without a word, by the label of its slot', async () => {
  await must(add('desktop'))
  expect(await opens('desktop')).toBe(true)
  expect((await home.call('vault', 'list', '--slot', 'desktop')).stderr).toMatch(
    /\[AIRLOCK_VAULT_FACTOR_UNAVAILABLE\]/,
  )
})

test('a second slot of that label is refused before it takes the place of the first in the keyring', async () => {
  const twice = await add('desktop')
  expect(twice).toMatchObject({ code: 2, stdout: '' })
  expect(twice.stderr).toMatch(/has a slot `desktop` already \[AIRLOCK_VAULT_EXISTS\]/)
  expect(await opens('desktop')).toBe(true)
})

test('a slot that was not made in the end leaves nothing in the keyring, and neither does one that was removed', async () => {
  const failed = await call(
    ...['slots', 'add', 'keyring', 'key-file', '--label', 'half', ...SILENT],
    ...['--new-key-file', 'no/such/place'],
  )
  expect(failed.stderr).toMatch(/\[AIRLOCK_VAULT_FACTOR_UNAVAILABLE\]/)
  const removed = await must(call('slots', 'remove', 'desktop', ...SILENT))
  expect(removed.stderr).toBe('')
  expect(accounts()).toEqual([])
  await must(add('again'))
  expect(accounts()).toEqual([expect.stringMatching(/\/again$/)])
})

test('without the keyring a slot goes all the same, and what stays in it is told', async () => {
  const { stdout, stderr } = await must(
    home.vaultWith(['vault', 'slots', 'remove', 'again', ...SILENT], {
      environment: { DBUS_SESSION_BUS_ADDRESS: `unix:path=${home.path}/no-bus` },
    }),
  )
  expect(stdout).toMatch(/^removed: again; /)
  expect(stderr).toMatch(/the entry `[^`]+\/again` of the keyring stays: there is no session bus/)
})

/** What the keyring holds of ours (secret-tool(1), of libsecret), which says it in part on standard error. */
function accounts(): readonly string[] {
  const { stdout, stderr } = spawnSync(
    'secret-tool',
    ['search', '--all', 'service', 'mcp-airlock'],
    { encoding: 'utf8', env: { ...process.env, ...bus.environment } },
  )
  return [...`${stdout}\n${stderr}`.matchAll(/^attribute\.(?:account|username) = (.*)$/gm)].map(
    ([, account = '']) => account,
  )
}
