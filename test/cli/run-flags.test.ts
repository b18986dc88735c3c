import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, expect, test } from 'vitest'
import { launcher } from '../support/launcher.ts'
import { hintsOf, makeHome } from './invoke.ts'

const home = makeHome()
afterAll(() => home.remove())
const at = (name: string) => join(home.path, name)

/** Answers whatever it is asked, with a character that turns text around. */
const SERVER = `
import { createInterface } from 'node:readline'
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method } = JSON.parse(line)
  if (id === undefined) return
  const result = method === 'initialize'
    ? { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 's', version: '1' } }
    : { content: [{ type: 'text', text: 'a\\u202eb' }] }
  process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result }) + '\\n')
})`

const server = home.write('server.mjs', SERVER)
const profile = (more: object = {}) =>
  home.profile({
    command: ['node', server],
    filesystem: { read: [server] },
    tools: { deny: ['delete_*'] },
    roles: { narrow: { tools: { allow: ['add'] } } },
    ...more,
  })

const initialize = {
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'c', version: '1' },
  },
}
const call = (id: number, name: string) => ({
  id,
  method: 'tools/call',
  params: { name, arguments: { key: 'hunter2' } },
})

/** One session: each request waits for the answer to the one before. */
async function talk(
  args: readonly string[],
  requests: readonly object[],
  prefix: readonly string[] = [],
) {
  const [program = '', ...before] = [...prefix, ...launcher]
  const child = spawn(program, [...before, 'run', ...args], {
    cwd: home.path,
    env: { HOME: home.path, PATH: process.env['PATH'] },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const ended = new Promise((resolve) => child.on('close', resolve))
  const stderr = text(child.stderr)
  let answers = ''
  const left = requests.map((request) => `${JSON.stringify({ jsonrpc: '2.0', ...request })}\n`)
  const next = () => {
    const line = left.shift()
    if (line === undefined) child.stdin.end()
    else child.stdin.write(line)
  }
  child.stdin.on('error', () => undefined)
  child.stdout.on('data', (chunk: Buffer) => {
    answers += chunk.toString()
    if (chunk.at(-1) === 0x0a) next()
  })
  next()
  await ended
  return { stderr: await stderr, answers: answers.trimEnd().split('\n') }
}

const recordsOf = (file: string) =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

test.each([
  ['before', (file: string) => ['--role', 'narrow', '--log-file', at('before.log'), file]],
  ['after', (file: string) => [file, '--role=narrow', '--log-file', at('after.log')]],
  [
    'around',
    (file: string) => ['--role=narrow', file, '--log-file', at('around.log'), '--', 'node', server],
  ],
])('flags %s the profile choose the role and the record', async (name, args) => {
  const { answers, stderr } = await talk(args(profile()), [
    initialize,
    call(2, 'add'),
    call(3, 'sub'),
    call(4, 'delete_all'),
  ])
  expect(answers, stderr).toHaveLength(4)
  const file = at(`${name}.log`)
  const records = recordsOf(file)
  expect(
    records.map(({ id, from, role, rule, verdict }) => [id, from, role, rule, verdict]),
  ).toEqual([
    [2, 'client', 'narrow', 'tools.allow', 'forward'],
    [2, 'server', 'narrow', 'bidi-control', 'replace'],
    [3, 'client', 'narrow', 'roles.narrow.tools.allow', 'answer'],
    [4, 'client', 'narrow', 'tools.deny', 'answer'],
  ])
  expect(new Set(records.map(({ session }) => session)).size).toBe(1)
  expect(readFileSync(file, 'utf8')).not.toContain('hunter2')
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('a profile may have refused messages kept; sessions share a file', async () => {
  const file = profile({ log: { messages: 'refused' } })
  const requests = [initialize, call(2, 'add'), call(3, 'delete_all')]
  await talk([file, '--log-file', 'kept.log'], requests)
  await talk([file, '--log-file', 'kept.log'], requests)
  const records = recordsOf(at('kept.log'))
  expect(records).toHaveLength(6)
  expect(new Set(records.map(({ session }) => session)).size).toBe(2)
  const kept = records.filter(({ message }) => message !== undefined)
  expect(kept.map(({ id }) => id)).toEqual([3, 3])
  expect(JSON.parse(kept[0].message.text)).toMatchObject({
    params: { arguments: { key: 'hunter2' } },
  })
})

test('without the flag nothing is recorded, and what writes records is in no bundle that loads', async () => {
  const before = readdirSync(home.path)
  const file = profile()
  await talk([file], [initialize, call(2, 'sub'), call(3, 'delete_all')])
  expect(readdirSync(home.path)).toEqual([...new Set([...before, 'profile.jsonc'])].toSorted())
  const dist = join(import.meta.dirname, '../../dist')
  const holds = (name: string) =>
    readFileSync(join(dist, `${name}.cjs`), 'utf8').includes('sonic-boom')
  expect(['audit', 'main', 'session', 'program'].filter(holds)).toEqual(['audit'])
})

test('a client in a hurry is slowed down and not refused', async () => {
  const file = profile({ rate: { requestsPerMinute: 600, burst: 4 } })
  const calls = Array.from({ length: 12 }, (_, index) => call(index + 2, 'sub'))
  const begun = performance.now()
  const { answers } = await talk([file], [initialize, ...calls])
  const took = performance.now() - begun
  expect(answers.filter((line) => line.includes('isError'))).toEqual([])
  // Four at once, and the others as fast as tokens grow: one in 100 ms.
  expect(took).toBeGreaterThan(700)
})

test('a role that nobody has is refused before anything is recorded', async () => {
  const ended = await home.call('run', profile(), '--role', 'narow', '--log-file', at('none.log'))
  expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code: 2, stdout: '' })
  expect(ended.stderr).toMatch(
    /^mcp-airlock: the profile `.*` has no role `narow` \[AIRLOCK_USAGE\]$/m,
  )
  expect(hintsOf(ended)[0]).toBe('did you mean `narrow`?')
  expect(existsSync(at('none.log'))).toBe(false)
  const other = await home.call('run', '--role', 'x', profile())
  expect(hintsOf(other)[0]).toBe('one of `admin`, `read-only`, `narrow`')
})

test('a record where the server may write, behind a link or without a directory is refused', async () => {
  mkdirSync(at('work'))
  symlinkSync(at('kept.log'), at('link.log'))
  const writing = profile({ filesystem: { read: [server], write: ['~/work'] } })
  for (const [path, code, says] of [
    ['work/own.log', 'AIRLOCK_PATH_REFUSED', 'it lies in a directory that the server may write'],
    ['link.log', 'AIRLOCK_PATH_REFUSED', 'it is a symbolic link'],
    ['none/own.log', 'AIRLOCK_PATH_MISSING', 'does not exist'],
  ] as const) {
    const ended = await home.call('run', '--log-file', path, writing)
    expect({ code: ended.code, stdout: ended.stdout }, ended.stderr).toEqual({
      code: 125,
      stdout: '',
    })
    expect(ended.stderr.split('\n')[0]).toContain(says)
    expect(ended.stderr.split('\n')[0]).toContain(`[${code}]`)
  }
})

test('a record that cannot be written any more ends the session', async () => {
  // Any file ends after one block of 512 bytes, or of 1024 in some shells, as on a full disk (setrlimit(2), RLIMIT_FSIZE).
  const full = ['sh', '-c', 'ulimit -S -f 1; exec "$@"', 'sh']
  const calls = Array.from({ length: 9 }, (_, index) => call(index + 2, 'sub'))
  const args = [profile(), '--log-file', 'full.log']
  const { answers, stderr } = await talk(args, [initialize, ...calls], full)
  expect(stderr).toContain('mcp-airlock: the log file cannot be written (EFBIG)')
  // What comes behind it reaches the server no more.
  expect(answers.filter((line) => line.includes('<U+202E>')).length).toBeLessThan(5)
  expect(statSync(at('full.log')).size).toBeLessThanOrEqual(1024)
})
