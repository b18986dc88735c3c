import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { guardWritable } from '../../../src/sandbox/protect.ts'

export const REFUSE = { protect: [], hardLinks: 'refuse', git: 'read' } as const
export const COMMITS = { ...REFUSE, git: 'write' } as const

export function workspace(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'airlock-protect-')))
  mkdirSync(join(root, '.git/hooks'), { recursive: true })
  writeFileSync(join(root, '.git/config'), '')
  return root
}

export const guards = (root: string, options: Parameters<typeof guardWritable>[1]) =>
  guardWritable(root, options).binds.map(
    ({ target, mode }) => `${mode} ${target.slice(root.length)}`,
  )

/** The parts by which git knows a repository. */
export function bare(root: string, name: string): void {
  for (const part of ['objects', 'refs', 'hooks'])
    mkdirSync(join(root, name, part), { recursive: true })
  for (const part of ['HEAD', 'config']) writeFileSync(join(root, name, part), '')
}
