import {
  appendFileSync,
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { censusOf } from '../../../src/os/census.ts'
import { readPieces, readRegularFile, readTree, removeTree } from '../../../src/os/tree.ts'

const root = mkdtempSync(join(tmpdir(), 'airlock-tree-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

beforeEach(() => {
  for (const name of ['tree', 'outside']) rmSync(join(root, name), { recursive: true, force: true })
  mkdirSync(join(root, 'tree/sub'), { recursive: true })
  writeFileSync(join(root, 'tree/sub/file'), 'content')
  writeFileSync(join(root, 'outside'), 'outside')
  symlinkSync('sub', join(root, 'tree/link'))
})

const tree = join(root, 'tree')

test('everything is listed with its type, parents first, and links are not followed', () => {
  const listed = readTree(tree).map(({ path, type, target }) => [path, type, target].join(' '))
  expect(listed[0]).toBe('. directory ')
  expect(listed.indexOf('sub directory ')).toBeLessThan(listed.indexOf('sub/file file '))
  expect(listed).toContain('link symlink sub')
  expect(listed).toHaveLength(4)
})

test('a socket is something else', async () => {
  const server = createServer().listen(join(tree, 'socket'))
  await new Promise((resolve) => server.on('listening', resolve))
  expect(readTree(tree).find(({ path }) => path === 'socket')).toMatchObject({ type: 'other' })
  await new Promise((resolve) => server.close(resolve))
})

test.each([
  ['a byte', () => appendFileSync(join(tree, 'sub/file'), 'x')],
  [
    'the same size and times put back',
    () => {
      writeFileSync(join(tree, 'sub/file'), 'CONTENT')
      utimesSync(join(tree, 'sub/file'), 1, 1)
    },
  ],
  ['a name added', () => writeFileSync(join(tree, 'sub/new'), '')],
  ['a name removed', () => rmSync(join(tree, 'sub/file'))],
  [
    'another file under the name',
    () => {
      writeFileSync(join(root, 'other'), 'content')
      renameSync(join(root, 'other'), join(tree, 'sub/file'))
    },
  ],
  [
    'a second name',
    () => linkSync(join(tree, 'sub/file'), join(root, `second-${process.hrtime.bigint()}`)),
  ],
  ['permissions', () => chmodSync(join(tree, 'sub/file'), 0o600)],
  [
    'a link in the place of the root',
    () => {
      renameSync(tree, join(root, 'moved'))
      symlinkSync('moved', tree)
    },
  ],
])('the census notices %s', async (_what, change) => {
  utimesSync(join(tree, 'sub/file'), 1, 1)
  await new Promise((resolve) => setTimeout(resolve, 25))
  const before = await censusOf(tree)
  expect(before?.toString()).toContain('sub/file')
  expect(await censusOf(tree)).toEqual(before)
  change()
  expect(await censusOf(tree)).not.toEqual(before)
  rmSync(join(root, 'moved'), { recursive: true, force: true })
})

test('a file is read whole, larger than one piece too, with the stamp that the listing has', () => {
  const big = Buffer.alloc(600_000, 'ab')
  writeFileSync(join(tree, 'big'), big)
  expect(readRegularFile(join(tree, 'big'))?.equals(big)).toBe(true)
  expect(readRegularFile(join(tree, 'sub/file'))?.toString()).toBe('content')
  const listed = readTree(tree).find(({ path }) => path === 'big')
  expect(readPieces(join(tree, 'big'), () => {})).toEqual(listed?.stamp)
})

test('a file that changes while it is read has no stamp', () => {
  const path = join(tree, 'sub/file')
  writeFileSync(path, Buffer.alloc(600_000))
  expect(readPieces(path, () => appendFileSync(path, 'x'))).toBeUndefined()
})

test.each([
  ['a link', 'link'],
  ['a directory', 'sub'],
  ['nothing', 'none'],
])('%s is not read as a file', (_what, name) => {
  expect(readRegularFile(join(tree, name))).toBeUndefined()
})

test('removing a tree leaves what its links point at', () => {
  symlinkSync('../outside', join(tree, 'out'))
  removeTree(tree)
  expect(readRegularFile(join(root, 'outside'))?.toString()).toBe('outside')
  removeTree(tree)
})

test('there is no census of what cannot be walked', async () => {
  expect(await censusOf(join(root, 'none'))).toBeUndefined()
})
