import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hintsOf } from '../cli/invoke.ts'
import {
  greet,
  makeVaultHome,
  must,
  SECRET,
  SILENT,
  say,
  type VaultHome,
} from '../support/vault-home.ts'

/** A secret on its way: from the vault through the agent into one variable of one server, and nowhere else. */

let home: VaultHome
beforeAll(async () => {
  home = await makeVaultHome()
})
afterAll(async () => {
  await home.end()
})

const set = (name: string, value: string, ...more: string[]) =>
  must(home.vault(['vault', 'set', name, ...more, ...SILENT], value))

test('a server gets no secret before the vault is unlocked, the entry scoped and its program approved, and the client hears each time what to do', async () => {
  // The key file would open the vault without a word; somebody has put it away.
  const refusedWith = async () => {
    const session = home.run()
    const { error } = (await greet(session)) as { error: { code: number; message: string } }
    await session.ended
    return error
  }
  await set('db.password', 'p@ss:w/rd?')
  await set('api-key', SECRET)
  await must(home.vault(['unlock', ...SILENT]))
  expect(await refusedWith()).toMatchObject({
    code: -31026,
    message: expect.stringMatching(
      /`api-key`, `db.password`: not for the profile `blab`; mcp-airlock vault scope/,
    ),
  })
  for (const name of ['api-key', 'db.password'])
    await must(home.vault(['vault', 'scope', name, '--add', 'blab', ...SILENT]))
  expect(await refusedWith()).toMatchObject({
    message: expect.stringMatching(/has not been allowed.*mcp-airlock vault approve blab/),
  })
  await must(home.vault(['vault', 'approve', 'blab', ...SILENT]))
  const session = home.run()
  expect(await greet(session)).toHaveProperty('result')
  expect(await say(session, 'length')).toMatchObject({
    result: { content: [{ text: String(SECRET.length) }] },
  })
  await session.close()
})

test.each([
  'plain',
  'dsn',
  'base64',
  'hex',
  'url',
  'reversed',
  'escaped',
  'key',
  'error',
  'invalid',
  'log',
  'progress',
  'noise',
  'stderr',
])('a server that tells its secret by way of `%s` is not heard', async (way) => {
  const session = home.run()
  await greet(session)
  const answer = await say(session, way)
  await session.close()
  const heard = JSON.stringify([answer, session.strays, session.garbage]) + String(session.errors())
  expect(heard).toMatch(/\[redacted: |the value of `api-key`.* has been redacted/)
  for (const form of formsOf(SECRET)) expect(heard).not.toContain(form)
  expect(session.garbage).toEqual([])
})

test('the value is in the environment of the server and nowhere else', async () => {
  const session = home.run()
  await greet(session)
  await say(session, 'length')
  const agent = agentOf((await home.call('vault', 'status')).stdout)
  const launcherTexts = [`/proc/${session.pid}/environ`, `/proc/${agent}/environ`]
  const seen = [...processes().map((pid) => `/proc/${pid}/cmdline`), ...launcherTexts]
  const forms = formsOf(SECRET).map((form) => Buffer.from(form))
  const holders = seen.filter((path) => holds(path, forms))
  expect(holders).toEqual([])
  expect(inMemoryOf(session.pid, forms)).toEqual([])
  expect(inMemoryOfAgent(agent, forms)).toEqual(NOTHING)
  const environments = processes().filter((pid) =>
    holds(`/proc/${pid}/environ`, [Buffer.from(SECRET)]),
  )
  // The chamber's init and the server in it.
  expect(environments.length).toBe(2)
  await session.close()
  expect(
    filesUnder(home.path).filter(
      (file) => file !== join(home.path, 'lent-0') && holds(file, forms),
    ),
  ).toEqual([])
})

test('the search finds what is there', () => {
  expect(holds('/proc/self/environ', [Buffer.from('PATH=')])).toBe(true)
  const kept = Buffer.from(`found-${SECRET}`)
  expect(inMemoryOf(process.pid, [kept])).not.toEqual([])
})

test('an entry that is missing, and one that is overdue where the profile minds, each say so', async () => {
  const profile = (name: string, rules: object) =>
    home.profile(
      { command: ['node', join(home.path, 'server', 'blabber.mjs')], pins: 'off', ...rules },
      `.config/mcp-airlock/profiles/${name}.jsonc`,
    )
  profile('lost', { env: { A: '${vault:nowhere}' } })
  const lost = home.run('lost')
  await greet(lost)
  expect(await lost.ended).toBe(125)
  expect(String(lost.errors())).toMatch(/AIRLOCK_VAULT_ENTRY_MISSING/)
  expect(hintsOf({ code: 1, stdout: '', stderr: String(lost.errors()) })[0]).toBe(
    'mcp-airlock vault set nowhere --scope lost',
  )
})

test('a server with a long command line gets its secrets', async () => {
  const words = Array.from({ length: 100 }, (_, at) => `${at}`.repeat(100))
  home.profile(
    {
      command: ['node', join(home.path, 'server', 'blabber.mjs'), ...words],
      pins: 'off',
      env: { API_KEY: '${vault:api-key}' },
    },
    '.config/mcp-airlock/profiles/wordy.jsonc',
  )
  await must(home.vault(['vault', 'scope', 'api-key', '--add', 'wordy', ...SILENT]))
  await must(home.vault(['vault', 'approve', 'wordy', ...SILENT]))
  const session = home.run('wordy')
  await greet(session)
  expect(await say(session, 'length')).toMatchObject({
    result: { content: [{ text: String(SECRET.length) }] },
  })
  await session.close()
})

test('what is scoped and approved for a file by its relative path is so for that file alone', async () => {
  const rules = {
    command: ['node', join(home.path, 'server', 'blabber.mjs')],
    pins: 'off',
    env: { API_KEY: '${vault:api-key}' },
  }
  const [own, other] = [home.profile(rules, 'one/x.jsonc'), home.profile(rules, 'two/x.jsonc')]
  await must(home.vault(['vault', 'scope', 'api-key', '--add', './one/x.jsonc', ...SILENT]))
  await must(home.vault(['vault', 'approve', './one/x.jsonc', ...SILENT]))
  const session = home.run(own)
  expect(await greet(session)).toHaveProperty('result')
  await session.close()
  const stranger = home.run(other)
  expect(await greet(stranger)).toMatchObject({
    error: { message: expect.stringMatching(/`api-key`: not for the profile `.*\/two\/x\.jsonc`/) },
  })
  await stranger.ended
})

test('a start that is refused for another reason says that one, although the agent was asked', async () => {
  home.profile(
    {
      command: ['node', join(home.path, 'server', 'blabber.mjs')],
      pins: 'off',
      env: { A: '${vault:nowhere}' },
      filesystem: { read: [join(home.path, '.local', 'share', 'mcp-airlock')] },
    },
    '.config/mcp-airlock/profiles/greedy.jsonc',
  )
  const greedy = home.run('greedy')
  expect(await greedy.ended).toBe(125)
  expect(String(greedy.errors())).toMatch(/AIRLOCK_PATH_REFUSED/)
  expect(String(greedy.errors())).not.toMatch(/AIRLOCK_VAULT/)
})

test('after `lock` a start is refused, and what the agent knew is gone', async () => {
  expect((await home.call('lock')).stdout).toBe('locked\n')
  const agent = agentOf((await home.call('vault', 'status')).stdout)
  expect(agent).toBeGreaterThan(1)
  expect(inMemoryOfAgent(agent, [Buffer.from(SECRET)])).toEqual(NOTHING)
})

/** The value as it is, and as base64 at each of three places, hexadecimal and percent-encoded. */
function formsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value)
  const inner = ['', 'x', 'xx'].map((before) => {
    const text = Buffer.concat([Buffer.from(before), bytes]).toString('base64')
    return text.slice(before.length === 0 ? 0 : 4, -4)
  })
  return [value, ...inner, bytes.toString('hex'), encodeURIComponent(value)]
}

