import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gatherFiles, projectConfigurations } from '../../../src/adopt/index.ts'

const root = mkdtempSync(join(tmpdir(), 'airlock-gather-'))
const write = (name: string, content: string | Buffer) => {
  mkdirSync(dirname(join(root, name)), { recursive: true })
  writeFileSync(join(root, name), content)
}
beforeAll(() => {
  write('a.txt', 'a')
  write('sub/b.txt', 'b')
  write('.hidden', 'h')
  for (const name of ['.git', 'node_modules', 'sub/node_modules']) write(`${name}/x.txt`, 'x')
  write('binary.bin', Buffer.from([0x61, 0, 0x62]))
  write('large.txt', Buffer.alloc((1 << 20) + 1, 0x61))
  write('exact.txt', Buffer.alloc(1 << 20, 0x61))
  write('outside-target/secret.txt', 's')
  symlinkSync(join(root, 'a.txt'), join(root, 'sub/link.txt'))
  symlinkSync(root, join(root, 'sub/loop'))
  execFileSync('mkfifo', [join(root, 'fifo')])
})
afterAll(() => rmSync(root, { recursive: true }))

const gather = (
  paths: readonly string[],
  configurations = projectConfigurations('/nonexistent'),
) => {
  const seen: string[] = []
  const result = gatherFiles({ configurations, paths }, ({ path }) =>
    seen.push(path.slice(root.length + 1)),
  )
  return { seen, ...result }
}

test('text files below a directory, in order, without links, packages, version control and pipes', () => {
  const { seen, files, notRead } = gather([root])
  expect(seen).toEqual(['.hidden', 'a.txt', 'exact.txt', 'outside-target/secret.txt', 'sub/b.txt'])
  expect(files).toBe(5)
  expect(notRead).toEqual([{ path: join(root, 'large.txt'), reason: 'it is larger than 1 MB' }])
})

test('what a person names is read through a link, and once', () => {
  expect(gather([join(root, 'sub/link.txt'), join(root, 'a.txt')]).seen).toEqual(['sub/link.txt'])
  expect(gather([join(root, 'node_modules')]).seen).toEqual(['node_modules/x.txt'])
})

test('a pipe is not waited for', () => {
  expect(gather([join(root, 'fifo')]).notRead).toEqual([
    { path: join(root, 'fifo'), reason: 'it is not a file' },
  ])
})

test('configurations that exist are read, also through a link, and larger ones too', () => {
  write('.mcp.json', `${' '.repeat(2 << 20)}{}`)
  mkdirSync(join(root, '.cursor'))
  symlinkSync(join(root, 'a.txt'), join(root, '.cursor/mcp.json'))
  const found = gather([], projectConfigurations(root))
  expect(found).toMatchObject({ seen: ['.mcp.json', '.cursor/mcp.json'], notRead: [] })
})
