import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  addPackage,
  type InstalledPackage,
  listPackages,
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
const work = mkdtempSync(join(tmpdir(), 'airlock-store-'))
const pristine = join(work, 'pristine')
const store = join(work, 'store')

beforeAll(async () => {
  await addPackage(pristine, parsePackageRequest(SERVER), localCaller, confineNowhere)
}, 120_000)
afterAll(() => rmSync(work, { recursive: true, force: true }))

/** Each test works on its own copy: the stamps do not fit it, so the first look hashes and takes new ones. */
beforeEach(async () => {
  rmSync(store, { recursive: true, force: true })
  cpSync(pristine, store, { recursive: true, verbatimSymlinks: true, mode: 0 })
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(verifyPackage(openPackage(store, wanted))).toEqual({ by: 'content' })
  expect(verifyPackage(openPackage(store, wanted))).toEqual({ by: 'stamps' })
})

const code = (action: () => unknown) => {
  try {
    action()
  } catch (error) {
    return error
  }
  return undefined
}

test('a package that was just added is opened and verified by its stamps', () => {
  const installed = openPackage(pristine, wanted)
  expect(verifyPackage(installed)).toEqual({ by: 'stamps' })
  expect(statSync(installed.entry).isFile()).toBe(true)
  expect(installed.entry.startsWith(installed.nodeModules)).toBe(true)
  expect(readdirSync(join(pristine, 'npm')).filter((name) => name.startsWith('.'))).toEqual([])
})

test('nothing beside the tree names a registry', () => {
  const { installation } = openPackage(pristine, wanted)
  const manifest = readFileSync(join(installation, 'manifest.json'), 'utf8')
  expect(manifest).not.toMatch(/https?:|registry/)
  expect(existsSync(join(installation, 'tree/node_modules/.package-lock.json'))).toBe(false)
})

const tamper: [
  what: string,
  path: RegExp,
  change: (entry: string, installed: InstalledPackage) => void,
][] = [
  ['one byte changed', /dist\/index\.js` was changed/, (entry) => flipByte(entry)],
  [
    'one byte changed and the old time put back',
    /dist\/index\.js` was changed/,
    (entry) => {
      const { atime, mtime } = statSync(entry)
      flipByte(entry)
      utimesSync(entry, atime, mtime)
    },
  ],
  [
    'a file added',
    /dist\/new\.js` was added/,
    (entry) => writeFileSync(join(dirname(entry), 'new.js'), ''),
  ],
  [
    'a file replaced by a link to the same content',
    /dist\/index\.js` was changed/,
    (entry) => {
      renameSync(entry, join(work, 'moved.js'))
      symlinkSync(join(work, 'moved.js'), entry)
    },
  ],
  ['a file deleted', /dist\/index\.js` was removed/, (entry) => rmSync(entry)],
  [
    'a directory added',
    /node_modules\/planted` was added/,
    (_, { nodeModules }) => mkdirSync(join(nodeModules, 'planted')),
  ],
  [
    'a package beside node_modules',
    /`package\.json` was added/,
    (_, { root }) => writeFileSync(join(root, 'package.json'), '{}'),
  ],
  ['the whole tree moved away', /is missing/, (_, { root }) => renameSync(root, `${root}.old`)],
  [
    'one byte changed and the list rewritten',
    /list that would tell/,
    (entry, { installation }) => {
      flipByte(entry)
      appendFileSync(join(installation, 'tree.list'), 'x')
    },
  ],
]

test.each(tamper)('%s is refused', (_what, path, change) => {
  const installed = openPackage(store, wanted)
  change(installed.entry, installed)
  for (const _ of [1, 2])
    expect(code(() => verifyPackage(openPackage(store, wanted)))).toMatchObject({
      code: 'AIRLOCK_STORE_CHANGED',
      message: expect.stringMatching(path),
      hints: [`mcp-airlock store remove ${SERVER} && mcp-airlock store add ${SERVER}`],
    })
})

test('a touched file is hashed once and believed again', async () => {
  const { entry } = openPackage(store, wanted)
  utimesSync(entry, new Date(), new Date())
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(verifyPackage(openPackage(store, wanted))).toEqual({ by: 'content' })
  expect(verifyPackage(openPackage(store, wanted))).toEqual({ by: 'stamps' })
})

test('stamps of a file that was touched a moment ago are not kept', () => {
  const { entry } = openPackage(store, wanted)
  utimesSync(entry, new Date(), new Date())
  expect(verifyPackage(openPackage(store, wanted))).toEqual({ by: 'content' })
  expect(verifyPackage(openPackage(store, wanted))).toEqual({ by: 'content' })
})

test.each([
  ['cut', (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 5000))],
  ['empty', (path: string) => writeFileSync(path, '')],
  ['gone', (path: string) => rmSync(path)],
  ['foreign', (path: string) => writeFileSync(path, 'airlkix9'.padEnd(4000))],
])('stamps that are %s only cost a hashing', (_how, damage) => {
  damage(join(openPackage(store, wanted).installation, 'stamps'))
  expect(verifyPackage(openPackage(store, wanted))).toEqual({ by: 'content' })
  expect(verifyPackage(openPackage(store, wanted))).toEqual({ by: 'stamps' })
})

