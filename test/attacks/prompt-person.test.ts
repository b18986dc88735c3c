import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import {
  type Asking,
  askPerson,
  displayEnvironment,
  openBrowser,
  personAt,
} from '../../src/prompt/index.ts'
import { type Chromium, startChromium } from '../support/chromium.ts'
import { startXvfb, type XServer } from '../support/xvfb.ts'

const folder = mkdtempSync(join(tmpdir(), 'airlock-person-'))
const GTK = '/usr/bin/pinentry-gtk-2'
let chromium: Chromium
let server: XServer
const asking: Asking = {
  title: 'The vault is locked',
  lines: [],
  wants: 'passphrase',
  timeoutMs: 15_000,
  signal: new AbortController().signal,
}

beforeAll(async () => {
  chromium = await startChromium(folder)
  server = await startXvfb()
})
afterAll(async () => {
  server.end()
  await chromium.end()
  rmSync(folder, { recursive: true, force: true })
})

/** Types the answer into the page in a real browser. */
const answerWith = (text: string) => (url: string) => {
  void (async () => {
    const tab = await chromium.tab()
    await tab.open(url)
    await tab.type(text)
    await tab.click('button')
  })()
  return true
}
const never = () => {
  throw new Error('nobody should be sent to a page')
}
const pinentry = () => ({ display: { DISPLAY: server.display }, programs: [GTK] })

test('a pinentry that answers spares the page', async () => {
  const told = askPerson(
    asking,
    { terminal: { path: '/dev/null' }, pinentry: pinentry(), page: {} },
    never,
  )
  await server.focused('mcp-airlock')
  await server.xdotool('type', 'by pinentry')
  await server.xdotool('key', 'Return')
  expect(await told).toEqual({ kind: 'secret', value: Buffer.from('by pinentry') })
})

test('without terminal and pinentry the page is shown', async () => {
  const means = {
    terminal: { path: '/dev/null' },
    pinentry: { display: {}, programs: [] },
    page: {},
  }
  const told = await askPerson(asking, means, answerWith('by page'))
  expect(told).toEqual({ kind: 'secret', value: Buffer.from('by page') })
})

test('a page that answers first ends the pinentry', async () => {
  const told = await askPerson(
    asking,
    { pinentry: pinentry(), page: { afterMs: 300 } },
    answerWith('by page'),
  )
  expect(told).toEqual({ kind: 'secret', value: Buffer.from('by page') })
  // A window takes a moment to go when its program is ended.
  await vi.waitFor(async () => {
    await expect(
      server.xdotool('search', '--onlyvisible', '--name', 'mcp-airlock'),
    ).rejects.toThrow()
  }, 5000)
})

test('a pinentry that answers first ends the page', async () => {
  let url = ''
  const person = personAt({ pinentry: pinentry(), page: { afterMs: 0 } }, (shown) => {
    url = shown
    return true
  })
  const told = person.ask(asking)
  await server.focused('mcp-airlock')
  expect((await fetch(url)).status).toBe(200)
  await server.xdotool('key', 'Escape')
  expect(await told).toEqual({ kind: 'cancelled' })
  await expect(fetch(url)).rejects.toThrow()
})

test('several tries stay in one page, and one address is shown', async () => {
  const urls: string[] = []
  const tab = await chromium.tab()
  const person = personAt({ page: {} }, async (url) => {
    urls.push(url)
    await tab.open(url)
    return true
  })
  for (const [error, text] of [
    [undefined, 'one'],
    ['wrong 1', 'two'],
    ['wrong 2', 'three'],
  ] as const) {
    const told = person.ask({ ...asking, ...(error !== undefined && { error }) })
    await tab.until(
      `document.querySelector('#error')?.textContent === ${JSON.stringify(error ?? '')}`,
    )
    await tab.type(text)
    await tab.click('button')
    expect(await told).toEqual({ kind: 'secret', value: Buffer.from(text) })
  }
  person.close('Unlocked.')
  await tab.until('document.querySelector("#over").textContent === "Unlocked."')
  expect(urls).toHaveLength(1)
})

test.each([
  ['nobody can be shown the page', { page: {} }],
  ['there are no means at all', {}],
])('%s: unavailable', async (_name, means) => {
  expect(await askPerson(asking, means, () => false)).toMatchObject({ kind: 'unavailable' })
})

test.each(['pinentry', 'page'])('the time is one for all ways, and ends %s', async (way) => {
  const begun = Date.now()
  const means = way === 'page' ? { page: {} } : { pinentry: pinentry(), page: {} }
  expect(await askPerson({ ...asking, timeoutMs: 1500 }, means, () => true)).toEqual({
    kind: 'timeout',
  })
  expect(Date.now() - begun).toBeLessThan(3000)
})

test('the signal ends whatever is open', async () => {
  const abort = new AbortController()
  const told = askPerson({ ...asking, signal: abort.signal }, { page: {} }, () => {
    abort.abort()
    return true
  })
  expect(await told).toEqual({ kind: 'cancelled' })
})

test('a signal that was given before asks nobody', async () => {
  const signal = AbortSignal.abort()
  const means = { terminal: {}, pinentry: pinentry(), page: {} }
  expect(await askPerson({ ...asking, signal }, means, never)).toEqual({ kind: 'cancelled' })
})

describe('the browser', () => {
  const home = join(folder, 'person')
  const opened = join(folder, 'opened')
  const url = 'http://localhost:12345/abc'

  test('xdg-open starts what the person has chosen', async () => {
    mkdirSync(join(home, '.local/share/applications'), { recursive: true })
    mkdirSync(join(home, '.config'), { recursive: true })
    const script = join(home, 'browser')
    writeFileSync(script, `#!/bin/sh\nprintf %s "$1" > ${opened}\n`)
    chmodSync(script, 0o755)
    writeFileSync(
      join(home, '.local/share/applications/mine.desktop'),
      `[Desktop Entry]\nType=Application\nName=mine\nExec=${script} %u\nMimeType=x-scheme-handler/http;\n`,
    )
    writeFileSync(
      join(home, '.config/mimeapps.list'),
      '[Default Applications]\nx-scheme-handler/http=mine.desktop\n',
    )
    expect(await openBrowser(url, { DISPLAY: server.display }, home)).toBe('opened')
    expect(existsSync(opened) && readFileSync(opened, 'utf8')).toBe(url)
  })

  test('without a display there is none', async () => {
    expect(await openBrowser(url, {}, home)).toBe('unavailable')
  })
})

test('without a session to ask, the display is what was given, and nothing else of it', async () => {
  const given = {
    TERM: 'xterm',
    LANG: 'C.UTF-8',
    GPG_TTY: '/dev/pts/9',
    LD_PRELOAD: '/tmp/x.so',
    PATH: '/tmp',
    HOME: '/tmp',
    XDG_RUNTIME_DIR: folder,
    XAUTHORITY: '../x',
  }
  expect(await displayEnvironment(given)).toEqual({
    TERM: 'xterm',
    LANG: 'C.UTF-8',
    GPG_TTY: '/dev/pts/9',
    XDG_RUNTIME_DIR: folder,
  })
})
