import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildStage, type Stage, TREASURE } from '../support/chamber-plan.ts'
import { launcher } from '../support/launcher.ts'
import { addToStore } from '../support/launcher-store.ts'
import { snapshot } from './scenery.ts'

/** A15, A16: installed packages run as they were installed or not at all, and installing writes nowhere else. */

const SERVER = '@modelcontextprotocol/server-sequential-thinking@2026.8.31'
let stage: Stage
let home: string

beforeAll(() => {
  stage = buildStage()
  home = join(stage.root, 'user')
  addToStore(home, [SERVER])
}, 120_000)
afterAll(() => stage.remove())

/** One session that only greets. */
function run(server: string) {
  const profile = join(stage.root, 'own/stored.jsonc')
  const rules = { extends: 'node', command: ['npx', '-y', server] }
  writeFileSync(profile, JSON.stringify(rules), { mode: 0o600 })
  const [file, ...rest] = [...launcher, 'run', profile]
  const params = {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'attacks', version: '1.0.0' },
  }
  const input = `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })}\n`
  const env = { HOME: home, PATH: process.env['PATH'] }
  return spawnSync(file, rest, { env, encoding: 'utf8', input, timeout: 20_000 })
}

function files(): string[] {
  const store = join(home, '.local/share/mcp-airlock/store')
  return readdirSync(store, { recursive: true, encoding: 'utf8' })
    .map((path) => join(store, path))
    .filter((path) => statSync(path).isFile())
}

function entry(): string {
  const found = files().find((path) => path.endsWith('server-sequential-thinking/dist/index.js'))
  if (found === undefined) throw new Error('the package has another entry')
  return found
}

test('L60: an installed package runs offline from the store', () => {
  const ended = run(SERVER)
  expect(ended.status, ended.stderr).toBe(0)
  expect(JSON.parse(ended.stdout)).toMatchObject({ id: 1, result: { serverInfo: {} } })
})

test.each([
  ['its entry', (): string => entry()],
  [
    'a module that it may never load',
    () =>
      files()
        .filter((path) => path.includes('/node_modules/') && path.endsWith('.js'))
        .at(-1) ?? '',
  ],
])(
  'A15: one byte changed in %s, with the old time put back, and nothing of it runs',
  (_what, find) => {
    const file = find()
    const before = readFileSync(file)
    const { atime, mtime } = statSync(file)
    const changed = Buffer.from(before)
    changed[before.length - 1] = (changed[before.length - 1] ?? 0) ^ 1
    writeFileSync(file, changed)
    utimesSync(file, atime, mtime)
    for (const _ of [1, 2]) {
      const ended = run(SERVER)
      expect(ended).toMatchObject({ status: 126, stdout: '' })
      expect(ended.stderr).toContain('AIRLOCK_STORE_CHANGED')
      // The server writes a line to its standard error as soon as it runs.
      expect(ended.stderr).not.toContain('server:')
    }
    writeFileSync(file, before)
    expect(run(SERVER).status).toBe(0)
  },
)

test('A15: an entry that writes a mark at its first instruction makes none', () => {
  const file = entry()
  const before = readFileSync(file)
  writeFileSync(file, `process.stderr.write('it ran\\n'); process.exit(0)`)
  const ended = run(SERVER)
  writeFileSync(file, before)
  expect(ended.stderr).toContain('AIRLOCK_STORE_CHANGED')
  expect(ended.stderr).not.toContain('it ran')
})

test('L61: a package that is not installed is not fetched: the error names the command', () => {
  const other = '@modelcontextprotocol/server-sequential-thinking@1.2.3'
  const before = files()
  const ended = run(other)
  expect(ended).toMatchObject({ status: 127, stdout: '' })
  expect(ended.stderr).toContain('AIRLOCK_STORE_MISSING')
  expect(ended.stderr).toContain(`mcp-airlock store add ${other}`)
  expect(files()).toEqual(before)
})