test('a package that is not there is named with the command that adds it', () => {
  expect(code(() => openPackage(store, { name: '@a/b', version: '1.0.0' }))).toMatchObject({
    code: 'AIRLOCK_STORE_MISSING',
    hints: ['mcp-airlock store add @a/b@1.0.0'],
  })
})

test('a manifest that names another program is refused', () => {
  const { installation } = openPackage(store, wanted)
  const path = join(installation, 'manifest.json')
  const manifest = JSON.parse(readFileSync(path, 'utf8'))
  writeFileSync(path, JSON.stringify({ ...manifest, entry: '../../../../etc/evil.js' }))
  expect(code(() => openPackage(store, wanted))).toMatchObject({ code: 'AIRLOCK_STORE_CHANGED' })
})

test('adding again keeps a whole installation and mends a damaged one', async () => {
  const before = openPackage(store, wanted)
  const inode = statSync(before.root).ino
  const again = await addPackage(store, parsePackageRequest(SERVER), localCaller, confineNowhere)
  expect(again.tree).toBe(before.tree)
  expect(statSync(again.root).ino).toBe(inode)
  flipByte(before.entry)
  const mended = await addPackage(store, parsePackageRequest(SERVER), localCaller, confineNowhere)
  expect(verifyPackage(mended)).toEqual({ by: 'stamps' })
  expect(statSync(mended.root).ino).not.toBe(inode)
}, 120_000)

test('two adds of the same package at the same time both succeed', async () => {
  const fresh = join(work, 'parallel')
  const both = await Promise.all(
    [1, 2].map(() => addPackage(fresh, parsePackageRequest(SERVER), localCaller, confineNowhere)),
  )
  expect(both[0]).toEqual(both[1])
  expect(verifyPackage(openPackage(fresh, wanted))).toEqual({ by: 'stamps' })
  expect(readdirSync(join(fresh, 'npm'))).toHaveLength(1)
}, 120_000)

test('a version that does not exist fails with the words of npm and leaves nothing behind', async () => {
  const fresh = join(work, 'failed')
  const request = parsePackageRequest('@modelcontextprotocol/server-sequential-thinking@0.0.0-none')
  await expect(addPackage(fresh, request, localCaller, confineNowhere)).rejects.toMatchObject({
    code: 'AIRLOCK_STORE_FAILED',
    message: expect.stringContaining('ETARGET'),
  })
  expect(readdirSync(join(fresh, 'npm'))).toEqual([])
}, 60_000)

test('the store lists what can be started and what cannot, and removes it', () => {
  const broken = join(store, 'npm', 'broken@1.0.0')
  mkdirSync(broken)
  writeFileSync(join(broken, 'current'), '../../elsewhere')
  const [first, second] = listPackages(store)
  expect(first).toMatchObject({ ...wanted, installed: { version: wanted.version } })
  expect(second).toMatchObject({ name: 'broken', fault: { code: 'AIRLOCK_STORE_CHANGED' } })
  rmSync(broken, { recursive: true })
  expect(removePackage(store, wanted)).toBe(true)
  expect(removePackage(store, wanted)).toBe(false)
  expect(readdirSync(join(store, 'npm'))).toEqual([])
})

test('install scripts do not run', async () => {
  const source = join(work, 'scripted')
  const marker = join(work, 'script-ran')
  mkdirSync(join(source, 'project'), { recursive: true })
  const script = `node -e "require('fs').writeFileSync('${marker}', '')"`
  writeFileSync(
    join(source, 'package.json'),
    JSON.stringify({
      name: 'scripted',
      version: '1.0.0',
      scripts: { postinstall: script, preinstall: script, install: script },
    }),
  )
  writeFileSync(join(source, 'project/package.json'), '{}')
  const npm = (project: string, words: readonly string[]) =>
    confineNowhere({
      command: [process.execPath, join(dirname(process.execPath), 'npm'), ...words],
      writable: work,
      readable: [],
      environment: { HOME: work, PATH: process.env['PATH'] ?? '' },
      workingDirectory: project,
    })
  expect(await npm(source, ['pack', '--silent'])).toMatchObject({ code: 0 })
  const archive = join(source, 'scripted-1.0.0.tgz')
  const project = join(source, 'project')
  expect(await npm(project, npmArguments(archive))).toMatchObject({ code: 0 })
  expect(existsSync(join(project, 'node_modules/scripted/package.json'))).toBe(true)
  expect(existsSync(marker)).toBe(false)
  // The same installation without our arguments runs it: the check can fail.
  rmSync(join(project, 'node_modules'), { recursive: true })
  await npm(project, ['install', '--foreground-scripts', archive])
  expect(existsSync(marker)).toBe(true)
}, 60_000)

function flipByte(path: string): void {
  const bytes = readFileSync(path)
  bytes[100] = (bytes[100] ?? 0) ^ 1
  writeFileSync(path, bytes)
}
