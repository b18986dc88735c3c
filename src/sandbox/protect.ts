import { dirname, join } from 'node:path'
import { AirlockError, escape, shellWord } from '../base/index.ts'
import { canonicalPath, kindOf, linkTarget, type WalkedEntry, walkTree } from '../os/index.ts'
import { COMMANDING, COMMANDS, isRepository, repositoryOf, ruled, sharedBy } from './repository.ts'
import { isWithin, routeTo } from './route.ts'
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
  const asked = options.protect
    .map((path) => placeIn(root, path))
    .filter((path) => isWithin(path, root))
  for (const path of asked) if (kindOf(path) === undefined) throw missing(path)
  const names = options.git === 'read' ? ['.git', ...OBEYED] : [...COMMANDING, ...OBEYED]
  const known = names.map((name) => join(root, name)).filter((path) => isThere(path))
  const { held, notices } = inspectTree(root, [...asked, ...known], options)
  const places = outermost([...asked, ...known, ...held])
  for (const path of places) refuseLink(path, root)
  const pins = new Set(places.flatMap((path) => parentsOf(path, root)))
  if (places.length + pins.size > MOST_MOUNTS) throw tooManyPlaces(root)
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
  return [...COMMANDING, ...OBEYED].map((name) => join(root, name)).filter((path) => !isThere(path))
}

/** Something, be it a link to nothing: what appears at its other end later is obeyed like any other. */
function isThere(path: string): boolean {
  return linkTarget(path) !== undefined || kindOf(path) !== undefined
}

/** A path of the profile without links. Throws AIRLOCK_PATH_REFUSED for one that leads through a link which the server could replace. */
function placeIn(root: string, path: string): string {
  const route = routeTo(path)
  const link =
    route === undefined ? path : route.links.find((each) => isWithin(each.path, root))?.path
  if (route === undefined || link !== undefined) throw linked(link ?? path)
  return route.canonical
}

/** Without those that lie inside another: the way to them would be made writable again. Parents come before children. */
function outermost(paths: readonly string[]): readonly string[] {
  const kept: string[] = []
  // With the slash, or `a-b` would stand between `a` and `a/c`.
  for (const path of new Set(paths.map((each) => `${each}/`).toSorted())) {
    const last = kept.at(-1)
    if (last === undefined || !path.startsWith(last)) kept.push(path)
  }
  return kept.map((path) => path.slice(0, -1))
}

/** One walk: second names of files, sockets, and what must stay read-only further down. Read-only places need no look. */
function inspectTree(
  root: string,
  readOnly: readonly string[],
  { hardLinks, git }: GuardOptions,
): { readonly held: readonly string[]; readonly notices: readonly string[] } {
  const held = new Set<string>()
  const notices: string[] = []
  const hold = (path: string) => {
    held.add(path)
    if (held.size > MOST_MOUNTS) throw tooManyPlaces(root)
  }
  const walk = {
    limit: MAX_ENTRIES,
    skip: (path: string) => readOnly.includes(path),
    onHidden: (path: string, fault: string) => {
      throw hidden(path, fault)
    },
    enter: (directory: string) =>
      !held.has(directory) && !parentsOf(directory, root).some((parent) => held.has(parent)),
  }
  const complete = walkTree(root, walk, (entry) => {
    const { path, kind, links } = entry
    if (kind === 'file' && links > 1 && hardLinks === 'refuse') throw hardLink(path)
    if (kind === 'socket')
      notices.push(`\`${escape(path)}\` is a socket of the host; the server cannot connect to it`)
    if (kind === 'other')
      notices.push(`\`${escape(path)}\` is a pipe of the host, which the server can write to`)
    if (kind === 'link' && isObeyed(entry))
      notices.push(`\`${escape(path)}\` is a symbolic link, and what it leads to is not protected`)
    for (const place of heldAt(entry, git)) {
      // A repository that is the writable directory itself is what the profile gives; what commands in it stays.
      if (place === root) for (const one of ruled('write')(root)) hold(one)
      else if (isWithin(place, root)) hold(place)
    }
  })
  if (!complete && hardLinks === 'refuse') throw tooLarge(root)
  if (!complete)
    notices.push(
      `\`${escape(root)}\` holds more than ${MAX_ENTRIES} entries; what lies further down is not protected`,
    )
  return { held: [...held], notices }
}

/** What must stay read-only because of this entry, wherever it lies. */
function heldAt(entry: WalkedEntry, git: GuardOptions['git']): readonly string[] {
  const { path, name, kind } = entry
  const directory = dirname(path)
  // It may be a link to a reference (git-config(1), core.preferSymlinkRefs).
  if (name === 'HEAD' && isRepository(directory))
    return [directory, ...sharedBy(directory)].flatMap(ruled(git))
  if (kind === 'link') return []
  if (name === '.git' && kind === 'file') return [path, ...repositoryOf(path).flatMap(ruled(git))]
  if (name === '.git' && git === 'write') return []
  if (isObeyed(entry)) return [path]
  return COMMANDS.test(path) ? [path] : []
}

/** Of what is in an installed package, programs obey nothing but repositories. */
function isObeyed({ path, name }: WalkedEntry): boolean {
  return name === '.git' || (OBEYED.includes(name) && !path.includes('/node_modules/'))
}

/** A link could be replaced by something else; only real files and directories can be held. */
function refuseLink(path: string, root: string): void {
  for (let at = path; at !== root; at = dirname(at))
    if (linkTarget(at) !== undefined) throw linked(at)
}

function parentsOf(path: string, root: string): readonly string[] {
  const parents: string[] = []
  for (let at = dirname(path); at !== root && isWithin(at, root); at = dirname(at)) parents.push(at)
  return parents
}

/** Nothing must be unguarded because a server hid it from the next walk. */
function hidden(path: string, fault: string): AirlockError {
  return new AirlockError('AIRLOCK_PATH_REFUSED', {
    message: `\`${escape(path, 400)}\` lies in a writable directory and ${fault}, so what is in it cannot be guarded`,
    hints: [
      `look at it: ls -ld ${shellWord(path)}`,
      'then remove or rename it, make it readable if it is yours (chmod u+rwx), or add it to `filesystem.protect`',
    ],
  })
}

function linked(path: string): AirlockError {
  return new AirlockError('AIRLOCK_PATH_REFUSED', {
    message: `\`${escape(path)}\` is a symbolic link in a writable directory and cannot be protected`,
    hints: [
      `put what it points to, \`${escape(canonicalPath(path) ?? linkTarget(path) ?? '')}\`, in the place of the link`,
      'or narrow `filesystem.write` of the profile',
    ],
  })
}

function tooManyPlaces(root: string): AirlockError {
  return new AirlockError('AIRLOCK_PATH_REFUSED', {
    message: `\`${escape(root)}\` holds more files that must stay read-only, and directories on the way to them, than can be mounted (${MOST_MOUNTS})`,
    hints: [
      'name single projects in `filesystem.write`, or add directories to `filesystem.protect`',
    ],
  })
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
/** Each takes a descriptor, three of bubblewrap's 9000 words, and a quarter of a millisecond to mount. */
const MOST_MOUNTS = 600
