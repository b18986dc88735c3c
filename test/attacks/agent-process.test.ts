import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type AgentClient, connectAgent, startAgentProcess } from '../../src/agent/index.ts'
import {
  asOther,
  contentOf,
  end,
  isAlive,
  linkOf,
  listeningPorts,
  OTHER,
  occurrences,
  processesWith,
  said,
  shapesOf,
} from './agent-proc.ts'

/** The agent as a process of its own, and other processes that would like to have what it holds. */

const built = mkdtempSync(join(tmpdir(), 'airlock-agent-built-'))
const subject = join(built, 'agent-subject.mjs')

beforeAll(async () => {
  chmodSync(built, 0o755)
  await build({
    entryPoints: ['agent-subject.ts', 'agent-undumpable.ts'].map((name) =>
      join(import.meta.dirname, name),
    ),
    outdir: built,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    external: ['execa'],
  })
})
afterAll(() => rmSync(built, { recursive: true, force: true }))

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const one of undo.splice(0).toReversed()) await one()
})

function makeDirectory(): string {
  const parent = mkdtempSync(join(tmpdir(), 'airlock-agent-'))
  undo.push(() => rmSync(parent, { recursive: true, force: true }))
  return join(parent, 'agent')
}

async function startAgent(directory = makeDirectory(), environment: NodeJS.ProcessEnv = {}) {
  const client = await startAgentProcess({
    directory,
    file: process.execPath,
    arguments: [subject, directory],
    environment: { ...process.env, ...environment },
  })
  const { pid } = await client.status()
  undo.push(() => {
    client.close()
    end(pid)
  })
  return { directory, client, pid }
}

const PATIENCE = { display: {}, mayAsk: false, elicit: false, waitMs: 1000 }
const REQUEST = {
  profile: 'notes',
  program: 'p1',
  commandLine: 'node notes.mjs',
  names: ['A'],
  refuseOverdue: false,
  ...PATIENCE,
}

test('SIGUSR1 opens no inspector', async () => {
  const control = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  undo.push(() => control.kill('SIGKILL'))
  await new Promise((resolve) => setTimeout(resolve, 300))
  process.kill(control.pid as number, 'SIGUSR1')
  await said(control, 'Debugger listening')
  expect(listeningPorts(control.pid as number)).toHaveLength(1)
  control.kill('SIGKILL')

  const { client, pid } = await startAgent()
  process.kill(pid, 'SIGUSR1')
  await new Promise((resolve) => setTimeout(resolve, 500))
  expect(listeningPorts(pid)).toEqual([])
  expect((await client.status()).hardening['inspector']).toContain('closed')
})

test.each([
  ['an option for the inspector', ['--inspect=127.0.0.1:0'], {}],
  ['a module to load first', ['--require', '/dev/null'], {}],
  ['NODE_OPTIONS', [], { NODE_OPTIONS: '--no-warnings' }],
  ['LD_PRELOAD', [], { LD_PRELOAD: '' }],
])('an agent that is started with %s does not start', (_name, options, environment) => {
  const directory = makeDirectory()
  const ended = spawnSync(process.execPath, [...options, subject, directory], {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    encoding: 'utf8',
    timeout: 10_000,
  })
  expect(ended.status).toBe(1)
  expect(ended.stderr).toContain('does not start where others could read its memory')
  expect(existsSync(`${directory}/socket`)).toBe(false)
})

test('it has nothing of whoever started it', async () => {
  const inherited = openSync('/etc/hostname', 'r')
  undo.push(() => closeSync(inherited))
  const { pid } = await startAgent(undefined, {
    SECRET_OF_THE_CLIENT: 'planted-value-one',
    NODE_OPTIONS: '--no-warnings',
    LANG: 'C.UTF-8',
  })
  const environment = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0')
  expect(environment).toContain('LANG=C.UTF-8')
  expect(environment.join('\n')).not.toMatch(/planted-value-one|NODE_|VITEST|^npm_/m)
  expect(readlinkSync(`/proc/${pid}/cwd`)).toBe('/')
  for (const descriptor of [0, 1, 2])
    expect(readlinkSync(`/proc/${pid}/fd/${descriptor}`)).toBe('/dev/null')
  const open = readdirSync(`/proc/${pid}/fd`).map((name) => linkOf(`/proc/${pid}/fd/${name}`))
  expect(open).not.toContain('/etc/hostname')
  expect(/^Max core file size +0 +0 /m.test(readFileSync(`/proc/${pid}/limits`, 'utf8'))).toBe(true)
  // Field 6 of proc_pid_stat(5) is the session.
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  expect(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]).toBe(String(pid))
})

test('this user can connect, and another one cannot', async () => {
  const { directory } = await startAgent()
  chmodSync(join(directory, '..'), 0o755)
  expect(statSync(directory).mode & 0o777).toBe(0o700)
  const script = `require('net').connect(${JSON.stringify(`${directory}/socket`)})
    .on('connect', function () { console.log('connected'); this.destroy() })
    .on('error', (e) => console.log(e.code))`
  const own = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' })
  expect(own.stdout.trim()).toBe('connected')
  const other = asOther(process.execPath, '-e', script)
  expect(other.stdout.trim()).toBe(OTHER === undefined ? 'connected' : 'EACCES')
})

