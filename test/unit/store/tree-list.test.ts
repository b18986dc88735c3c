import { expect, test } from 'vitest'
import {
  decodeList,
  encodeList,
  firstDifference,
  type ListedEntry,
  treeHash,
} from '../../../src/store/tree-list.ts'

const HASH = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
const root: ListedEntry = { path: '.', type: 'directory', size: 0, content: '' }
const file: ListedEntry = { path: 'a/b.js', type: 'file', size: 3, content: HASH }
const link: ListedEntry = { path: 'a/z', type: 'symlink', size: 0, content: 'b.js' }
const accent: ListedEntry = { path: 'a/\u{1f600}', type: 'file', size: 3, content: HASH }
const high: ListedEntry = { path: 'a/\uffee', type: 'file', size: 3, content: HASH }

const hashOf = (...entries: ListedEntry[]) => treeHash(encodeList(entries))

test('the canonical form is the one that is written down, in the order of the bytes', () => {
  const text = Buffer.from(encodeList([accent, link, high, file, root])).toString('utf8')
  expect(text.split('\0')).toEqual([
    ...['directory', '0', '', '.'],
    ...['file', '3', HASH, 'a/b.js'],
    ...['symlink', '0', 'b.js', 'a/z'],
    ...['file', '3', HASH, 'a/\uffee'],
    ...['file', '3', HASH, 'a/\u{1f600}'],
    '',
  ])
})

test('the order of the entries does not matter to the hash, everything else does', async () => {
  const hashes = await Promise.all([
    hashOf(root, file),
    hashOf(root),
    hashOf(root, { ...file, size: 4 }),
    hashOf(root, { ...file, content: HASH.replace('b', 'c') }),
    hashOf(root, { ...file, path: 'a/c.js' }),
    hashOf(root, { ...file, type: 'symlink' }),
    hashOf(root, file, link),
  ])
  expect(new Set(hashes).size).toBe(hashes.length)
  expect(await hashOf(file, root)).toBe(hashes[0])
})

test('the hash is SHA-256 of the form', async () => {
  expect(await treeHash(Buffer.from('abc'))).toBe(HASH)
})

test('what was encoded is decoded', () => {
  expect(decodeList(encodeList([link, file, root]))).toEqual([root, file, link])
  expect(decodeList(encodeList([]))).toEqual([])
})

test.each<[string, ListedEntry[], ReturnType<typeof firstDifference>]>([
  ['nothing', [file, root], undefined],
  ['an added file', [root, file, link], { path: 'a/z', fault: 'added' }],
  ['a missing file', [root], { path: 'a/b.js', fault: 'missing' }],
  [
    'other bytes',
    [root, { ...file, content: HASH.replace('b', 'c') }],
    { path: 'a/b.js', fault: 'changed' },
  ],
  ['another type', [root, { ...file, type: 'symlink' }], { path: 'a/b.js', fault: 'changed' }],
  ['the first of two', [root, link, { ...file, path: 'a/a' }], { path: 'a/a', fault: 'added' }],
])('the first difference is found: %s', (_what, found, expected) => {
  expect(firstDifference([root, file], found)).toEqual(expected)
})
