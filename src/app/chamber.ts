import { AirlockError, escape } from '../base/index.ts'
import { canonicalPath } from '../os/index.ts'
import {
  expandPaths,
  type MatchedCommand,
  type PathContext,
  type Profile,
  refusal,
  serverEnvironment,
} from '../policy/index.ts'
import {
  type Chamber,
  describeChamber,
  type ResolvedCommand,
  resolveExecutables,
  type Surroundings,
} from '../sandbox/index.ts'
import type { Directories } from './directories.ts'
import type { Io } from './io.ts'

/** A profile, the command that matched it and where that command was found. */
export interface ChamberSource {
  readonly profile: Profile
  readonly matched: MatchedCommand
  readonly command: ResolvedCommand
  /** Files that the server must not be able to write: its own rules. */
  readonly rules: readonly string[]
}

/**
 * Turns a profile into a chamber. Paths are judged as written, with every link resolved, and as they were then found.
 * Throws AIRLOCK_PATH_REFUSED, AIRLOCK_PATH_MISSING, AIRLOCK_HARD_LINK.
 */
export function chamberOf(source: ChamberSource, directories: Directories, io: Io): Chamber {
  const { profile, matched, command, rules } = source
  const { caller } = directories
  const paths = expandPaths(profile.filesystem, {
    home: caller.home,
    protected: directories.own,
    variable: matched.variable,
  })
  const own = [...directories.own.map((path) => canonicalPath(path) ?? path), ...rules]
  // `HOME` may say anything; the home of the password database keeps its keys all the same.
  const homes = [
    ...new Set([caller.home, caller.realHome].map((home) => canonicalPath(home) ?? home)),
  ]
  const judge = (granted: Readonly<Record<'read' | 'write', readonly string[]>>) => {
    for (const mode of ['read', 'write'] as const)
      for (const path of granted[mode])
        for (const home of homes) refusePath(path, mode, { home, protected: own })
  }
  judge(paths)
  refuseOwnFiles(source, own)
  const chamber = describeChamber({
    command,
    executables: resolveExecutables(profile.executables, surroundingsOf(directories, io)),
    read: paths.read,
    write: paths.write,
    guard: {
      protect: paths.protect.map((path) => canonicalPath(path) ?? path),
      hardLinks: profile.filesystem.hardLinks,
      git: profile.filesystem.git,
    },
    environment: serverEnvironment(profile, { home: caller.home, client: io.environment }),
    home: caller.home,
    user: caller,
    tmpBytes: profile.filesystem.tmp,
    limits: profile.limits,
    network: 'none',
    workingDirectory: io.workingDirectory,
  })
  // What was found is judged once more: a link may have been swapped in since, and only these very paths will be pinned.
  judge({ read: chamber.readable, write: chamber.writable })
  return chamber
}

function refusePath(path: string, mode: 'read' | 'write', context: PathContext): void {
  const reason = refusal(canonicalPath(path) ?? path, mode, context)
  if (reason !== undefined)
    throw new AirlockError('AIRLOCK_PATH_REFUSED', {
      message: `\`${escape(path)}\` may not be given to a server: ${reason}`,
    })
}

/** A program found by its path brings its whole package; the launcher's own files must not be among them. The store's are meant to be. */
function refuseOwnFiles({ matched, command }: ChamberSource, own: readonly string[]): void {
  if (matched.npx !== undefined) return
  for (const { source } of command.parts.binds) {
    const found = own.find((path) => isOver(path, source) || isOver(source, path))
    if (found !== undefined)
      throw new AirlockError('AIRLOCK_PATH_REFUSED', {
        message: `the server's program belongs to \`${escape(source)}\`, which overlaps files of mcp-airlock`,
        hints: ['move the server into a directory of its own'],
      })
  }
}

function isOver(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(`${outer}/`)
}

/** The launcher's own view of programs and relative paths. */
export function surroundingsOf({ caller }: Directories, io: Io): Surroundings {
  return {
    searchPath: (io.environment['PATH'] ?? '')
      .split(':')
      .filter((directory) => directory.startsWith('/')),
    workingDirectory: io.workingDirectory,
    home: caller.home,
  }
}
