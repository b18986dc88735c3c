import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Chromium, startChromium } from '../support/chromium.ts'
import { launcher } from '../support/launcher.ts'
import { seen, startTmux, type Tmux } from '../support/tmux.ts'
import {
  greet,
  makeVaultHome,
  must,
  PASSPHRASE,
  SECRET,
  SILENT,
  type VaultHome,
} from '../support/vault-home.ts'
import { startXvfb, type XServer } from '../support/xvfb.ts'

/** A person unlocks: at a window, in a terminal, on a page; with a real pinentry, a real terminal, a real browser. */

let home: VaultHome
let screen: XServer
let tmux: Tmux
let chromium: Chromium

beforeAll(async () => {
  home = await makeVaultHome()
  await must(home.vault(['vault', 'set', 'api-key', '--scope', 'blab', ...SILENT], SECRET))
  await must(home.vault(['vault', 'set', 'db.password', '--scope', '*', ...SILENT], 'swordfish-9'))
  // Away, so that nothing opens the vault without a person.
  renameSync(join(home.path, 'key'), join(home.path, 'key.away'))
  screen = await startXvfb()
  tmux = startTmux(home.path)
  chromium = await startChromium(home.path)
})
afterEach(async () => {
  await home.call('lock', '--end')
})
afterAll(async () => {
  screen.end()
  tmux.end()
  await chromium.end()
  await home.end()
})

const command = (...words: readonly string[]) =>
  [`HOME=${home.path}`, ...launcher, ...words].join(' ')

test('two launchers that start with a locked vault show one window, and both servers start as soon as it is answered', async () => {
  const display = { DISPLAY: screen.display }
  const sessions = [home.run('blab', display), home.run('blab', display)]
  const greetings = Promise.all(sessions.map(greet))
  const first = await screen.focused('mcp-airlock')
  const windows = await screen.xdotool('search', '--onlyvisible', '--name', 'mcp-airlock')
  expect(windows.split('\n')).toHaveLength(1)
  await screen.xdotool('type', '--delay', '5', 'wrong words')
  await screen.xdotool('key', 'Return')
  // Each question comes in a window of its own.
  const second = await screen.focused('mcp-airlock', first)
  await screen.xdotool('type', '--delay', '5', PASSPHRASE)
  await screen.xdotool('key', 'Return')
  // The program is new to the vault: it asks once whether it may have them.
  await screen.focused('mcp-airlock', second)
  await screen.xdotool('key', 'alt+a')
  for (const greeting of await greetings) expect(greeting).toMatchObject({ result: {} })
  for (const session of sessions) await session.close()
  const third = home.run('blab')
  expect(await greet(third)).toHaveProperty('result')
  await third.close()
})

test('in a terminal the passphrase is typed unseen, and a secret is revealed there and nowhere else', async () => {
  tmux.literal(`${command('unlock')}; clear; echo "ended $?"`)
  tmux.keys('Enter')
  await seen(tmux, /Passphrase \(not shown\):/)
  tmux.literal(PASSPHRASE)
  expect(tmux.screen()).not.toContain(PASSPHRASE)
  tmux.keys('Enter')
  await seen(tmux, /ended 0/)
  expect((await home.call('vault', 'status')).stdout).toMatch(/agent: process \d+, unlocked/)
  tmux.literal(command('vault', 'reveal', 'db.password'))
  tmux.keys('Enter')
  await seen(tmux, /Passphrase \(not shown\):/)
  tmux.literal(PASSPHRASE)
  tmux.keys('Enter')
  await seen(tmux, /swordfish-9/)
  const piped = await home.vault(['vault', 'reveal', 'db.password', '--passphrase-fd', '3'])
  expect(piped).toMatchObject({ code: 2, stdout: '' })
  expect(piped.stderr).toMatch(/AIRLOCK_TERMINAL/)
})

test('a security key on a page is a factor of a slot: enrolled once, then asked for together with the passphrase', async () => {
  const tab = await chromium.tab()
  await tab.addKey()
  const onPage = async (words: readonly string[], answer: () => Promise<void>) => {
    tmux.literal(`clear; ${command(...words)} 3<${home.path}/passphrase; echo "ended $?"`)
    tmux.keys('Enter')
    const shown = await seen(tmux, /open (http:\/\/localhost:\d+\/\S+)\s/)
    await tab.open(String(/open (http:\S+)/.exec(shown)?.[1]))
    await answer()
    return await seen(tmux, /ended \d/, 20_000)
  }
  const enrolled = await onPage(
    [
      ...['vault', 'slots', 'add', 'passphrase', 'webauthn-prf', '--label', 'key'],
      ...['--new-passphrase-fd', '4', `4<${home.path}/passphrase`],
      ...['--slot', 'main', '--passphrase-fd', '3'],
    ],
    () => tab.click('#key'),
  )
  expect(enrolled).toMatch(/added: key/)
  const unlocked = await onPage(['unlock', '--slot', 'key'], async () => {
    await tab.until('document.activeElement.id === "value"')
    await tab.type(PASSPHRASE)
    await tab.click('#key')
  })
  expect(unlocked).toMatch(/unlocked/)
})
