import { dirname, resolve } from 'node:path'
import { canonicalPath, kindOf, readTextFile } from '../os/index.ts'

/**
 * Where git takes commands from, or is told to take them from elsewhere (git-config(1), gitrepository-layout(5)). A server that may write the rest
 * can still make those that are not there: `commondir` alone turns the whole repository over to it, so by default it may write none of it.
 */
export const COMMANDING = ['.git/hooks', '.git/config', '.git/config.worktree', '.git/commondir']

/** The same in repositories further down, of submodules and of linked work trees. */
export const COMMANDS =
  /\/\.git(?:\/(?:modules|worktrees)\/.+)?\/(?:hooks|config|config\.worktree|commondir|gitdir)$/

/** What of a repository stays read-only: all of it, or what commands, as far as it exists. */
export function ruled(git: 'read' | 'write'): (repository: string) => readonly string[] {
  if (git === 'read') return (repository) => [repository]
  return (repository) =>
    NAMES.map((name) => `${repository}/${name}`).filter((path) => kindOf(path) !== undefined)
}

/** Whether git takes this directory for a repository, whatever it is called (gitrepository-layout(5)). */
export function isRepository(directory: string): boolean {
  return ['objects', 'refs'].every((name) => kindOf(`${directory}/${name}`) === 'directory')
}

/**
 * Where a `.git` that is a file says that the repository is, and where that one says that it shares another's (gitrepository-layout(5), `gitdir:`
 * and `commondir`). Canonical; empty when there is none.
 */
export function repositoryOf(file: string): readonly string[] {
  const own = named(dirname(file), /^gitdir: (.+?)\n*$/.exec(readTextFile(file) ?? '')?.[1])
  if (own === undefined) return []
  const shared = named(own, readTextFile(`${own}/commondir`)?.replace(/\n+$/, ''))
  return shared === undefined || shared === own ? [own] : [own, shared]
}

function named(from: string, path: string | undefined): string | undefined {
  return path === undefined || path === '' ? undefined : canonicalPath(resolve(from, path))
}

const NAMES = ['hooks', 'config', 'config.worktree', 'commondir', 'gitdir'] as const
