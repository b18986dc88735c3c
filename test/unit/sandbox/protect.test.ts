import { execFileSync } from 'node:child_process'
import {
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
import { expect, test } from 'vitest'
import { absentNames, guardWritable } from '../../../src/sandbox/protect.ts'

const REFUSE = { protect: [], hardLinks: 'refuse', git: 'read' } as const
const COMMITS = { ...REFUSE, git: 'write' } as const

function workspace(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'airlock-protect-')))
  mkdirSync(join(root, '.git/hooks'), { recursive: true })
  writeFileSync(join(root, '.git/config'), '')
  return root
}

const guards = (root: string, options: Parameters<typeof guardWritable>[1]) =>
  guardWritable(root, options).binds.map(
    ({ target, mode }) => `${mode} ${target.slice(root.length)}`,
  )

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

test('what programs of the host obey is held further down too, and not what installed packages brought', () => {
  const root = workspace()
  for (const place of ['a/.vscode', 'a/b', 'node_modules/x/.vscode'])
    mkdirSync(join(root, place), { recursive: true })
  writeFileSync(join(root, 'a/b/.envrc'), '')
  expect(guards(root, REFUSE)).toEqual([
    'write /a',
    'write /a/b',
    'read /.git',
    'read /a/.vscode',
    'read /a/b/.envrc',
  ])
})

test('one that is a symbolic link is reported', () => {
  const root = workspace()
  mkdirSync(join(root, 'a'))
  symlinkSync('../other', join(root, 'a/.envrc'))
  expect(guardWritable(root, REFUSE).notices.join()).toMatch(/a\/\.envrc` is a symbolic link/)
})

test('a link to nothing under such a name is there', () => {
  const root = workspace()
  expect(absentNames(root)).toContain(join(root, '.envrc'))
  symlinkSync('nowhere', join(root, '.envrc'))
  expect(absentNames(root)).not.toContain(join(root, '.envrc'))
  expect(() => guardWritable(root, REFUSE)).toThrow('symbolic link')
})

function bare(root: string, name: string): void {
  for (const part of ['objects', 'refs', 'hooks'])
    mkdirSync(join(root, name, part), { recursive: true })
  for (const part of ['HEAD', 'config']) writeFileSync(join(root, name, part), '')
}

test('a repository under any other name is held, and of one that may be written what commands in it', () => {
  const root = workspace()
  bare(root, 'mirror.git')
  expect(guards(root, REFUSE)).toEqual(['read /.git', 'read /mirror.git'])
  expect(guards(root, COMMITS)).toContain('read /mirror.git/config')
  expect(guards(root, COMMITS)).toContain('read /mirror.git/hooks')
  expect(guards(root, COMMITS)).not.toContain('read /mirror.git')
})

test('a writable directory that is such a repository keeps its hooks and configuration', () => {
  const root = workspace()
  bare(root, 'mirror.git')
  expect(guards(join(root, 'mirror.git'), REFUSE)).toEqual(['read /config', 'read /hooks'])
})

test('the repository that a `.git` file names is held, and the one that this shares', () => {
  const root = workspace()
  const own = join(root, '.bare/worktrees/main')
  mkdirSync(own, { recursive: true })
  mkdirSync(join(root, 'main'))
  writeFileSync(join(root, 'main/.git'), `gitdir: ${own}\n`)
  writeFileSync(join(own, 'commondir'), '../..\n')
  expect(guards(root, REFUSE)).toEqual([
    'write /main',
    'read /.bare',
    'read /.git',
    'read /main/.git',
  ])
  mkdirSync(join(root, '.bare/hooks'))
  expect(guards(root, COMMITS)).toContain('read /.bare/hooks')
  expect(guards(root, COMMITS)).toContain('read /.bare/worktrees/main/commondir')
})

test('a `.git` file that leads out of the directory, or to nothing, holds nothing else', () => {
  const root = workspace()
  for (const [name, text] of Object.entries({ a: 'gitdir: /tmp', b: 'gitdir: ../none', c: '' })) {
    mkdirSync(join(root, name))
    writeFileSync(join(root, name, '.git'), text)
  }
  expect(guards(root, REFUSE).filter((guard) => guard.startsWith('read'))).toEqual([
    'read /.git',
    'read /a/.git',
    'read /b/.git',
    'read /c/.git',
  ])
})

test('a path between two protected ones stays read-only', () => {
  const root = workspace()
  mkdirSync(join(root, 'd/x/y'), { recursive: true })
  const protect = [join(root, 'd'), join(root, 'd/x/y')]
  expect(guards(root, { ...REFUSE, protect })).toEqual(['read /.git', 'read /d'])
})

test('a protected path that leads through a link in the directory is refused, also one that does not exist', () => {
  const root = workspace()
  mkdirSync(join(root, 'v1'))
  writeFileSync(join(root, 'v1/settings.json'), '')
  symlinkSync('v1', join(root, 'current'))
  for (const name of ['settings.json', 'none'])
    expect(() =>
      guardWritable(root, { ...REFUSE, protect: [join(root, 'current', name)] }),
    ).toThrow('current` is a symbolic link')
})

test('a protected path by way of a link to the directory is held, and missed when it does not exist', () => {
  const root = workspace()
  const link = `${root}-link`
  symlinkSync(root, link)
  mkdirSync(join(root, 'kept'))
  expect(guards(root, { ...REFUSE, protect: [join(link, 'kept')] })).toContain('read /kept')
  expect(() => guardWritable(root, { ...REFUSE, protect: [join(link, 'none')] })).toThrow(
    'does not exist',
  )
})

test('a directory whose name is not UTF-8 cannot be guarded, and a file of such a name is looked at', () => {
  const root = workspace()
  const odd = Buffer.concat([Buffer.from(`${root}/caf`), Buffer.of(0xe9)])
  writeFileSync(odd, '')
  expect(guards(root, REFUSE)).toEqual(['read /.git'])
  linkSync(odd, join(root, 'second'))
  expect(() => guardWritable(root, REFUSE)).toThrow('second name')
  rmSync(join(root, 'second'))
  rmSync(odd)
  mkdirSync(odd)
  expect(() => guardWritable(root, REFUSE)).toThrow('has a name that is not UTF-8')
})

test('what lies too deep to be looked into is refused, not overlooked', () => {
  const root = workspace()
  const deepen = `
    const name = 'd'.repeat(250)
    for (let depth = 0; depth < 20; depth += 1) { fs.mkdirSync(name); process.chdir(name) }`
  execFileSync(process.execPath, ['-e', deepen], { cwd: root })
  expect(() => guardWritable(root, REFUSE)).toThrow(/cannot be (listed|looked into)/)
  execFileSync('rm', ['-rf', root])
})

test('a pipe of the host is reported, and too many places are refused', () => {
  const root = workspace()
  execFileSync('mkfifo', [join(root, 'pipe')])
  expect(guardWritable(root, REFUSE).notices.join()).toMatch(/pipe` is a pipe/)
  for (let at = 0; at < 257; at += 1) mkdirSync(join(root, `p${at}/.vscode`), { recursive: true })
  expect(() => guardWritable(root, REFUSE)).toThrow('more than 256 files that must stay read-only')
})
