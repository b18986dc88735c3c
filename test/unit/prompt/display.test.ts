import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { displayEnvironment, readShownEnvironment } from '../../../src/prompt/display.ts'
import { findPinentries } from '../../../src/prompt/pinentry.ts'

const folder = mkdtempSync(join(tmpdir(), 'airlock-display-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('of what was given, what a window needs is kept', async () => {
  const display = {
    DISPLAY: ':0',
    WAYLAND_DISPLAY: 'wayland-0',
    XAUTHORITY: '/home/me/.Xauthority',
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus',
    XDG_RUNTIME_DIR: '/run/user/1000',
    GPG_TTY: '/dev/pts/3',
    TERM: 'xterm-256color',
    LANG: 'de_DE.UTF-8',
  }
  const others = {
    PATH: '/tmp',
    LD_PRELOAD: '/tmp/x',
    GTK_MODULES: 'x',
    HOME: '/tmp',
    __proto__x: 'y',
  }
  expect(await displayEnvironment({ ...display, ...others })).toEqual(display)
})

test.each([
  ['GPG_TTY', '/etc/passwd'],
  ['GPG_TTY', '/dev/../etc/passwd'],
  ['GPG_TTY', '/dev/pts/3\nOPTION x'],
  ['TERM', 'x\ny'],
  ['LANG', 'x\u0000'],
  ['XAUTHORITY', 'relative'],
  ['DISPLAY', ''],
])('%s of %j is left out', async (name, value) => {
  expect(await displayEnvironment({ WAYLAND_DISPLAY: 'w', [name]: value })).toEqual({
    WAYLAND_DISPLAY: 'w',
  })
})

test('the session’s environment is read line by line, without what was quoted', () => {
  const text = "DISPLAY=:1\nLANG=C.UTF-8\nODD=$'a\\nb'\nWITH_EQUALS=a=b\nlower=x\n\nrubbish\n"
  expect(readShownEnvironment(text)).toEqual({
    DISPLAY: ':1',
    LANG: 'C.UTF-8',
    WITH_EQUALS: 'a=b',
  })
})

const bin = join(folder, 'bin')
mkdirSync(bin)
for (const name of ['gnome3', 'gtk-2', 'qt', 'curses', 'tty'])
  writeFileSync(join(bin, `pinentry-${name}`), '', { mode: 0o755 })
symlinkSync('pinentry-curses', join(bin, 'pinentry'))
writeFileSync(join(bin, 'pinentry-qt5'), '', { mode: 0o644 })

test.each<[string, Record<string, string>, string[]]>([
  ['nothing', {}, []],
  ['a bus alone', { DBUS_SESSION_BUS_ADDRESS: 'x' }, []],
  ['a display', { DISPLAY: ':0' }, ['pinentry-gtk-2', 'pinentry-qt', 'pinentry']],
  [
    'a display and a bus',
    { WAYLAND_DISPLAY: 'w', DBUS_SESSION_BUS_ADDRESS: 'x' },
    ['pinentry-gnome3', 'pinentry-gtk-2', 'pinentry-qt', 'pinentry'],
  ],
  ['a terminal', { GPG_TTY: '/dev/pts/1' }, ['pinentry', 'pinentry-curses']],
])('with %s, only what can show itself is found', (_name, display, names) => {
  expect(findPinentries(display, [bin])).toEqual(names.map((name) => join(bin, name)))
})
