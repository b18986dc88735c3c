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
  type Bind,
  type Chamber,
  describeChamber,
  type ResolvedCommand,
  type ResolvedPrograms,
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
  const executables = resolveExecutables(profile.executables, surroundingsOf(directories, io))
  for (const { source: path } of programFiles(source, executables))
    for (const home of homes) refuseProgram(path, { home, protected: own })
  const chamber = describeChamber({
    command,
    executables,
    read: paths.read,
    write: paths.write,
    guard: {
      protect: paths.protect,
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

/** What programs bring with them, those of the store excepted: its own files are meant to be shown. */
function programFiles(
  { matched, command }: ChamberSource,
  executables: ResolvedPrograms,
): readonly Bind[] {
  return [...(matched.npx === undefined ? command.parts.binds : []), ...executables.parts.binds]
}

/** A program brings its whole package, and whatever it says that its libraries are. */
function refuseProgram(path: string, context: PathContext): void {
  const reason = refusal(path, 'read', context)
  if (reason !== undefined)
    throw new AirlockError('AIRLOCK_PATH_REFUSED', {
      message: `a program brings \`${escape(path)}\` with it, which may not be given to a server: ${reason}`,
      hints: ['move the server into a directory of its own'],
    })
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
