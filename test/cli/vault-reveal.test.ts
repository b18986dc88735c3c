import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launcher } from '../support/launcher.ts'
import { seen, startTmux, type Tmux } from '../support/tmux.ts'
import { makeVaultHome, must, PASSPHRASE, SILENT, type VaultHome } from '../support/vault-home.ts'

/** `vault reveal`: in a terminal, to somebody who is there at that moment. */

let home: VaultHome
let tmux: Tmux
beforeAll(async () => {
  home = await makeVaultHome()
  await must(home.vault(['vault', 'set', 'door', ...SILENT], 'swordfish-9'))
  tmux = startTmux(home.path)
})
afterAll(async () => {
  tmux.end()
  await home.end()
})

const SEED = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const enter = (...words: readonly string[]) => {
  tmux.literal(`clear; ${[`HOME=${home.path}`, ...launcher, ...words].join(' ')}; echo ended $?`)
  tmux.keys('Enter')
}
const answer = (text: string) => {
  tmux.literal(text)
  tmux.keys('Enter')
}

test('a pipe or a file gets no secret, by whatever it is opened', async () => {
  await must(home.call('unlock', ...SILENT))
  for (const how of [SILENT, ['--passphrase-fd', '3'], ['--totp']]) {
    const ended = await home.vault(['vault', 'reveal', 'door', ...how])
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toMatch(/shown in a terminal only \[AIRLOCK_TERMINAL\]/)
    expect(ended.stderr).not.toContain('swordfish')
  }
})

test('a slot that asks nobody is no proof that somebody is there', async () => {
  await must(home.call('unlock', ...SILENT))
  enter('vault', 'reveal', 'door', ...SILENT)
  expect(await seen(tmux, /ended 125/)).toMatch(/no slot of the vault asks a person/)
  enter('vault', 'reveal', 'door')
  await seen(tmux, /Passphrase \(not shown\):/)
  answer(PASSPHRASE)
  const screen = await seen(tmux, /ended \d/)
  expect(screen).toMatch(/^swordfish-9\nended 0$/m)
  expect(screen).not.toContain(PASSPHRASE)
})

test('the digits of an authenticator do as well, once, while the vault is unlocked', async () => {
  await must(home.call('unlock', ...SILENT))
  enter('vault', 'reveal', 'door', '--totp')
  await seen(tmux, /six digits/)
  answer('123456')
  expect(await seen(tmux, /ended \d/)).toMatch(/no authenticator[\s\S]*vault set NAME --totp/)
  await must(home.vault(['vault', 'set', 'phone', '--totp', ...SILENT], SEED))
  const digits = digitsNow()
  enter('vault', 'reveal', 'door', '--totp')
  await seen(tmux, /six digits/)
  answer(digits)
  const screen = await seen(tmux, /ended \d/)
  expect(screen).toMatch(/^swordfish-9\nended 0$/m)
  expect(screen).not.toContain(digits)
  enter('vault', 'reveal', 'door', '--totp')
  await seen(tmux, /six digits/)
  answer(digits)
  expect(await seen(tmux, /ended 125/)).toMatch(/AIRLOCK_VAULT_FACTOR/)
  await must(home.call('lock'))
  enter('vault', 'reveal', 'door', '--totp')
  expect(await seen(tmux, /ended 125/)).toMatch(/the vault is locked \[AIRLOCK_VAULT_LOCKED\]/)
})

/** RFC 6238 with the defaults of authenticators. */
function digitsNow(): string {
  const bits = SEED.split('').map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2))
  const key = Buffer.from(
    (
      bits
        .map((five) => five.padStart(5, '0'))
        .join('')
        .match(/.{8}/g) ?? []
    ).map((byte) => Number.parseInt(byte, 2)),
  )
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const mac = createHmac('sha1', key).update(counter).digest()
  const number = mac.readUInt32BE((mac[19] ?? 0) & 15) & 0x7fff_ffff
  return String(number % 1_000_000).padStart(6, '0')
}
