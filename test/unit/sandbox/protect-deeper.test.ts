import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { absentNames, guardWritable } from '../../../src/sandbox/protect.ts'
import { bare, COMMITS, guards, REFUSE, workspace } from './workspace.ts'

/** What lies further down in a writable directory, and what somebody did so that it is overlooked. */

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
  for (let at = 0; at < 301; at += 1) mkdirSync(join(root, `p${at}/.vscode`), { recursive: true })
  expect(() => guardWritable(root, REFUSE)).toThrow('than can be mounted (600)')
})

test('a repository whose HEAD is a link is one, and so is one that shares another', () => {
  const root = workspace()
  bare(root, 'a.git')
  rmSync(join(root, 'a.git/HEAD'))
  symlinkSync('refs/heads/main', join(root, 'a.git/HEAD'))
  mkdirSync(join(root, 'b.git/worktrees/w'), { recursive: true })
  for (const name of ['HEAD', 'gitdir']) writeFileSync(join(root, 'b.git/worktrees/w', name), '')
  writeFileSync(join(root, 'b.git/worktrees/w/commondir'), '../..')
  expect(guards(root, REFUSE)).toEqual(['read /.git', 'read /a.git', 'read /b.git'])
  for (const name of ['a.git/config', 'b.git/worktrees/w/commondir', 'b.git/worktrees/w/gitdir'])
    expect(guards(root, COMMITS)).toContain(`read /${name}`)
})

test('a `.git` file is read as git reads it, and no more of it than a path has', () => {
  const root = workspace()
  mkdirSync(join(root, 'x'))
  mkdirSync(join(root, 'odd\u2028one'))
  writeFileSync(join(root, 'x/.git'), 'gitdir: ../odd\u2028one\r\n\n')
  expect(guards(root, REFUSE)).toContain('read /odd\u2028one')
  const from = performance.now()
  writeFileSync(join(root, 'odd\u2028one/commondir'), `${'\n'.repeat(1_000_000)}x`)
  expect(guards(root, REFUSE)).toContain('read /odd\u2028one')
  expect(performance.now() - from).toBeLessThan(2000)
})

test('many places cost no more than are mounted', () => {
  const root = workspace()
  for (let at = 0; at < 5000; at += 1) {
    mkdirSync(join(root, `p${at}`))
    writeFileSync(join(root, `p${at}/.envrc`), '')
  }
  const from = performance.now()
  expect(() => guardWritable(root, REFUSE)).toThrow('than can be mounted')
  expect(performance.now() - from).toBeLessThan(1500)
})

test('deep places count with the way to them', () => {
  const root = workspace()
  for (let at = 0; at < 20; at += 1) {
    const path = join(root, `p${at}`, ...Array.from({ length: 40 }, () => 'd'))
    mkdirSync(path, { recursive: true })
    writeFileSync(join(path, '.envrc'), '')
  }
  expect(() => guardWritable(root, REFUSE)).toThrow('than can be mounted')
})

test('names that begin alike lie not inside each other', () => {
  const root = workspace()
  for (const name of ['a', 'a-b', 'a/c']) mkdirSync(join(root, name), { recursive: true })
  const protect = ['a', 'a/c', 'a-b'].map((name) => join(root, name))
  expect(guards(root, { ...REFUSE, protect })).toEqual(['read /.git', 'read /a-b', 'read /a'])
})
