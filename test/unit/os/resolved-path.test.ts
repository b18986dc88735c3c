import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { resolvePath } from '../../../src/os/index.ts'

let root: string
const at = (name: string) => `${root}/${name}`

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'resolved-')))
  mkdirSync(at('in/deep'), { recursive: true })
  mkdirSync(at('out'))
  writeFileSync(at('in/file'), '')
  symlinkSync('../out', at('in/way'))
  symlinkSync('../out/new', at('in/dangling'))
  symlinkSync(at('out/new'), at('in/absolute'))
  symlinkSync('dangling', at('in/chain'))
  symlinkSync('loop', at('in/loop'))
  symlinkSync('missing/../../out/new', at('in/odd'))
  for (let index = 0; index < 60; index += 1) symlinkSync(`s${index + 1}`, at(`in/s${index}`))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

test.each([
  ['a file', 'in/file', 'in/file'],
  ['a new name', 'in/new', 'in/new'],
  ['new names below each other', 'in/a/b/c', 'in/a/b/c'],
  ['a link', 'in/way', 'out'],
  ['a new name behind a link', 'in/way/new', 'out/new'],
  ['a link to nothing, which a write would follow', 'in/dangling', 'out/new'],
  ['an absolute link to nothing', 'in/absolute', 'out/new'],
  ['links to nothing, one after the other', 'in/chain', 'out/new'],
  ['a name behind a link to nothing', 'in/dangling/x', 'out/new/x'],
  ['a way up, as the kernel takes it', 'in/way/../in/file', 'in/file'],
  ['doubled and last slashes', 'in//new/', 'in/new'],
])('%s is where a write would go', (_what, path, real) => {
  expect(resolvePath(at(path))).toEqual({ real: at(real) })
})

test.each([
  ['a way up from nothing', 'in/none/../file', 'goes on behind a place that does not exist'],
  ['a link with a way up from nothing', 'in/odd', 'goes on behind a place that does not exist'],
  ['a link to itself', 'in/loop', 'cannot be followed'],
  ['a file as a directory', 'in/file/x', 'cannot be followed'],
  ['a chain over the limit', 'in/s0', 'cannot be followed'],
  ['a name that is too long', `in/${'x'.repeat(300)}`, 'cannot be followed'],
])('%s has no place', (_what, path, fault) => {
  expect(resolvePath(at(path))).toEqual({ fault })
})

test.each(['in/file', '', '\0', '/a\0b'])('%j is no absolute path', (path) => {
  expect(resolvePath(path)).toEqual({ fault: 'is not an absolute path' })
})

test('the root is itself', () => {
  expect(resolvePath('/')).toEqual({ real: '/' })
  expect(resolvePath('//')).toEqual({ real: '/' })
})
