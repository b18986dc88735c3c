import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Asking, pinentryPrompt, type Told } from '../../src/prompt/index.ts'
import { seen, startTmux, type Tmux } from '../support/tmux.ts'
import { startXvfb, type XServer } from '../support/xvfb.ts'

const TYPED = 'grün 100% 🔑 <b>&"\\'
const signal = new AbortController().signal
const asking: Asking = {
  title: 'The vault is locked',
  lines: ['profile notes', '100%25 <b>sure</b>'],
  matchCode: 'K7Q2ZD',
  wants: 'passphrase',
  timeoutMs: 20_000,
  signal,
}

/** The pinentry processes that this process started and that are still there. */
const children = () =>
  readdirSync('/proc').filter((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return stat.includes('(pinentry') && parent === String(process.pid) && state !== 'Z'
    } catch {
      return false
    }
  })

const text = (told: Told) => (told.kind === 'secret' ? told.value.toString() : told.kind)

async function until(isSo: () => boolean): Promise<void> {
  for (let round = 0; round < 100; round += 1) {
    if (isSo()) return
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  throw new Error('never so')
}

test.each(['/usr/bin/pinentry-curses', '/usr/bin/pinentry-tty', '/usr/bin/pinentry-gtk-2'])(
  '%s is installed',
  (path) => {
    expect(existsSync(path)).toBe(true)
  },
)

describe.each(['pinentry-curses', 'pinentry-tty'])('%s in a real terminal', (name) => {
  const folder = mkdtempSync(join(tmpdir(), 'airlock-pinentry-'))
  let tmux: Tmux
  let before = ''
  const modes = () => execFileSync('stty', ['-F', tmux.tty(), '-a'], { encoding: 'utf8' })
  const ask = (more: Partial<Asking> = {}) =>
    pinentryPrompt(
      { ...asking, ...more },
      { GPG_TTY: tmux.tty(), TERM: 'screen', LANG: 'C.UTF-8' },
      [`/usr/bin/${name}`],
    )

  beforeEach(async () => {
    tmux = startTmux(folder)
    await seen(tmux, /[$#]/)
    tmux.literal('exec sleep 1000')
    tmux.keys('Enter')
    await until(() => readFileSync(`/proc/${tmux.pid()}/comm`, 'utf8') === 'sleep\n')
    before = modes()
  })
  afterEach(async () => {
    tmux.end()
    await until(() => children().length === 0)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('the passphrase arrives byte by byte and is not shown', async () => {
    const told = ask({ error: 'that was wrong' })
    const screen = await seen(tmux, /Passphrase|PIN/)
    for (const shown of [
      'The vault is locked',
      'profile notes',
      'K7Q2ZD',
      '100%25',
      'that was wrong',
    ])
      expect(screen).toContain(shown)
    tmux.literal(TYPED)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(tmux.screen()).not.toContain('grün')
    tmux.keys('Enter')
    expect(text(await told)).toBe(TYPED)
    expect(modes()).toBe(before)
  })

  test('a question that is over ends the program and leaves the terminal as it was', async () => {
    const abort = new AbortController()
    const told = ask({ signal: abort.signal })
    await seen(tmux, /K7Q2ZD/)
    abort.abort()
    expect(await told).toEqual({ kind: 'cancelled' })
    await until(() => children().length === 0)
    if (name === 'pinentry-curses') expect(modes()).toBe(before)
  })

  test('nobody answers in time', async () => {
    expect(await ask({ timeoutMs: 1200 })).toEqual({ kind: 'timeout' })
  })
})

describe('pinentry-curses', () => {
  const folder = mkdtempSync(join(tmpdir(), 'airlock-curses-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test.each([
    ['Enter', ['Enter'], 'yes'],
    ['the next button', ['Tab', 'Enter'], 'no'],
    ['the last button', ['Tab', 'Tab', 'Enter'], 'cancelled'],
  ])('a consent: %s', async (_name, keys, kind) => {
    const tmux = startTmux(folder)
    try {
      await seen(tmux, /[$#]/)
      tmux.literal('exec sleep 1000')
      tmux.keys('Enter')
      await until(() => readFileSync(`/proc/${tmux.pid()}/comm`, 'utf8') === 'sleep\n')
      const told = pinentryPrompt(
        { ...asking, wants: 'confirm' },
        { GPG_TTY: tmux.tty(), TERM: 'screen' },
        ['/usr/bin/pinentry-curses'],
      )
      await seen(tmux, /Refuse/)
      tmux.keys(...keys)
      expect(await told).toEqual({ kind })
    } finally {
      tmux.end()
    }
  })

  test('without a terminal it says so', async () => {
    const told = await pinentryPrompt(asking, {}, ['/usr/bin/pinentry-curses'])
    expect(told).toEqual({ kind: 'unavailable', reason: expect.stringContaining('pinentry says') })
  })
})

describe('a program that is to ask', () => {
  const folder = mkdtempSync(join(tmpdir(), 'airlock-programs-'))
  const mark = join(folder, 'started')
  const marking = join(folder, 'marking')
  writeFileSync(marking, `#!/bin/sh\ntouch ${mark}\n`, { mode: 0o755 })
  const silent = join(folder, 'silent')
  writeFileSync(silent, '#!/bin/sh\nexec sleep 1000\n', { mode: 0o755 })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('is not started for a question that was over before', async () => {
    const over = { ...asking, signal: AbortSignal.abort() }
    expect(await pinentryPrompt(over, {}, [marking])).toEqual({ kind: 'cancelled' })
    expect(existsSync(mark)).toBe(false)
  })

  test('is not started after another one whose time was over', async () => {
    const short = { ...asking, timeoutMs: 300 }
    expect(await pinentryPrompt(short, {}, [silent, marking])).toEqual({ kind: 'timeout' })
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(existsSync(mark)).toBe(false)
  })

  test('is started after another one that cannot', async () => {
    const told = await pinentryPrompt(asking, {}, [join(folder, 'missing'), marking])
    expect(told).toEqual({ kind: 'unavailable', reason: 'pinentry ended unexpectedly' })
    expect(existsSync(mark)).toBe(true)
  })
})

describe('pinentry-gtk-2 on a real X server', () => {
  let server: XServer
  const ask = (more: Partial<Asking> = {}) =>
    pinentryPrompt({ ...asking, ...more }, { DISPLAY: server.display, LANG: 'C.UTF-8' }, [
      '/usr/bin/pinentry-gtk-2',
    ])
  beforeAll(async () => {
    server = await startXvfb()
  })
  afterAll(() => server.end())
  afterEach(() => until(() => children().length === 0))

  test('the passphrase arrives', async () => {
    const told = ask()
    await server.focused('mcp-airlock')
    await server.xdotool('type', '--delay', '20', 'correct horse 100%')
    await server.xdotool('key', 'Return')
    expect(text(await told)).toBe('correct horse 100%')
  })

  test.each([
    ['Escape', 'passphrase', 'cancelled'],
    ['alt+r', 'confirm', 'no'],
    ['alt+a', 'confirm', 'yes'],
  ] as const)('%s to a question for %s is %s', async (key, wants, kind) => {
    const told = ask({ wants })
    await server.focused('mcp-airlock')
    await server.xdotool('key', key)
    expect(await told).toEqual({ kind })
  })

  test('nobody answers in time', async () => {
    expect(await ask({ timeoutMs: 1500 })).toEqual({ kind: 'timeout' })
  })

  test('a display that is gone leads to the next program, and then to nobody', async () => {
    const told = await pinentryPrompt(asking, { DISPLAY: ':9999' }, [
      '/usr/bin/pinentry-gtk-2',
      '/usr/bin/false',
    ])
    expect(told).toEqual({ kind: 'unavailable', reason: 'pinentry ended unexpectedly' })
  })
})
