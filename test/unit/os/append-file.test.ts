import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openAppendFile } from '../../../src/os/index.ts'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'airlock-append-')))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const at = (name: string) => join(root, name)
const refusal = (message: string) =>
  expect.objectContaining({ code: 'AIRLOCK_PATH_REFUSED', message: expect.stringMatching(message) })

test('a new file is the caller’s alone, and lines go behind what is there', () => {
  const first = openAppendFile(at('new'))
  const second = openAppendFile(at('new'))
  first.append('one\n')
  second.append('two\n')
  first.append(`${'x'.repeat(100_000)}\n`)
  expect(readFileSync(at('new'), 'utf8')).toBe(`one\ntwo\n${'x'.repeat(100_000)}\n`)
  expect(statSync(at('new')).mode & 0o777).toBe(0o600)
})

test('a file that others may read is written and left as it is', () => {
  writeFileSync(at('read'), 'old\n', { mode: 0o644 })
  openAppendFile(at('read')).append('new\n')
  expect(readFileSync(at('read'), 'utf8')).toBe('old\nnew\n')
  expect(statSync(at('read')).mode & 0o777).toBe(0o644)
})

const odd: readonly (readonly [title: string, make: (path: string) => void, says: string])[] = [
  ['a link', (path) => symlinkSync(at('elsewhere'), path), 'symbolic link'],
  ['a directory', (path) => mkdirSync(path), 'cannot be opened \\(EISDIR\\)'],
  ['a pipe nobody reads', (path) => execFileSync('mkfifo', [path]), 'cannot be opened \\(ENXIO\\)'],
  [
    'a file that others may write',
    (path) => {
      writeFileSync(path, '')
      chmodSync(path, 0o620)
    },
    'others may write it$',
  ],
  [
    'a file with a second name',
    (path) => {
      writeFileSync(path, '')
      linkSync(path, `${path}.second`)
    },
    'second name',
  ],
]

test.each(odd)('%s is refused', (title, make, says) => {
  const path = at(title)
  make(path)
  expect(() => openAppendFile(path)).toThrow(refusal(says))
})

test('a file in a directory that others may write is refused, with the sticky bit it is not', () => {
  mkdirSync(at('shared/inner'), { recursive: true })
  chmodSync(at('shared'), 0o777)
  expect(() => openAppendFile(at('shared/inner/log'))).toThrow(
    refusal('others may write `.*shared`'),
  )
  chmodSync(at('shared'), 0o1777)
  openAppendFile(at('shared/inner/log')).append('x')
  expect(readFileSync(at('shared/inner/log'), 'utf8')).toBe('x')
})

test('a file where the server may write is refused, by whatever link it is named', () => {
  mkdirSync(at('work/deep'), { recursive: true })
  mkdirSync(at('workshop'))
  symlinkSync(at('work/deep'), at('innocent'))
  const outside = [at('work')]
  for (const path of ['work/log', 'work/deep/log', 'innocent/log', 'workshop/../work/log'])
    expect(() => openAppendFile(at(path), { outside }), path).toThrow(refusal('server may write'))
  openAppendFile(at('workshop/log'), { outside }).append('x')
  expect(() => openAppendFile(at('workshop/log'), { outside: ['/'] })).toThrow(refusal('server'))
})

test('a directory that is missing is named', () => {
  expect(() => openAppendFile(at('none/log'))).toThrow(
    expect.objectContaining({
      code: 'AIRLOCK_PATH_MISSING',
      hints: [`mkdir -p '${at('none')}'`],
    }),
  )
})
