import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import {
  createStagingDirectory,
  ensurePrivateDirectory,
  moveDirectory,
  removeStaleStaging,
  requirePrivateDirectory,
} from '../../../src/os/private-dir.ts'

const root = mkdtempSync(join(tmpdir(), 'airlock-private-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

test('a missing directory is created with its parents, for this user alone', () => {
  const path = join(root, 'a/b')
  expect(requirePrivateDirectory(path)).toBe(false)
  ensurePrivateDirectory(path)
  for (const made of [path, join(root, 'a')]) expect(statSync(made).mode & 0o777).toBe(0o700)
  expect(requirePrivateDirectory(path)).toBe(true)
  ensurePrivateDirectory(path)
})

test.each([0o750, 0o701, 0o720, 0o777])(
  'mode %o is refused with the command that mends it',
  (mode) => {
    const path = join(root, `mode's ${mode}`)
    mkdirSync(path)
    chmodSync(path, mode)
    expect(() => ensurePrivateDirectory(path)).toThrow(
      expect.objectContaining({
        code: 'AIRLOCK_PATH_REFUSED',
        hints: [`chmod 700 '${path.replace("'", `'\\''`)}'`],
      }),
    )
  },
)

test('a link and a file are refused', () => {
  mkdirSync(join(root, 'real'), { mode: 0o700 })
  symlinkSync('real', join(root, 'link'))
  writeFileSync(join(root, 'file'), '')
  expect(() => requirePrivateDirectory(join(root, 'link'))).toThrow(/is a symbolic link/)
  expect(() => requirePrivateDirectory(join(root, 'file'))).toThrow(/is not a directory/)
})

test('a directory of another user is refused', () => {
  const foreign = join(root, 'foreign')
  mkdirSync(foreign, { mode: 0o700 })
  const isRoot = process.getuid?.() === 0
  if (isRoot) chownSync(foreign, 12345, 12345)
  expect(() => requirePrivateDirectory(isRoot ? foreign : '/')).toThrow(/belongs to another user/)
})

test('staging directories are private, distinct, and go when their process is gone', () => {
  const parent = join(root, 'stage')
  mkdirSync(parent)
  const mine = createStagingDirectory(parent)
  expect(createStagingDirectory(parent)).not.toBe(mine)
  expect(statSync(mine).mode & 0o777).toBe(0o700)
  for (const name of [
    `.staging-${2 ** 22 + 1}-x`,
    '.staging-x',
    'other',
    '.staging-0-x',
    '.staging--1-x',
  ])
    mkdirSync(join(parent, name))
  removeStaleStaging(parent)
  expect(existsSync(mine)).toBe(true)
  expect(readdirSync(parent)).toHaveLength(6)
  expect(existsSync(join(parent, `.staging-${2 ** 22 + 1}-x`))).toBe(false)
})

test('a directory moves only to a name that is free', () => {
  for (const name of ['from', 'full/x', 'to-none'].map((n) => join(root, n)))
    mkdirSync(name, { recursive: true })
  expect(moveDirectory(join(root, 'from'), join(root, 'full'))).toBe(false)
  expect(moveDirectory(join(root, 'from'), join(root, 'free'))).toBe(true)
  expect(() => moveDirectory(join(root, 'from'), join(root, 'again'))).toThrow(/ENOENT/)
})

test('a directory behind one that this user may not enter is refused, with what to look at', () => {
  const file = join(root, 'file')
  writeFileSync(file, '')
  expect(() => requirePrivateDirectory(join(file, 'inside'))).toThrow(
    expect.objectContaining({ code: 'AIRLOCK_PATH_REFUSED', hints: [`ls -ld '${file}'`] }),
  )
})