function agentOf(status: string): number {
  return Number(/agent: process (\d+)/.exec(status)?.[1])
}

function processes(): readonly string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name))
}

/** False for what may not be read or is gone. */
function holds(path: string, forms: readonly Buffer[]): boolean {
  try {
    const bytes = readFileSync(path)
    return forms.some((form) => bytes.includes(form))
  } catch {
    return false
  }
}

/** Which of the forms stand in memory that the process can write. Throws when it may not be read: nothing found is then no proof. */
function inMemoryOf(pid: number, forms: readonly Buffer[]): readonly string[] {
  const found = new Set<string>()
  const longest = Math.max(...forms.map(({ length }) => length))
  const memory = openSync(`/proc/${pid}/mem`, 'r')
  for (const [start, end] of writableOf(pid))
    for (let at = start; at < end; at += PIECE) {
      const piece = readAt(memory, at, Math.min(PIECE + longest, end - at))
      for (const form of forms) if (piece.includes(form)) found.add(form.toString())
    }
  closeSync(memory)
  return [...found]
}

/** Nobody but root may look into the agent at all: the kernel says so before anything is read. */
const NOTHING = process.getuid?.() === 0 ? [] : 'EACCES'

function inMemoryOfAgent(pid: number, forms: readonly Buffer[]): readonly string[] | string {
  try {
    return inMemoryOf(pid, forms)
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code)
  }
}

/** Addresses lie below 2^47 on both processors, so that a number holds them. */
function writableOf(pid: number): readonly (readonly [number, number])[] {
  return [...readFileSync(`/proc/${pid}/maps`, 'utf8').matchAll(/^(\w+)-(\w+) rw/gm)].map(
    ([, start = '', end = '']) => [Number.parseInt(start, 16), Number.parseInt(end, 16)] as const,
  )
}

/** What is not there any more, or never was, reads as nothing. */
function readAt(memory: number, at: number, length: number): Buffer {
  const piece = Buffer.alloc(length)
  try {
    return piece.subarray(0, readSync(memory, piece, 0, length, at))
  } catch {
    return Buffer.alloc(0)
  }
}

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
}

const PIECE = 4 * 1024 * 1024