/** What a hostile npm would try, as the words of one error line. */
const HOSTILE_NPM = `
const fs = require('node:fs')
const said = {}
const tried = (name, way) => {
  try { said[name] = way() ?? 'done' } catch (error) { said[name] = error.code ?? String(error) }
}
tried('staging', () => fs.writeFileSync('here', ''))
tried('cache', () => void fs.mkdirSync(process.env.NPM_CONFIG_CACHE, { recursive: true }))
tried('usr', () => fs.writeFileSync('/usr/planted', ''))
tried('root', () => fs.writeFileSync('/planted', ''))
tried('profile', () => fs.writeFileSync('PROFILE', '{}'))
tried('outside', () => fs.writeFileSync('OUTSIDE/planted', ''))
tried('treasure', () => fs.readFileSync('OUTSIDE/key', 'utf8'))
tried('home', () => fs.writeFileSync(process.env.HOME + '/.bashrc', 'planted'))
tried('shelf', () => fs.writeFileSync(require('node:path').join(process.cwd(), '../../planted'), ''))
tried('other package', () => fs.readdirSync(require('node:path').join(process.cwd(), '../..')).filter((name) => !/^(?:.staging|planted)/.test(name)).join() || 'ENOENT')
tried('npm itself', () => fs.writeFileSync(__filename, ''))
tried('token', () => process.env.AIRLOCK_HOST_TOKEN ?? 'ENOENT')
console.log('npm error ' + JSON.stringify(said))
process.exit(1)
`

test('A14, A16: a hostile installer writes its staging directory and nothing else', () => {
  const prefix = join(stage.root, 'prefix')
  const npm = join(prefix, 'lib/node_modules/npm/bin')
  for (const folder of [npm, join(prefix, 'bin')]) mkdirSync(folder, { recursive: true })
  // npm is looked for beside the node that runs.
  const node = join(prefix, 'bin/node')
  copyFileSync(process.execPath, node)
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(prefix, 'bin/npm'))
  writeFileSync(
    join(prefix, 'lib/node_modules/npm/package.json'),
    '{ "name": "npm", "version": "0.0.0" }',
  )
  writeFileSync(
    join(npm, 'npm-cli.js'),
    HOSTILE_NPM.replaceAll('OUTSIDE', join(stage.root, 'elsewhere')).replaceAll(
      'PROFILE',
      join(stage.root, 'own/profile.jsonc'),
    ),
  )
  const before = snapshot(stage.root)
  const ended = spawnSync(node, [...launcher.slice(1), 'store', 'add', 'hostile@1.0.0'], {
    env: { HOME: home, PATH: '/usr/bin:/bin', AIRLOCK_HOST_TOKEN: TREASURE },
    encoding: 'utf8',
    timeout: 25_000,
  })
  expect(ended.status).toBe(1)
  expect(ended.stderr).toContain('AIRLOCK_STORE_FAILED')
  const said = JSON.parse(
    (/\{.*\}/.exec(ended.stderr)?.[0] ?? '{}').replaceAll('\\"', '"'),
  ) as Record<string, string>
  const { staging, cache, home: inMemory, shelf, ...others } = said
  expect({ staging, cache }).toEqual({ staging: 'done', cache: 'done' })
  // The home directory inside is an empty one in memory; what is written there is written nowhere.
  expect(inMemory).toBe('done')
  expect(shelf).toMatch(/^(?:EROFS|EACCES|done)$/)
  expect(Object.keys(others).length).toBe(8)
  for (const [name, outcome] of Object.entries(others))
    expect({ name, outcome }).toEqual({
      name,
      outcome: expect.stringMatching(/^E(?:NOENT|ROFS|ACCES)$/),
    })
  expect(snapshot(stage.root)).toEqual(before)
  expect(existsSync('/usr/planted') || existsSync('/planted')).toBe(false)
})
