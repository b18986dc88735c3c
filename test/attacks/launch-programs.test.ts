import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { buildProbe, bytes } from '../servers/hostile/syscall-probe.mjs'
import { launcher } from '../support/launcher.ts'

const home = realpathSync(mkdtempSync(join(tmpdir(), 'airlock-programs-')))
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** What runs inside: says which programs there are, by looking and by trying to start them. */
const LOOK = `
const fs = require('node:fs'), { spawnSync } = require('node:child_process')
const PLACES = ['/bin', '/sbin', '/usr/bin', '/usr/sbin', '/usr/local/bin', '/opt']
const listed = PLACES.flatMap((place) => { try { return fs.readdirSync(place).map((name) => place + '/' + name) } catch { return [] } })
const started = ['sh', '/bin/sh', 'bash', 'env', 'git', 'python3', 'node'].filter((name) => spawnSync(name, ['--version']).error === undefined)
process.stdout.write(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info', data: { listed, started } } }) + '\\n')
`

interface Seen {
  readonly listed: readonly string[]
  readonly started: readonly string[]
}

function runProfile(
  name: string,
  rules: Record<string, unknown>,
): { stdout: string; stderr: string; status: number | null } {
  const file = join(home, `${name}.jsonc`)
  writeFileSync(file, JSON.stringify(rules), { mode: 0o600 })
  const [program, ...args] = launcher
  return spawnSync(program as string, [...args, 'run', file], {
    cwd: '/',
    env: { HOME: home, PATH: '/usr/local/bin:/usr/bin:/bin' },
    input: '',
    encoding: 'utf8',
  })
}

function look(name: string, rules: Record<string, unknown>): Seen {
  const app = join(home, name)
  mkdirSync(app)
  writeFileSync(join(app, 'look.cjs'), LOOK)
  const { stdout, stderr } = runProfile(name, {
    extends: 'node',
    command: [process.execPath, join(app, 'look.cjs')],
    ...rules,
  })
  expect(stdout, stderr).toContain('listed')
  return (JSON.parse(stdout) as { params: { data: Seen } }).params.data
}

test('L60: a node server finds node and nothing else to start, no shell above all', () => {
  const { listed, started } = look('alone', {})
  expect(listed.filter((path) => realpathName(path) !== 'node')).toEqual([])
  expect(started.filter((name) => name !== 'node')).toEqual([])
})

test('L61: a program that the profile lists works inside, and brings no other with it', () => {
  const { listed, started } = look('git', { executables: ['git'] })
  expect(started).toContain('git')
  expect(started.filter((name) => !['node', 'git'].includes(name))).toEqual([])
  expect(listed.filter((path) => !/\/(node|git)$/.test(path))).toEqual([])
})

test('L62: a script cannot be listed, since it would bring its shell', () => {
  const script = join(home, 'tool')
  writeFileSync(script, '#!/bin/sh\nexit 0\n')
  chmodSync(script, 0o755)
  const { status, stderr } = runProfile('script', {
    extends: 'node',
    command: [process.execPath, '-e', '0'],
    executables: [script],
  })
  expect(stderr).toContain('AIRLOCK_COMMAND_REFUSED')
  expect(status).toBe(126)
})

test('L63: a Python server has its standard library and no other program', () => {
  const app = join(home, 'python')
  mkdirSync(app)
  writeFileSync(
    join(app, 'server.py'),
    'import json, os, sqlite3, ssl, ctypes\nnames = [n for d in ("/bin", "/usr/bin") if os.path.isdir(d) for n in os.listdir(d)]\nprint(json.dumps({"jsonrpc": "2.0", "method": "notifications/message", "params": {"level": "info", "data": names}}))\n',
  )
  const { stdout, stderr } = runProfile('python-server', {
    extends: 'python',
    command: ['/usr/bin/python3', join(app, 'server.py')],
  })
  expect(stdout, stderr).toContain('python3')
  const { params } = JSON.parse(stdout) as { params: { data: string[] } }
  expect(params.data.filter((name) => !name.startsWith('python3'))).toEqual([])
})

