import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  addPackage,
  npmArguments,
  openPackage,
  parseExactPackage,
  parsePackageRequest,
  removePackage,
  verifyPackage,
} from '../../src/store/index.ts'
import { confineNowhere, localCaller } from '../support/local-npm.ts'

const SERVER = '@modelcontextprotocol/server-sequential-thinking@2026.8.31'
const wanted = parseExactPackage(SERVER)
const request = parsePackageRequest(SERVER)
const work = mkdtempSync(join(tmpdir(), 'airlock-store-'))
const store = join(work, 'store')

beforeAll(async () => {
  await addPackage(store, request, localCaller, confineNowhere)
}, 120_000)
afterAll(() => rmSync(work, { recursive: true, force: true }))

test('a package that was just added is opened and verified by its stamps', async () => {
  const installed = openPackage(store, wanted)
  expect(await verifyPackage(installed)).toEqual({ by: 'stamps' })
  expect(statSync(installed.entry).isFile()).toBe(true)
  expect(installed.entry.startsWith(installed.nodeModules)).toBe(true)
  expect(readdirSync(join(store, 'npm')).filter((name) => name.startsWith('.'))).toEqual([])
})

test('nothing beside the tree names a registry', () => {
  const { installation, manifest } = openPackage(store, wanted)
  const text = readFileSync(join(installation, 'manifest.json'), 'utf8')
  expect(text).not.toMatch(/https?:|registry/)
  expect(Object.values(manifest.packages).every((value) => value.startsWith('sha512-'))).toBe(true)
  expect(existsSync(join(installation, 'tree/node_modules/.package-lock.json'))).toBe(false)
})

const tamper: [what: string, fault: RegExp, change: (entry: string) => void][] = [
  ['one byte changed', /index\.js` was changed/, flipByte],
  [
    'one byte changed and the old time put back',
    /index\.js` was changed/,
    (entry) => {
      const { atime, mtime } = statSync(entry)
      flipByte(entry)
      utimesSync(entry, atime, mtime)
    },
  ],
  [
    'a file added',
    /new\.js` was added/,
    (entry) => writeFileSync(join(dirname(entry), 'new.js'), ''),
  ],
  [
    'a file replaced by a link to the same content',
    /index\.js` was changed/,
    (entry) => {
      renameSync(entry, `${work}/moved.js`)
      symlinkSync(`${work}/moved.js`, entry)
    },
  ],
  ['a file deleted', /index\.js` was removed/, (entry) => rmSync(entry)],
]

test.each(tamper)('%s is refused until it is put right', async (_what, fault, change) => {
  const { entry } = openPackage(store, wanted)
  const copy = join(work, 'copy')
  cpSync(dirname(entry), copy, { recursive: true, preserveTimestamps: true })
  change(entry)
  // Twice: a refusal must not make the next launch believe the change.
  for (const _ of [1, 2])
    await expect(verifyPackage(openPackage(store, wanted))).rejects.toMatchObject({
      code: 'AIRLOCK_STORE_CHANGED',
      message: expect.stringMatching(fault),
      hints: [`mcp-airlock store remove ${SERVER} && mcp-airlock store add ${SERVER}`],
    })
  rmSync(dirname(entry), { recursive: true })
  renameSync(copy, dirname(entry))
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(await verifyPackage(openPackage(store, wanted))).toEqual({ by: 'content' })
  expect(await verifyPackage(openPackage(store, wanted))).toEqual({ by: 'stamps' })
})

test('adding at the same time twice keeps a whole installation and mends a damaged one', async () => {
  const before = openPackage(store, wanted)
  const inode = lstatSync(before.root).ino
  const both = () =>
    Promise.all([1, 2].map(() => addPackage(store, request, localCaller, confineNowhere)))
  expect((await both()).map(({ tree }) => tree)).toEqual([before.tree, before.tree])
  expect(lstatSync(before.root).ino).toBe(inode)
  flipByte(before.entry)
  await both()
  expect(await verifyPackage(openPackage(store, wanted))).toEqual({ by: 'stamps' })
  expect(lstatSync(before.root).ino).not.toBe(inode)
}, 240_000)

test('a version that does not exist fails with the words of npm and leaves nothing behind', async () => {
  const fresh = join(work, 'failed')
  const none = parsePackageRequest(`${wanted.name}@0.0.0-none`)
  await expect(addPackage(fresh, none, localCaller, confineNowhere)).rejects.toMatchObject({
    code: 'AIRLOCK_STORE_FAILED',
    message: expect.stringContaining('ETARGET'),
  })
  expect(readdirSync(join(fresh, 'npm'))).toEqual([])
}, 60_000)

test('install scripts do not run', async () => {
  const source = join(work, 'scripted')
  const project = join(source, 'project')
  const marker = join(work, 'script-ran')
  mkdirSync(project, { recursive: true })
  const script = `node -e "require('fs').writeFileSync('${marker}', '')"`
  const scripts = { preinstall: script, install: script, postinstall: script }
  const packageJson = { name: 'scripted', version: '1.0.0', scripts }
  writeFileSync(join(source, 'package.json'), JSON.stringify(packageJson))
  writeFileSync(join(project, 'package.json'), '{}')
  expect(await npm(source, ['pack', '--silent'])).toMatchObject({ code: 0 })
  const archive = join(source, 'scripted-1.0.0.tgz')
  expect(await npm(project, npmArguments(archive))).toMatchObject({ code: 0 })
  expect(existsSync(join(project, 'node_modules/scripted/package.json'))).toBe(true)
  expect(existsSync(marker)).toBe(false)
  // Without these arguments they do run: the marker can be made.
  rmSync(join(project, 'node_modules'), { recursive: true })
  await npm(project, ['install', '--foreground-scripts', archive])
  expect(existsSync(marker)).toBe(true)
}, 60_000)

test('a removed package is missing, and the error has the command that adds it', () => {
  expect(removePackage(store, wanted)).toBe(true)
  expect(removePackage(store, wanted)).toBe(false)
  expect(readdirSync(join(store, 'npm'))).toEqual([])
  expect(thrownBy(() => openPackage(store, wanted))).toMatchObject({
    code: 'AIRLOCK_STORE_MISSING',
    hints: [`mcp-airlock store add ${SERVER}`],
  })
})

function npm(project: string, words: readonly string[]) {
  return confineNowhere({
    command: [process.execPath, npmScript(), ...words],
    writable: work,
    readable: [],
    environment: { HOME: work, PATH: process.env['PATH'] ?? '' },
    workingDirectory: project,
  })
}

function flipByte(path: string): void {
  const bytes = readFileSync(path)
  bytes[100] = (bytes[100] ?? 0) ^ 1
  writeFileSync(path, bytes)
}

function thrownBy(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  return undefined
}

/** npm need not lie beside the node that runs the tests; it is a script behind the links in PATH. */
function npmScript(): string {
  const found = (process.env['PATH'] ?? '')
    .split(':')
    .map((directory) => join(directory, 'npm'))
    .find((path) => existsSync(path))
  return realpathSync(found ?? 'npm')
}
