import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readTrustedFile } from '../../../src/os/trusted-file.ts'

let directory: string
let file: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'trusted-'))
  file = join(directory, 'a.jsonc')
  writeFileSync(file, '{ "ü": 1 }', { mode: 0o600 })
})

afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** Somebody who is neither root nor the user of this process. */
const FOREIGN = 54_321
/** Only root can give a file away; everybody else asks as a foreigner instead, to whom the test's own files are foreign. */
const root = process.geteuid?.() === 0

const refused = (reason: string) =>
  expect.objectContaining({
    code: 'AIRLOCK_PROFILE_UNTRUSTED',
    message: expect.stringContaining(reason) as string,
  })

test('a private file is read, also through own links and a sticky directory', () => {
  mkdirSync(join(directory, 'sub'))
  symlinkSync('sub', join(directory, 'way'))
  symlinkSync('../way/../a.jsonc', join(directory, 'sub/link.jsonc'))
  chmodSync(directory, 0o1777)
  expect(readTrustedFile(join(directory, 'way/link.jsonc'))).toEqual({
    path: file,
    text: '{ "ü": 1 }',
  })
})

test('an absolute link leads to the file that it names', () => {
  symlinkSync(directory, join(directory, 'way'))
  expect(readTrustedFile(join(directory, 'way/a.jsonc'))?.path).toBe(file)
})

test.each(['none.jsonc', 'none/a.jsonc', 'a.jsonc/b'])('there is no file %s', (name) => {
  expect(readTrustedFile(join(directory, name))).toBeUndefined()
})

test.each([0o620, 0o602, 0o666])(
  'a file with mode %o is refused, and the remedy is named',
  (mode) => {
    chmodSync(file, mode)
    expect(() => readTrustedFile(file)).toThrow(refused('others may write it'))
    expect(() => readTrustedFile(file)).toThrow(
      expect.objectContaining({ hints: [`chmod go-w '${file}'`] }),
    )
  },
)

test.each([0o770, 0o707])('a file below a directory with mode %o is refused', (mode) => {
  mkdirSync(join(directory, 'x/y'), { recursive: true })
  writeFileSync(join(directory, 'x/y/a.jsonc'), '{}')
  chmodSync(join(directory, 'x'), mode)
  expect(() => readTrustedFile(join(directory, 'x/y/a.jsonc'))).toThrow(refused(`${directory}/x\``))
})

test('a link in a directory that others may write is refused, wherever it leads', () => {
  mkdirSync(join(directory, 'open'))
  symlinkSync(file, join(directory, 'open/a.jsonc'))
  chmodSync(join(directory, 'open'), 0o777)
  expect(() => readTrustedFile(join(directory, 'open/a.jsonc'))).toThrow(
    refused('others may write it'),
  )
})

test('a file of somebody else is refused', () => {
  if (root) chownSync(file, FOREIGN, FOREIGN)
  expect(() => readTrustedFile(file, root ? {} : { uid: FOREIGN })).toThrow(
    refused('it belongs to user'),
  )
})

test('a link of somebody else is refused', () => {
  const link = join(directory, 'link.jsonc')
  symlinkSync(file, link)
  if (root) lchownSync(link, FOREIGN, FOREIGN)
  expect(() => readTrustedFile(link, root ? {} : { uid: FOREIGN })).toThrow(
    refused('it belongs to user'),
  )
})

test('a directory of somebody else is refused', () => {
  if (root) chownSync(directory, FOREIGN, FOREIGN)
  expect(() => readTrustedFile(file, root ? {} : { uid: FOREIGN })).toThrow(
    refused(`${directory}\``),
  )
})

test('links in a circle are refused', () => {
  symlinkSync('loop', join(directory, 'loop'))
  expect(() => readTrustedFile(join(directory, 'loop'))).toThrow(refused('too many links'))
})

test('a directory and a pipe are no profiles, and the pipe does not hold the reader up', () => {
  execFileSync('mkfifo', ['-m', '600', join(directory, 'pipe')])
  expect(() => readTrustedFile(join(directory, 'pipe'))).toThrow(refused('not a regular file'))
  expect(() => readTrustedFile(directory)).toThrow(refused('not a regular file'))
})

test('a file over 256 KB is refused, one of that size is read', () => {
  writeFileSync(file, 'a'.repeat(256 * 1024))
  expect(readTrustedFile(file)?.text).toHaveLength(256 * 1024)
  writeFileSync(file, 'a'.repeat(256 * 1024 + 1))
  expect(() => readTrustedFile(file)).toThrow(refused('larger than 256 KB'))
})

test('bytes that are not UTF-8 are refused, a byte order mark is dropped', () => {
  writeFileSync(file, Buffer.from([0x22, 0xc0, 0xaf, 0x22]))
  expect(() => readTrustedFile(file)).toThrow(refused('not UTF-8'))
  writeFileSync(file, '\ufeff{}')
  expect(readTrustedFile(file)?.text).toBe('{}')
})