test('L64: a static program runs alone in an otherwise empty root', () => {
  const app = join(home, 'static')
  mkdirSync(app)
  const program = join(app, 'server')
  // One system call of our own making, exit status errno: getpid cannot fail.
  writeFileSync(program, buildProbe([{ number: process.arch === 'arm64' ? 172 : 39 }]))
  chmodSync(program, 0o755)
  const { status, stderr } = runProfile('static-server', { extends: 'static', command: [program] })
  expect(stderr).not.toContain('AIRLOCK_')
  expect(status).toBe(0)
})

/** The program with a dynamic section of these tags, each with a text that the program holds. The kernel does not look at it. */
function withDynamic(program: Buffer, tags: readonly (readonly [number, string])[]): Buffer {
  const [table, count] = [Number(program.readBigUInt64LE(32)), program.readUInt16LE(56)]
  const headers = program.subarray(table, table + count * 56)
  const place = (text: string) => program.indexOf(`${text}\0`)
  const base = Math.min(...tags.map(([, text]) => place(text)))
  const home = Array.from({ length: count }, (_, index) => headers.subarray(index * 56)).find(
    (header) =>
      base >= header.readBigUInt64LE(8) &&
      base < header.readBigUInt64LE(8) + header.readBigUInt64LE(32),
  ) as Buffer
  const address = home.readBigUInt64LE(16) + BigInt(base) - home.readBigUInt64LE(8)
  const entries = [
    ...tags.map(([tag, text]) => [BigInt(tag), BigInt(place(text) - base)] as const),
    [5n, address] as const,
    [0n, 0n] as const,
  ]
  const header = Buffer.alloc(56)
  header.writeUInt32LE(2)
  header.writeBigUInt64LE(BigInt(program.length + headers.length + 56), 8)
  header.writeBigUInt64LE(BigInt(entries.length * 16), 32)
  const section = Buffer.alloc(entries.length * 16)
  for (const [index, [tag, value]] of entries.entries()) {
    section.writeBigUInt64LE(tag, index * 16)
    section.writeBigUInt64LE(value, index * 16 + 8)
  }
  const whole = Buffer.concat([program, headers, header, section])
  whole.writeBigUInt64LE(BigInt(program.length), 32)
  whole.writeUInt16LE(count + 1, 56)
  return whole
}

const NEEDED = 1
const RUNPATH = 29

test.each([
  ['by its whole name', (file: string) => [[NEEDED, file] as const]],
  [
    'by its name in a directory of its own',
    (file: string) => [[NEEDED, 'id_rsa'] as const, [RUNPATH, dirname(file)] as const],
  ],
])(
  'L67: a program that calls a file of the host its library, %s, does not get it',
  (_how, tags) => {
    const app = mkdtempSync(join(home, 'static-'))
    const key = join(app, 'keys/id_rsa')
    mkdirSync(dirname(key))
    writeFileSync(key, 'a private key')
    const open = { number: process.arch === 'arm64' ? 56 : 257 }
    const texts = tags(key).map(([, text]) => text)
    const calls = [...texts, key].map((text) => ({ ...open, args: [-100, bytes(text), 0, 0] }))
    const program = join(app, 'server')
    writeFileSync(program, withDynamic(buildProbe(calls), tags(key)), { mode: 0o755 })
    expect(spawnSync(program).status).toBe(0)
    const { status, stderr } = runProfile(app.slice(home.length + 1), {
      extends: 'static',
      command: [program],
    })
    expect(stderr).not.toContain('AIRLOCK_')
    // ENOENT
    expect(status).toBe(2)
  },
)

test('L67: a program whose package holds keys is refused', () => {
  const program = join(home, '.ssh/server')
  mkdirSync(dirname(program))
  writeFileSync(program, buildProbe([{ number: process.arch === 'arm64' ? 172 : 39 }]), {
    mode: 0o755,
  })
  const { status, stderr } = runProfile('keyed', { extends: 'static', command: [program] })
  expect(stderr).toMatch(
    /a program brings `.*\/\.ssh\/server` with it.*it holds keys.*AIRLOCK_PATH_REFUSED/,
  )
  expect(status).toBe(125)
})

function realpathName(path: string): string {
  return path.split('/').at(-1) ?? ''
}
