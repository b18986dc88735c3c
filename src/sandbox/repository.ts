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

/**
 * Whether git takes a directory with a `HEAD` for a repository, whatever it is called: its objects and references are there, or in another
 * that `commondir` names (gitrepository-layout(5)).
 */
export function isRepository(directory: string): boolean {
  if (kindOf(`${directory}/commondir`) === 'file') return true
  return ['objects', 'refs'].every((name) => kindOf(`${directory}/${name}`) !== undefined)
}

/**
 * Where a `.git` that is a file says that the repository is, and where that one says that it shares another's (gitrepository-layout(5), `gitdir:`
 * and `commondir`). Canonical; empty when there is none.
 */
export function repositoryOf(file: string): readonly string[] {
  const text = pathIn(file)
  if (text?.startsWith(GITDIR) !== true) return []
  const own = canonicalPath(resolve(dirname(file), text.slice(GITDIR.length)))
  return own === undefined ? [] : [own, ...sharedBy(own)]
}

/** The repository that this one shares; empty when it stands alone. */
export function sharedBy(repository: string): readonly string[] {
  const text = pathIn(`${repository}/commondir`)
  if (text === undefined || text === '') return []
  const shared = canonicalPath(resolve(repository, text))
  return shared === undefined || shared === repository ? [] : [shared]
}

/** As git reads it: without line ends behind it, of either kind. */
function pathIn(file: string): string | undefined {
  const text = readTextFile(file, MOST_PATH_BYTES)
  if (text === undefined) return undefined
  let end = text.length
  while (end > 0 && (text[end - 1] === '\n' || text[end - 1] === '\r')) end -= 1
  return text.slice(0, end)
}

const NAMES = ['hooks', 'config', 'config.worktree', 'commondir', 'gitdir'] as const
const GITDIR = 'gitdir: '
/** Twice a path (PATH_MAX of limits.h). */
const MOST_PATH_BYTES = 8192