test('a directory that was loosened is refused by both sides', async () => {
  const { directory, client } = await startAgent()
  chmodSync(directory, 0o755)
  await expect(connectAgent(directory)).rejects.toMatchObject({ code: 'AIRLOCK_PATH_REFUSED' })
  const script = `require('net').connect(${JSON.stringify(`${directory}/socket`)})
    .on('close', () => console.log('hung up')).on('error', (e) => console.log(e.code))`
  const peer = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', timeout: 5000 })
  expect(peer.stdout).toContain('hung up')
  expect(await client.status()).toMatchObject({ isLocked: true })
  const start = { directory, file: process.execPath, arguments: [subject, directory] }
  await expect(startAgentProcess({ ...start, environment: {} })).rejects.toMatchObject({
    code: 'AIRLOCK_PATH_REFUSED',
  })
  chmodSync(directory, 0o700)
})

test('a wrong token gets nowhere', async () => {
  const { directory, client } = await startAgent()
  writeFileSync(`${directory}/token`, randomBytes(32))
  await expect(connectAgent(directory)).rejects.toMatchObject({
    code: 'AIRLOCK_VAULT_PERMISSIONS',
  })
  expect((await client.status()).isLocked).toBe(true)
})

test('the key is in its memory and nowhere else, and after a lock not there either', async () => {
  const { directory, client, pid } = await startAgent()
  const key = randomBytes(32)
  expect(await client.unlock({ ...PATIENCE, vaultKey: key })).toEqual({ kind: 'done' })
  const got = await client.get(REQUEST)
  const value = got.kind === 'values' ? got.values.get('A') : undefined
  expect(value).toHaveLength(32)

  for (const file of ['environ', 'cmdline'])
    for (const shape of shapesOf(key))
      expect(readFileSync(`/proc/${pid}/${file}`).includes(shape)).toBe(false)
  for (const name of readdirSync(directory).filter((one) => one !== 'socket'))
    for (const shape of shapesOf(key))
      expect(contentOf(`${directory}/${name}`).includes(shape)).toBe(false)
  const held = occurrences(pid, key)
  expect(held).toBeGreaterThan(0)

  await client.lock()
  expect((await client.status()).isLocked).toBe(true)
  const left = shapesOf(key).map((shape) => occurrences(pid, shape))
  console.log(`the key in memory: ${held} times while unlocked; after the lock ${left.join(', ')}`)
  expect(left).toEqual([0, 0, 0])
})

test('a value that was handed out is wiped by the agent', async () => {
  const { client, pid } = await startAgent()
  await client.unlock({ ...PATIENCE, vaultKey: randomBytes(32) })
  const got = await client.get(REQUEST)
  const value = (got.kind === 'values' && got.values.get('A')) as Buffer
  await client.status()
  const left = occurrences(pid, value)
  console.log(`a value in the memory of the agent after it was sent: ${left} times`)
  expect(left).toBe(0)
})

test('SIGTERM ends it, and takes socket and token away', async () => {
  const { directory, pid } = await startAgent()
  process.kill(pid, 'SIGTERM')
  await expect.poll(() => isAlive(pid)).toBe(false)
  expect(existsSync(`${directory}/socket`)).toBe(false)
  expect(existsSync(`${directory}/token`)).toBe(false)
  expect(await connectAgent(directory)).toBeUndefined()
})

test('one that was killed leaves nothing that keeps the next one off', async () => {
  const { directory, pid } = await startAgent()
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => isAlive(pid)).toBe(false)
  expect(existsSync(`${directory}/socket`)).toBe(true)
  expect(await connectAgent(directory)).toBeUndefined()
  const next = await startAgent(directory)
  expect(next.pid).not.toBe(pid)
})

test('of eight that start one at the same time, all get to the same', async () => {
  const directory = makeDirectory()
  const all = await Promise.all(Array.from({ length: 8 }, () => startAgent(directory)))
  expect(new Set(all.map(({ pid }) => pid)).size).toBe(1)
  await expect.poll(() => processesWith(directory), { timeout: 5000 }).toEqual([all[0]?.pid])
})

test('an agent that is stopped is not waited for without end', async () => {
  const { directory, client, pid } = await startAgent()
  client.close()
  process.kill(pid, 'SIGSTOP')
  const begun = performance.now()
  await expect(connectAgent(directory)).rejects.toMatchObject({ code: 'AIRLOCK_VAULT_BUSY' })
  expect(performance.now() - begun).toBeLessThan(8000)
  process.kill(pid, 'SIGCONT')
  expect(await ((await connectAgent(directory)) as AgentClient).status()).toMatchObject({ pid })
})

test('one that cannot start is told at once', async () => {
  const directory = makeDirectory()
  const start = { directory, file: process.execPath, arguments: ['-e', 'process.exit(3)'] }
  await expect(startAgentProcess({ ...start, environment: {} })).rejects.toMatchObject({
    code: 'AIRLOCK_VAULT_LOCKED',
    message: expect.stringContaining('code 3'),
  })
})

test('started from a copy that cannot be read, its memory is kept from its own user', () => {
  const parent = mkdtempSync(join(tmpdir(), 'airlock-agent-'))
  undo.push(() => rmSync(parent, { recursive: true, force: true }))
  const directory = join(parent, 'agent')
  mkdirSync(directory, { mode: 0o700 })
  chmodSync(parent, 0o755)
  if (OTHER !== undefined) chownSync(directory, OTHER, OTHER)
  const script = join(built, 'agent-undumpable.mjs')
  const ended = asOther(process.execPath, script, directory, subject)
  expect(ended.stderr).toBe('')
  const seen = JSON.parse(ended.stdout) as Record<string, unknown>
  console.log(JSON.stringify(seen))
  expect(seen).toMatchObject({
    isKept: true,
    plain: { memory: 'read', environment: 'read' },
    hidden: {
      memory: 'EACCES',
      environment: 'EACCES',
      says: 'prevented by the kernel (not dumpable)',
    },
  })
})
