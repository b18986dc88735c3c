import { AirlockError, escape } from '../base/index.ts'
import { canonicalPath } from '../os/index.ts'
import {
  expandPaths,
  type MatchedCommand,
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
 * Turns a profile into a chamber. Paths are judged twice: as written, and again with every link resolved.
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
  const context = {
    home: canonicalPath(caller.home) ?? caller.home,
    protected: [...directories.own.map((path) => canonicalPath(path) ?? path), ...rules],
  }
  for (const mode of ['read', 'write'] as const)
    for (const path of paths[mode]) {
      const reason = refusal(canonicalPath(path) ?? path, mode, context)
      if (reason !== undefined)
        throw new AirlockError('AIRLOCK_PATH_REFUSED', {
          message: `\`${escape(path)}\` may not be given to a server: ${reason}`,
        })
    }
  return describeChamber({
    command,
    executables: resolveExecutables(profile.executables, surroundingsOf(directories, io)),
    read: paths.read,
    write: paths.write,
    guard: {
      protect: paths.protect.map((path) => canonicalPath(path) ?? path),
      hardLinks: profile.filesystem.hardLinks,
    },
    environment: serverEnvironment(profile, { home: caller.home, client: io.environment }),
    home: caller.home,
    user: caller,
    tmpBytes: profile.filesystem.tmp,
    limits: profile.limits,
    network: 'none',
    workingDirectory: io.workingDirectory,
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
