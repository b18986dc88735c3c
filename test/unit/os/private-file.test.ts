import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { readPrivateFile } from '../../../src/os/index.ts'

const folder = mkdtempSync(join(tmpdir(), "airlock 'private-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let path: string
beforeEach(() => {
  path = join(mkdtempSync(join(folder, 'f-')), "it's $HOME")
  writeFileSync(path, 'text', { mode: 0o600 })
})

const options = { maxBytes: 10 }

test('a file of the caller alone is read, a missing one is missing', () => {
  expect(readPrivateFile(path, options)).toEqual({ kind: 'read', bytes: Buffer.from('text') })
  expect(readPrivateFile(`${path}.not`, options)).toEqual({ kind: 'missing' })
})

test.each<[string, () => void]>([
  [
    'a link',
    () => (
      rmSync(path),
      writeFileSync(`${path}.2`, 'text', { mode: 0o600 }),
      symlinkSync(`${path}.2`, path)
    ),
  ],
  ['a file that others may read', () => chmodSync(path, 0o604)],
  ['a file that the group may run', () => chmodSync(path, 0o610)],
])('%s is refused, and the remedy mends it', (_title, spoil) => {
  spoil()
  const read = readPrivateFile(path, options)
  expect(read.kind).toBe('refused')
  if (read.kind === 'refused') execFileSync('sh', ['-c', read.remedy])
  expect(readPrivateFile(path, options).kind).toBe('read')
})

test.each<[string, () => void]>([
  ['a directory', () => (rmSync(path), mkdirSync(path))],
  ['a pipe', () => (rmSync(path), execFileSync('mkfifo', [path]))],
  ['a file that is too large', () => writeFileSync(path, 'eleven byte')],
])('%s is refused at once, and the remedy puts it aside', (_title, spoil) => {
  spoil()
  const read = readPrivateFile(path, options)
  expect(read.kind).toBe('refused')
  if (read.kind === 'refused') execFileSync('sh', ['-c', read.remedy])
  expect(readPrivateFile(path, options)).toEqual({ kind: 'missing' })
})

test('a file of somebody else is refused', () => {
  const uid = (process.geteuid?.() ?? 0) + 1
  expect(readPrivateFile(path, { ...options, uid })).toMatchObject({
    kind: 'refused',
    remedy: expect.stringMatching(/^sudo chown "\$\(id -u\)" '/),
  })
})

test('a control character of the path does not reach the terminal', () => {
  const odd = `${path}\u001b[31m`
  writeFileSync(odd, '', { mode: 0o644 })
  chmodSync(odd, 0o644)
  expect(JSON.stringify(readPrivateFile(odd, options))).not.toContain('\\u001b')
})
