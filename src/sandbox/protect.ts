import { dirname, join } from 'node:path'
import { AirlockError, escape } from '../base/index.ts'
import { canonicalPath, kindOf, linkTarget, walkTree } from '../os/index.ts'
import { isWithin } from './route.ts'
import type { Bind } from './spec.ts'

/** What stays read-only inside a writable directory, and what was noticed there. */
export interface Guarded {
  /** Binds to lay over the writable one, parents first. */
  readonly binds: readonly Bind[]
  /** Things a person should know: sockets, and protected names that do not exist yet. */
  readonly notices: readonly string[]
}

/** How a writable directory is guarded. */
export interface GuardOptions {
  /** Absolute paths that the profile protects; those outside the directory do not concern it. */
  readonly protect: readonly string[]
  /** `refuse` stops at a file with a second name elsewhere. */
  readonly hardLinks: 'refuse' | 'allow'
  /** `read` holds all of a repository but its work tree; `write` only what git takes commands from, as far as it exists. */
  readonly git: 'read' | 'write'
}

/**
 * Works out the read-only places inside a writable directory (canonical). What the profile names must exist: a mount needs
 * something to lie on, and making it would leave a stub on the host. What only our own list names is guarded where it exists.
 * Every directory between the root and a protected place becomes a mount point of its own, because a parent that can be renamed
 * takes its protected child with it (rename(2), EBUSY).
 * Throws AIRLOCK_PATH_MISSING, AIRLOCK_PATH_REFUSED for a symbolic link in a protected place, AIRLOCK_HARD_LINK.
 */
export function guardWritable(root: string, options: GuardOptions): Guarded {
  const asked = options.protect.filter((path) => isWithin(path, root))
  for (const path of asked) if (kindOf(path) === undefined) throw missing(path)
  const names = options.git === 'read' ? ['.git', ...OBEYED] : [...COMMANDING, ...OBEYED]
  const known = names.map((name) => join(root, name)).filter((path) => kindOf(path) !== undefined)
  const { repositories, notices } = inspectTree(root, [...asked, ...known], options)
  const places = [...new Set([...asked, ...known, ...repositories])]
  for (const path of places) refuseLink(path, root)
  const pins = new Set(places.flatMap((path) => parentsOf(path, root)))
  return {
    binds: [
      ...[...pins].map((path): Bind => ({ source: path, target: path, mode: 'write' })),
      ...places.map((path): Bind => ({ source: path, target: path, mode: 'read' })),
    ],
    notices,
  }
}

/** Names of our own list that appeared in a writable directory since the session began; a person should look at them. */
export function absentNames(root: string): readonly string[] {
  return [...COMMANDING, ...OBEYED]
    .map((name) => join(root, name))
    .filter((path) => kindOf(path) === undefined)
}

/** One walk: second names of files, sockets, and repositories further down. Read-only places need no look. */
function inspectTree(
  root: string,
  readOnly: readonly string[],
  options: GuardOptions,
): { repositories: string[]; notices: string[] } {
  const { hardLinks, git } = options
  const repositories: string[] = []
  const notices: string[] = []
  const skip = (path: string) => {
    if (readOnly.includes(path)) return true
    const isHeld = git === 'read' && path.endsWith('/.git') && linkTarget(path) === undefined
    if (isHeld) repositories.push(path)
    return isHeld
  }
  const complete = walkTree(root, { limit: MAX_ENTRIES, skip }, ({ path, name, kind, links }) => {
    if (kind === 'file' && links > 1 && hardLinks === 'refuse') throw hardLink(path)
    if (kind === 'socket')
      notices.push(`\`${escape(path)}\` is a socket of the host; the server cannot connect to it`)
    if (name === '.git' && kind === 'link')
      notices.push(`\`${escape(path)}\` is a symbolic link, and what it leads to is not protected`)
    if (kind !== 'link' && (name === '.git' ? kind === 'file' : COMMANDS.test(path)))
      repositories.push(path)
  })
  if (!complete && hardLinks === 'refuse') throw tooLarge(root)
  if (!complete)
    notices.push(
      `\`${escape(root)}\` holds more than ${MAX_ENTRIES} entries; repositories further down are not protected`,
    )
  return { repositories, notices }
}

/** A link could be replaced by something else; only real files and directories can be held. */
function refuseLink(path: string, root: string): void {
  for (let at = path; at !== root; at = dirname(at))
    if (linkTarget(at) !== undefined)
      throw new AirlockError('AIRLOCK_PATH_REFUSED', {
        message: `\`${escape(at)}\` is a symbolic link in a writable directory and cannot be protected`,
        hints: [
          `name what it points to, \`${escape(canonicalPath(at) ?? '')}\`, or narrow \`filesystem.write\``,
        ],
      })
}

function parentsOf(path: string, root: string): readonly string[] {
  const parents: string[] = []
  for (let at = dirname(path); at !== root && isWithin(at, root); at = dirname(at)) parents.push(at)
  return parents
}

function missing(path: string): AirlockError {
  return new AirlockError('AIRLOCK_PATH_MISSING', {
    message: `\`${escape(path)}\` does not exist, so it cannot be protected`,
    hints: [`mkdir -p '${escape(path)}'`, 'or remove it from `filesystem.protect` of the profile'],
  })
}

function hardLink(path: string): AirlockError {
  return new AirlockError('AIRLOCK_HARD_LINK', {
    message: `\`${escape(path)}\` has a second name elsewhere, and writing it would change that one too`,
    hints: [
      `add \`${escape(dirname(path))}\` to \`filesystem.protect\` of the profile`,
      'or accept it with `"hardLinks": "allow"` in `filesystem`',
    ],
  })
}

function tooLarge(root: string): AirlockError {
  return new AirlockError('AIRLOCK_HARD_LINK', {
    message: `\`${escape(root)}\` holds more than ${MAX_ENTRIES} entries and was not checked for hard links`,
    hints: [
      'add its large directories to `filesystem.protect`',
      'or accept it with `"hardLinks": "allow"` in `filesystem`',
    ],
  })
}

/**
 * Where git takes commands from, or is told to take them from elsewhere (git-config(1), gitrepository-layout(5)). A server that may write the rest
 * can still make those that are not there: `commondir` alone turns the whole repository over to it, so by default it may write none of it.
 */
const COMMANDING = ['.git/hooks', '.git/config', '.git/config.worktree', '.git/commondir']
/** The same in repositories further down, of submodules and of linked work trees. */
const COMMANDS =
  /\/\.git(?:\/(?:modules|worktrees)\/.+)?\/(?:hooks|config|config\.worktree|commondir|gitdir)$/
// Files that programs of the host run or obey when somebody merely opens the directory.
const OBEYED = [
  '.gitmodules',
  '.vscode',
  '.idea',
  '.claude',
  '.cursor',
  '.devcontainer',
  '.husky',
  '.mcp.json',
  '.envrc',
  '.npmrc',
  '.pre-commit-config.yaml',
  '.bashrc',
  '.bash_profile',
  '.profile',
  '.zshrc',
]
// About half a second of lstat(2) on a slow disk (measured: 5 µs each on a warm one).
const MAX_ENTRIES = 100_000
