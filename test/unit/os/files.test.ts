import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  canonicalPath,
  isExecutable,
  kindOf,
  linkTarget,
  listDirectory,
  readTextFile,
  type WalkedEntry,
  walkTree,
  withFile,
} from '../../../src/os/index.ts'

let directory: string
const at = (name: string) => join(directory, name)

beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'files-')))
  mkdirSync(at('sub/deep'), { recursive: true })
  writeFileSync(at('sub/file'), 'text')
  symlinkSync('sub/file', at('link'))
  symlinkSync('sub', at('way'))
  symlinkSync('none', at('dangling'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

test.each([
  ['sub/file', 'file'],
  ['link', 'file'],
  ['way', 'directory'],
  ['/dev/null', 'other'],
  ['none', undefined],
  ['dangling', undefined],
  ['sub/file/below', undefined],
])('%s is a %s', (name, kind) => {
  expect(kindOf(name.startsWith('/') ? name : at(name))).toBe(kind)
})

test('a path is resolved to its end, or not at all', () => {
  expect(canonicalPath(at('way/../link'))).toBe(at('sub/file'))
  expect(canonicalPath(at('dangling'))).toBeUndefined()
})

test('only a link has a target', () => {
  expect(linkTarget(at('dangling'))).toBe('none')
  expect(linkTarget(at('sub/file'))).toBeUndefined()
  expect(linkTarget(at('none'))).toBeUndefined()
})

test('execution is a question of the mode', () => {
  expect(isExecutable(at('sub/file'))).toBe(false)
  chmodSync(at('sub/file'), 0o700)
  expect(isExecutable(at('sub/file'))).toBe(true)
  expect(isExecutable(at('none'))).toBe(false)
})

test('what cannot be read is undefined or empty, never an exception', () => {
  expect(readTextFile(at('link'))).toBe('text')
  expect(readTextFile(at('none'))).toBeUndefined()
  expect(readTextFile(directory)).toBeUndefined()
  expect(listDirectory(at('sub')).toSorted()).toEqual(['deep', 'file'])
  expect(listDirectory(at('none'))).toEqual([])
})

test('a text is read whole, also where the file has no size, and neither a pipe nor a device is waited for', () => {
  writeFileSync(at('long'), 'x'.repeat(100_000))
  expect(readTextFile(at('long'))).toHaveLength(100_000)
  rmSync(at('long'))
  expect(readTextFile('/proc/self/status')).toMatch(/^Name:[^]*\n$/)
  execFileSync('mkfifo', [at('fifo')])
  expect(readTextFile(at('fifo'))).toBeUndefined()
  rmSync(at('fifo'))
  expect(readTextFile('/dev/zero')).toBeUndefined()
})

function walked(options: { limit?: number; skip?: string } = {}) {
  const { limit = 100, skip } = options
  const seen: WalkedEntry[] = []
  const hidden: string[] = []
  const complete = walkTree(
    directory,
    { limit, skip: (path) => path === skip, onHidden: (path) => hidden.push(path) },
    (entry) => void seen.push(entry),
  )
  const told = seen.map(({ path, kind }) => `${path.slice(directory.length + 1)} ${kind}`)
  return { complete, told: told.toSorted(), seen, hidden }
}

test('a walk sees everything and follows no link', () => {
  expect(walked()).toMatchObject({
    complete: true,
    told: [
      'dangling link',
      'link link',
      'sub directory',
      'sub/deep directory',
      'sub/file file',
      'way link',
    ],
  })
})

test('a walk tells sockets, pipes and second names', async () => {
  const server = createServer().listen(at('socket'))
  await new Promise((resolve) => server.once('listening', resolve))
  execFileSync('mkfifo', [at('pipe')])
  linkSync(at('sub/file'), at('second'))
  const { told, seen } = walked()
  server.close()
  expect(told).toContain('socket socket')
  expect(told).toContain('pipe other')
  expect(seen.find(({ name }) => name === 'second')?.links).toBe(2)
})

test('what is skipped is neither seen nor entered', () => {
  expect(walked({ skip: at('sub') }).told).toEqual(['dangling link', 'link link', 'way link'])
})

test('a walk that met its limit says that it did not see everything', () => {
  expect(walked({ limit: 3 })).toMatchObject({ complete: false, seen: { length: 3 } })
  expect(walked({ limit: 6 }).complete).toBe(true)
})

test('a file is read by pieces, and a short one gives what it has', () => {
  const read = withFile(at('link'), (piece) => [piece(0, 2), piece(2, 100), piece(100, 4)])
  expect(read?.map((bytes) => Buffer.from(bytes).toString())).toEqual(['te', 'xt', ''])
  expect(withFile(at('none'), () => 1)).toBeUndefined()
})

test('the descriptor is closed, also when the reader throws', () => {
  expect(() => withFile(at('link'), fail)).toThrow('boom')
  const open = listDirectory('/proc/self/fd').map((name) => linkTarget(`/proc/self/fd/${name}`))
  expect(open.filter((path) => path?.startsWith(directory))).toEqual([])
})

function fail(): never {
  throw new Error('boom')
}
