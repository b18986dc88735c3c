import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { bundle } from '../support/bundle.ts'
import { seen, startTmux, type Tmux } from '../support/tmux.ts'

const folder = mkdtempSync(join(tmpdir(), 'airlock-terminal-'))
const answer = join(folder, 'answer')
let asker = ''
let tmux: Tmux

/** Asks once in the terminal and writes what it was told into a file, in hexadecimal. */
const ASKER = `
import { writeFileSync } from 'node:fs'
import { terminalPrompt } from './src/prompt/index.ts'
const [, , file, wants, timeoutMs, word] = process.argv
if (word === 'listens') process.on('SIGTERM', () => undefined)
const asking = {
  title: 'The vault is locked', lines: ['for the profile notes'], matchCode: 'K7Q2ZD', error: 'that was wrong',
  wants, timeoutMs: Number(timeoutMs), signal: new AbortController().signal,
}
void terminalPrompt(asking).then((told) =>
  writeFileSync(file, told.kind === 'secret' ? 'secret ' + told.value.toString('hex') : JSON.stringify(told)))
`

beforeAll(async () => {
  asker = await bundle(ASKER, folder, 'asker.cjs')
})
beforeEach(async () => {
  rmSync(answer, { force: true })
  tmux = startTmux(folder)
  await seen(tmux, /[$#]/)
})
afterEach(() => tmux.end())
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const modes = () => execFileSync('stty', ['-F', tmux.tty(), '-a'], { encoding: 'utf8' })

async function ask(
  wants: string,
  more: { timeoutMs?: number; word?: string; input?: string } = {},
) {
  const { timeoutMs = 20_000, word = '', input = '' } = more
  const command = [process.execPath, asker, answer, wants, timeoutMs, word].join(' ')
  tmux.literal(`clear; ${command} ${input}; echo "ended with $?"`)
  tmux.keys('Enter')
  await seen(tmux, /not shown\):|y\/N/)
}

async function told(): Promise<string> {
  await seen(tmux, /ended with \d/)
  return readFileSync(answer, 'utf8')
}

const secret = (text: string) => `secret ${Buffer.from(text).toString('hex')}`

test('what is typed is not shown, and arrives byte by byte', async () => {
  const before = modes()
  await ask('passphrase')
  const screen = tmux.screen()
  for (const shown of ['The vault is locked', 'for the profile notes', 'K7Q2ZD', 'that was wrong'])
    expect(screen).toContain(shown)
  expect(modes()).toContain('-echo ')
  tmux.literal('correct horse % \\ "battery" grün 🔑')
  tmux.keys('Enter')
  expect(await told()).toBe(secret('correct horse % \\ "battery" grün 🔑'))
  expect(tmux.screen()).not.toMatch(/horse|battery|grün|\*/)
  expect(modes()).toBe(before)
})

test.each([
  [
    'backspace takes one character of several bytes',
    ['a', 'é', '🔑', 'BSpace', 'BSpace', 'b'],
    'ab',
  ],
  ['Ctrl-U takes all', ['wrong', 'C-u', 'better'], 'better'],
  ['backspace at the beginning does nothing', ['BSpace', 'x'], 'x'],
  ['cursor keys leave nothing', ['a', 'Left', 'Up', 'F5', 'Delete', 'b'], 'ab'],
])('%s', async (_name, keys, expected) => {
  await ask('passphrase')
  tmux.keys(...keys, 'Enter')
  expect(await told()).toBe(secret(expected))
})

test('a paste of many characters arrives whole', async () => {
  await ask('pin')
  const long = 'ü'.repeat(3000)
  tmux.literal(long)
  tmux.keys('Enter')
  expect(await told()).toBe(secret(long))
})

test('standard input may carry data, and stays unread', async () => {
  const file = join(folder, 'data')
  writeFileSync(file, 'not an answer\n')
  await ask('passphrase', { input: `< ${file}` })
  tmux.keys('typed', 'Enter')
  expect(await told()).toBe(secret('typed'))
})

test.each([
  ['Ctrl-C', 'C-c'],
  ['Ctrl-D', 'C-d'],
])('%s cancels and puts the terminal back', async (_name, key) => {
  const before = modes()
  await ask('passphrase')
  tmux.keys(key)
  expect(await told()).toBe('{"kind":"cancelled"}')
  expect(modes()).toBe(before)
})

test('what was typed before the question is no answer to it', async () => {
  const command = [process.execPath, asker, answer, 'confirm', 20_000].join(' ')
  tmux.literal(`clear; ${command}; echo "ended with $?"`)
  tmux.keys('Enter', 'y', 'Enter')
  await seen(tmux, /y\/N\]/)
  tmux.keys('Enter')
  expect(await told()).toBe('{"kind":"no"}')
})

