import { linkSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { absentNames, guardWritable } from '../../../src/sandbox/protect.ts'

const REFUSE = { protect: [], hardLinks: 'refuse' } as const

function workspace(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'airlock-protect-')))
  mkdirSync(join(root, '.git/hooks'), { recursive: true })
  writeFileSync(join(root, '.git/config'), '')
  return root
}

test('hooks and configuration of a repository stay read-only, and their parent is pinned before them', () => {
  const root = workspace()
  expect(
    guardWritable(root, REFUSE).binds.map(
      ({ target, mode }) => `${mode} ${target.slice(root.length)}`,
    ),
  ).toEqual(['write /.git', 'read /.git/hooks', 'read /.git/config'])
})

test('a repository further down is found', () => {
  const root = workspace()
  mkdirSync(join(root, 'a/b/.git/hooks'), { recursive: true })
  const targets = guardWritable(root, REFUSE).binds.map(({ target }) => target)
  expect(targets).toContain(join(root, 'a/b/.git/hooks'))
  expect(targets).toContain(join(root, 'a/b'))
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
  expect(guardWritable(root, { protect: [], hardLinks: 'allow' }).binds.length).toBeGreaterThan(0)
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
