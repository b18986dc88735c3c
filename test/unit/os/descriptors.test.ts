import { execFileSync } from 'node:child_process'
import {
  fstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { closePins, linkTarget, listDirectory, openBytes, pinPath } from '../../../src/os/index.ts'

let directory: string
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'pins-')))
  writeFileSync(join(directory, 'file'), 'text')
  mkdirSync(join(directory, 'sub'))
  symlinkSync('file', join(directory, 'link'))
  symlinkSync('sub', join(directory, 'way'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

test.each([
  ['file', 'file'],
  ['sub', 'directory'],
])('pins a %s', (name, kind) => {
  const pin = pinPath(join(directory, name))
  expect(pin?.kind).toBe(kind)
  expect(readlinkSync(`/proc/self/fd/${pin?.descriptor}`)).toBe(join(directory, name))
  if (pin !== undefined) closePins([pin])
})

test('a device is neither file nor directory', () => {
  const pin = pinPath('/dev/null')
  expect(pin?.kind).toBe('other')
  if (pin !== undefined) closePins([pin])
})

test('a pin follows the thing, not the name', () => {
  const path = join(directory, 'sub')
  const pin = pinPath(path)
  renameSync(path, join(directory, 'moved'))
  mkdirSync(path)
  const other = pinPath(path)
  expect(other?.identity).not.toBe(pin?.identity)
  expect(readlinkSync(`/proc/self/fd/${pin?.descriptor}`)).toBe(join(directory, 'moved'))
  closePins([pin, other].filter((each) => each !== undefined))
})

test.each(['none', 'link', 'way', 'way/../file', './file', 'file/'])(
  'what is not there by exactly that path is not pinned: %s',
  (name) => {
    expect(pinPath(`${directory}/${name}`)).toBeUndefined()
  },
)

test('a path that is refused leaves no descriptor open', () => {
  pinPath(join(directory, 'link'))
  // Of this directory only: other tests share the process.
  const open = listDirectory('/proc/self/fd').map((name) => linkTarget(`/proc/self/fd/${name}`))
  expect(open.filter((path) => path?.startsWith(directory))).toEqual([])
})

test('closed pins are closed', () => {
  const pin = pinPath(join(directory, 'file'))
  if (pin === undefined) throw new Error('not pinned')
  closePins([pin])
  expect(() => fstatSync(pin.descriptor)).toThrow(/EBADF/)
})

test('inherited descriptors are closed and named, the process’s own stay', () => {
  // In a process of its own: this one's descriptors belong to the test runner.
  const script = `
    import { openSync, fstatSync } from 'node:fs'
    import { closeInheritedDescriptors } from ${JSON.stringify(join(import.meta.dirname, '../../../src/os/descriptors.ts'))}
    const own = openSync('/', 'r')
    const closed = closeInheritedDescriptors()
    fstatSync(own)
    for (const standard of [0, 1, 2]) fstatSync(standard)
    console.log(JSON.stringify(closed))
  `
  // A module of types only: node strips none before 22.18, so the bundler does it.
  const bundled = execFileSync(
    join(import.meta.dirname, '../../../node_modules/.bin/esbuild'),
    ['--bundle', '--platform=node', '--format=cjs'],
    { input: script, cwd: directory },
  )
  const file = join(directory, 'script.cjs')
  writeFileSync(file, bundled)
  const inherit = ['-c', 'exec 40</ 41</dev/null; exec "$@"', 'sh', process.execPath, file]
  const closed = JSON.parse(execFileSync('bash', inherit, { encoding: 'utf8' })) as number[]
  expect(closed).toEqual(expect.arrayContaining([40, 41]))
})

test('bytes lie ready in a file without a name, which can only be read', () => {
  const bytes = Buffer.from('a\0b')
  const { descriptor } = openBytes(bytes) as { descriptor: number }
  try {
    expect(readlinkSync(`/proc/self/fd/${descriptor}`)).toMatch(/ \(deleted\)$/)
    expect(fstatSync(descriptor)).toMatchObject({ nlink: 0, size: 3 })
    expect(readFileSync(descriptor)).toEqual(bytes)
    expect(() => writeSync(descriptor, 'x')).toThrow('EBADF')
  } finally {
    closePins([{ descriptor }])
  }
})