test.each([
  ['y', 'yes'],
  ['YES', 'yes'],
  ['n', 'no'],
  ['yeah', 'no'],
])('a consent of `%s` is a %s', async (typed, kind) => {
  await ask('confirm')
  tmux.keys(typed, 'Enter')
  expect(await told()).toBe(JSON.stringify({ kind }))
})

test('nobody answers in time', async () => {
  const before = modes()
  await ask('passphrase', { timeoutMs: 1500 })
  expect(await told()).toBe('{"kind":"timeout"}')
  expect(modes()).toBe(before)
})

test.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
  ['SIGHUP', 129],
])('%s puts the terminal back and then does what it always does', async (signal, code) => {
  const before = modes()
  await ask('passphrase')
  tmux.literal('half a secr')
  process.kill(askerPid(), signal)
  // A shell drops the rest of its line when a command ends by SIGINT.
  if (signal === 'SIGINT') {
    await until(
      () => tmux.screen().trimEnd().endsWith('#') || tmux.screen().trimEnd().endsWith('$'),
    )
    tmux.literal('echo "ended with $?"')
    tmux.keys('Enter')
  }
  await seen(tmux, new RegExp(`ended with ${code}`))
  expect(modes()).toBe(before)
  expect(tmux.screen()).not.toContain('half')
})

test('where the process listens to SIGTERM itself, the prompt ends and the process goes on', async () => {
  const before = modes()
  await ask('passphrase', { word: 'listens' })
  process.kill(askerPid(), 'SIGTERM')
  await seen(tmux, /ended with 0/)
  expect(readFileSync(answer, 'utf8')).toBe('{"kind":"cancelled"}')
  expect(modes()).toBe(before)
})

test('after a stop and SIGCONT nothing is shown either', async () => {
  await ask('passphrase')
  tmux.keys('Qx7')
  process.kill(askerPid(), 'SIGSTOP')
  await seen(tmux, /Stopped/)
  execFileSync('stty', ['-F', tmux.tty(), 'sane'])
  tmux.keys('fg', 'Enter')
  await until(() => modes().includes('-echo '))
  tmux.keys('Wy8', 'Enter')
  await until(() => existsSync(answer))
  expect(readFileSync(answer, 'utf8')).toBe(secret('Qx7Wy8'))
  expect(tmux.screen()).not.toMatch(/Qx7|Wy8/)
})

test('without a terminal nobody is asked', async () => {
  execFileSync('setsid', ['-w', process.execPath, asker, answer, 'passphrase', '5000'])
  expect(readFileSync(answer, 'utf8')).toContain('there is no terminal')
})

test('in the background of a terminal nobody is asked, and the process is not stopped', async () => {
  tmux.literal(
    `clear; set -m; ${process.execPath} ${asker} ${answer} passphrase 20000 & wait; echo "ended with $?"`,
  )
  tmux.keys('Enter')
  expect(await told()).toContain('there is no terminal')
})

function askerPid(): number {
  const shell = tmux.pid()
  return Number(readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8'))
}

async function until(isSo: () => boolean): Promise<void> {
  for (let round = 0; round < 100; round += 1) {
    if (isSo()) return
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  throw new Error('never so')
}
