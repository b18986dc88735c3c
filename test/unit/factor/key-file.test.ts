import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { enrol, present } from '../../../src/factor/index.ts'

const environment = {}
let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'key-file-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

const write = (name: string, bytes: Buffer | string, mode = 0o600) => {
  const path = join(directory, name)
  writeFileSync(path, bytes, { mode })
  chmodSync(path, mode)
  return path
}

test('a new key file has 32 random bytes and is this user’s alone', async () => {
  const [path, other] = [join(directory, 'key'), join(directory, 'other')]
  const { record, key } = await enrol('key-file', { path, create: true })
  await enrol('key-file', { path: other, create: true })
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readFileSync(path)).toHaveLength(32)
  expect(readFileSync(path)).not.toEqual(readFileSync(other))
  expect(record).toEqual({ type: 'key-file', path, salt: expect.stringMatching(/^[\w-]{43}$/) })
  expect(await present(record, { environment })).toEqual(key)
  expect(await present(record, { keyFile: other, environment })).not.toEqual(key)
})

test('a file that was moved opens the slot from where it is now', async () => {
  const path = join(directory, 'key')
  const { record, key } = await enrol('key-file', { path, create: true })
  renameSync(path, `${path}.moved`)
  await expect(present(record, { environment })).rejects.toMatchObject({
    code: 'AIRLOCK_VAULT_FACTOR_UNAVAILABLE',
    hints: [expect.stringContaining('--key-file')],
  })
  expect(await present(record, { keyFile: `${path}.moved`, environment })).toEqual(key)
})

test('a key file is never overwritten', async () => {
  const path = write('photo', Buffer.alloc(40, 1))
  await expect(enrol('key-file', { path, create: true })).rejects.toMatchObject({
    code: 'AIRLOCK_VAULT_EXISTS',
  })
  symlinkSync(join(directory, 'nowhere'), join(directory, 'link'))
  await expect(
    enrol('key-file', { path: join(directory, 'link'), create: true }),
  ).rejects.toMatchObject({ code: 'AIRLOCK_VAULT_EXISTS' })
  expect(readFileSync(path)).toEqual(Buffer.alloc(40, 1))
})

test('every byte of a file counts, from 32 bytes to 64 KiB', async () => {
  for (const size of [32, 33, 65_535, 65_536]) {
    const bytes = Buffer.alloc(size, 1)
    const path = write(`file-${size}`, bytes)
    const { record, key } = await enrol('key-file', { path, create: false })
    expect(await present(record, { environment })).toEqual(key)
    bytes[size - 1] = 2
    writeFileSync(path, bytes)
    expect(await present(record, { environment })).not.toEqual(key)
  }
})

test.each([
  ['31 bytes', () => write('a', 'x'.repeat(31)), 'AIRLOCK_VAULT_FACTOR_UNAVAILABLE', '32 bytes'],
  ['empty', () => write('a', ''), 'AIRLOCK_VAULT_FACTOR_UNAVAILABLE', '32 bytes'],
  ['over 64 KiB', () => write('a', 'x'.repeat(65_537)), 'AIRLOCK_VAULT_PERMISSIONS', 'mv '],
  [
    'readable by the group',
    () => write('a', KEY, 0o640),
    'AIRLOCK_VAULT_PERMISSIONS',
    'chmod 600 ',
  ],
  ['readable by all', () => write('a', KEY, 0o604), 'AIRLOCK_VAULT_PERMISSIONS', 'chmod 600 '],
  ['writable by all', () => write('a', KEY, 0o602), 'AIRLOCK_VAULT_PERMISSIONS', 'chmod 600 '],
  ['a link', () => link(write('a', KEY)), 'AIRLOCK_VAULT_PERMISSIONS', 'readlink -f '],
  ['a directory', () => subdirectory(), 'AIRLOCK_VAULT_PERMISSIONS', 'mv '],
  ['missing', () => join(directory, 'none'), 'AIRLOCK_VAULT_FACTOR_UNAVAILABLE', '--key-file'],
  [
    'below a file',
    () => join(write('a', KEY), 'b'),
    'AIRLOCK_VAULT_FACTOR_UNAVAILABLE',
    '--key-file',
  ],
])('refused with a remedy: %s', async (_name, make, code, hint) => {
  await expect(enrol('key-file', { path: make(), create: false })).rejects.toMatchObject({
    code,
    hints: [expect.stringContaining(hint)],
  })
})

test('the file of another user is refused', async () => {
  const path = process.getuid?.() === 0 ? foreign() : '/etc/passwd'
  await expect(enrol('key-file', { path, create: false })).rejects.toMatchObject({
    code: 'AIRLOCK_VAULT_PERMISSIONS',
    hints: [expect.stringContaining('sudo chown ')],
  })
})

test('a new file in a directory that is not there is refused', async () => {
  await expect(
    enrol('key-file', { path: join(directory, 'none/key'), create: true }),
  ).rejects.toMatchObject({ code: 'AIRLOCK_VAULT_FACTOR_UNAVAILABLE' })
})

const KEY = Buffer.alloc(32, 3)

function foreign(): string {
  const path = write('foreign', KEY)
  chownSync(path, 54_321, 54_321)
  return path
}

function link(target: string): string {
  symlinkSync(target, `${target}.link`)
  return `${target}.link`
}

function subdirectory(): string {
  mkdirSync(join(directory, 'dir'), { mode: 0o700 })
  return join(directory, 'dir')
}
