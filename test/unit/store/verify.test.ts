import {
  appendFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import {
  type InstalledPackage,
  listPackages,
  openPackage,
  verifyPackage,
} from '../../../src/store/index.ts'
import { FORMAT } from '../../../src/store/manifest.ts'
import { measureTree } from '../../../src/store/measure.ts'
import { sealTree } from '../../../src/store/seal.ts'

const work = mkdtempSync(join(tmpdir(), 'airlock-verify-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))

const wanted = { name: 'small', version: '1.0.0' }
const shelf = join(work, 'npm')

beforeEach(async () => {
  rmSync(shelf, { recursive: true, force: true })
  const built = join(work, 'npm/small@1.0.0/built')
  const home = join(built, 'tree/node_modules/small')
  mkdirSync(home, { recursive: true, mode: 0o700 })
  writeFileSync(join(home, 'package.json'), '{ "bin": "main.js" }')
  writeFileSync(join(home, 'main.js'), 'x')
  const { tree } = await sealTree(built, { ...wanted, integrity: 'sha512-…', packages: {} })
  renameSync(built, join(shelf, 'small@1.0.0', tree.slice(0, 32)))
  writeFileSync(join(shelf, 'small@1.0.0/current'), tree.slice(0, 32))
})

const open = () => openPackage(work, wanted)

test('a sealed tree is verified by its stamps', async () => {
  expect(await verifyPackage(open())).toEqual({ by: 'stamps' })
})

const damage: [what: string, fault: RegExp, change: (installed: InstalledPackage) => void][] = [
  [
    'a directory added',
    /`node_modules\/planted` was added/,
    (i) => mkdirSync(join(i.nodeModules, 'planted')),
  ],
  [
    'a file beside node_modules',
    /`package\.json` was added/,
    (i) => writeFileSync(join(i.root, 'package.json'), '{}'),
  ],
  ['the tree moved away', /is missing/, (i) => renameSync(i.root, `${i.root}.old`)],
  [
    'a change with the list rewritten',
    /the list that would tell/,
    (i) => {
      appendFileSync(i.entry, 'x')
      appendFileSync(join(i.installation, 'tree.list'), 'x')
    },
  ],
  [
    'a directory in the place of a file',
    /main\.js` was changed/,
    (i) => {
      rmSync(i.entry)
      mkdirSync(i.entry)
    },
  ],
]

test.each(damage)('%s is refused', async (_what, fault, change) => {
  change(open())
  await expect(verifyPackage(open())).rejects.toThrow(fault)
  await expect(verifyPackage(open())).rejects.toThrow(
    expect.objectContaining({ code: 'AIRLOCK_STORE_CHANGED' }),
  )
})

test.each([
  ['cut', (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 100))],
  ['empty', (path: string) => writeFileSync(path, '')],
  ['gone', (path: string) => rmSync(path)],
  ['of another version', (path: string) => writeFileSync(path, 'airlkix9'.padEnd(4000))],
])('stamps that are %s only cost a hashing', async (_how, spoil) => {
  const path = join(open().installation, 'stamps')
  spoil(path)
  expect(await verifyPackage(open())).toEqual({ by: 'content' })
  expect(await verifyPackage(open())).toEqual({ by: 'stamps' })
})

test('stamps are trusted only when the newest is older than a tick of any kernel', async () => {
  const { root, entry } = open()
  const touched = Number(lstatSync(entry, { bigint: true }).ctimeNs / 1_000_000n) + 1
  const late = Math.max(touched, Number(lstatSync(root, { bigint: true }).ctimeNs / 1_000_000n) + 1)
  expect(await measureTree(root, late + 10)).toMatchObject({ census: undefined })
  expect(await measureTree(root, late + 30)).toMatchObject({ census: expect.any(Buffer) })
})

const forgeries: [what: string, change: (manifest: Record<string, unknown>) => unknown][] = [
  ['a program outside the tree', (m) => ({ ...m, entry: '../../../evil.js' })],
  ['an absolute program', (m) => ({ ...m, entry: '/evil.js' })],
  ['another version', (m) => ({ ...m, version: '1.0.1' })],
  ['another tree', (m) => ({ ...m, tree: 'a'.repeat(64) })],
  ['another format', (m) => ({ ...m, format: `${FORMAT}0` })],
  ['no object', () => []],
]

test.each(forgeries)('a manifest with %s is refused', (_what, change) => {
  const path = join(open().installation, 'manifest.json')
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')))))
  expect(open).toThrow(expect.objectContaining({ code: 'AIRLOCK_STORE_CHANGED' }))
})

test('a `current` that leads elsewhere is refused, and the list says so', async () => {
  writeFileSync(join(shelf, 'small@1.0.0/current'), '../../elsewhere')
  expect(open).toThrow(expect.objectContaining({ code: 'AIRLOCK_STORE_CHANGED' }))
  mkdirSync(join(shelf, 'no package'))
  expect(listPackages(work)).toEqual([
    { ...wanted, fault: expect.objectContaining({ code: 'AIRLOCK_STORE_CHANGED' }) },
  ])
})

test('the list of a store that does not exist is empty', async () => {
  expect(listPackages(join(work, 'nowhere'))).toEqual([])
})
