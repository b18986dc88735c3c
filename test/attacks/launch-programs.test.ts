import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { buildProbe } from '../servers/hostile/syscall-probe.mjs'
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

function realpathName(path: string): string {
  return path.split('/').at(-1) ?? ''
}
