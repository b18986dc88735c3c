import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { absentNames, guardWritable } from '../../../src/sandbox/protect.ts'
import { COMMITS, guards, REFUSE, workspace } from './workspace.ts'

test('a repository is read-only, and so is one further down and the link of a work tree', () => {
  const root = workspace()
  mkdirSync(join(root, 'a/b/.git/hooks'), { recursive: true })
  writeFileSync(join(root, 'a/.git'), 'gitdir: ../.git/worktrees/a')
  expect(guards(root, REFUSE)).toEqual([
    'write /a',
    'write /a/b',
    'read /.git',
    'read /a/.git',
    'read /a/b/.git',
  ])
  expect(guards(join(root, 'a'), REFUSE)).toEqual(['write /b', 'read /.git', 'read /b/.git'])
})

test('of a repository that may be written, hooks and configuration stay read-only, and their parent is pinned before them', () => {
  expect(guards(workspace(), COMMITS)).toEqual([
    'write /.git',
    'read /.git/config',
    'read /.git/hooks',
  ])
})

test.each([
  'a/b/.git/hooks/',
  'a/b/.git/config',
  'a/.git',
  '.git/config.worktree',
  '.git/commondir',
  '.git/modules/sub/config',
  '.git/modules/sub/hooks/',
  '.git/modules/lib/deep/modules/sub/config.worktree',
  '.git/worktrees/w/commondir',
  '.git/worktrees/w/gitdir',
  '.git/worktrees/w/config.worktree',
])('what git takes commands from is held in one that may be written: %s', (name) => {
  const root = workspace()
  const path = join(root, name).replace(/\/$/, '')
  mkdirSync(join(path, '..'), { recursive: true })
  if (name.endsWith('/')) mkdirSync(path)
  else writeFileSync(path, '')
  for (const hardLinks of ['refuse', 'allow'] as const)
    expect(guards(root, { ...COMMITS, hardLinks })).toContain(`read ${path.slice(root.length)}`)
})

test('a writable directory that is a repository itself keeps its hooks and configuration', () => {
  expect(guards(join(workspace(), '.git'), REFUSE).toSorted()).toEqual([
    'read /config',
    'read /hooks',
  ])
})

test('branches of any name, and what else a commit writes, stay writable', () => {
  const root = workspace()
  mkdirSync(join(root, '.git/refs/heads'), { recursive: true })
  for (const name of ['refs/heads/config', 'refs/heads/hooks', 'index', 'HEAD'])
    writeFileSync(join(root, '.git', name), '')
  expect(guards(root, COMMITS)).toEqual(['write /.git', 'read /.git/config', 'read /.git/hooks'])
})

test('a repository behind a symbolic link further down is reported', () => {
  const root = workspace()
  mkdirSync(join(root, 'a'))
  symlinkSync('/tmp', join(root, 'a/.git'))
  expect(guardWritable(root, REFUSE).notices.join()).toContain('is not protected')
})

test('a protected path that does not exist is an error with the command that makes it, and leaves no stub', () => {
  const root = workspace()
  const path = join(root, '.vscode/tasks.json')
  expect(() => guardWritable(root, { ...REFUSE, protect: [path] })).toThrow('cannot be protected')
  expect(absentNames(root)).toContain(join(root, '.vscode'))
})

test('a protected place that is a symbolic link is refused', () => {
  const root = workspace()
  symlinkSync('/tmp', join(root, '.vscode'))
  expect(() => guardWritable(root, REFUSE)).toThrow('symbolic link')
})

test('a file with a second name is refused, unless the profile allows it or protects its directory', () => {
  const root = workspace()
  mkdirSync(join(root, 'shared'))
  writeFileSync(join(root, 'shared/one'), '')
  linkSync(join(root, 'shared/one'), join(root, 'shared/two'))
  expect(() => guardWritable(root, REFUSE)).toThrow('second name')
  expect(guardWritable(root, { ...REFUSE, hardLinks: 'allow' }).binds.length).toBeGreaterThan(0)
  expect(
    guardWritable(root, { ...REFUSE, protect: [join(root, 'shared')] }).binds.at(-1)?.mode,
  ).toBe('read')
})

test('a socket of the host is reported', async () => {
  const root = workspace()
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(join(root, 'host.sock'), resolve))
  expect(guardWritable(root, REFUSE).notices.join()).toContain('host.sock')
  server.close()
})
