import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { writeFileAtomically } from '../../../src/os/atomic-file.ts'

const root = mkdtempSync(join(tmpdir(), 'airlock-atomic-'))
const directory = join(root, 'dir')
const path = join(directory, 'file')
afterAll(() => rmSync(root, { recursive: true, force: true }))
beforeEach(() => {
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory)
})

test.each([0o600, 0o644, 0o666])('a new file has its content and exactly the mode %o', (mode) => {
  writeFileAtomically(path, 'text', { mode })
  expect(readFileSync(path, 'utf8')).toBe('text')
  expect(statSync(path).mode & 0o777).toBe(mode)
  expect(readdirSync(directory)).toEqual(['file'])
})

test('an old file is replaced by another one, not written over', () => {
  writeFileSync(path, 'old')
  chmodSync(path, 0o644)
  const { ino } = statSync(path)
  writeFileAtomically(path, Uint8Array.of(0, 255), { mode: 0o600 })
  expect([...readFileSync(path)]).toEqual([0, 255])
  expect(statSync(path).ino).not.toBe(ino)
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('a symbolic link is refused and its target untouched', () => {
  const target = join(directory, 'target')
  writeFileSync(target, 'kept')
  symlinkSync('target', path)
  expect(() => writeFileAtomically(path, 'text', { mode: 0o600 })).toThrow(/is a symbolic link/)
  expect(readFileSync(target, 'utf8')).toBe('kept')
})

test('a directory is refused, and nothing is left behind', () => {
  mkdirSync(path)
  expect(() => writeFileAtomically(path, 'text', { mode: 0o600 })).toThrow(
    expect.objectContaining({ code: 'AIRLOCK_PATH_REFUSED' }),
  )
  expect(readdirSync(directory)).toEqual(['file'])
})

test('a failure leaves the old file and no temporary one', () => {
  writeFileSync(path, 'old')
  const unwritable = {} as unknown as string
  expect(() => writeFileAtomically(path, unwritable, { mode: 0o600 })).toThrow()
  expect(readFileSync(path, 'utf8')).toBe('old')
  expect(readdirSync(directory)).toEqual(['file'])
})
