import { canonicalPath } from '../os/index.ts'
import type { MatchedCommand, Profile } from '../policy/index.ts'
import { type ResolvedCommand, resolveCommand } from '../sandbox/index.ts'
import { openPackage, verifyPackage } from '../store/index.ts'
import { surroundingsOf } from './chamber.ts'
import type { Directories } from './directories.ts'
import type { Io } from './io.ts'

/** A command ready for a chamber, and what must still be proven about it before it may run. */
export interface FoundCommand {
  readonly command: ResolvedCommand
  /** Rejects with AIRLOCK_STORE_CHANGED when an installed package is not what was installed. Begun at once, awaited before the server starts. */
  readonly verified: Promise<unknown>
  /** What is pinned of the program. */
  readonly program: FoundProgram
}

/** A program by the name that it is pinned under. */
export interface FoundProgram {
  /** `NAME@VERSION`, the absolute path of a file, or the command of the profile when it holds the code itself. */
  readonly name: string
  /** The hash that a package was installed with, proven by `verified`. */
  readonly sha256: string | undefined
  /** The file to hash instead. */
  readonly file: string | undefined
}

/** Finds the command: `npx` means the store, never npm at launch. Throws what resolving and opening a package throw. */
export function findCommand(
  profile: Profile,
  matched: MatchedCommand,
  directories: Directories,
  io: Io,
): FoundCommand {
  const surroundings = surroundingsOf(directories, io)
  if (matched.npx === undefined) {
    const command = resolveCommand(matched.argv, profile.runtime, surroundings)
    const file = command.program && (canonicalPath(command.program) ?? command.program)
    return {
      command,
      verified: Promise.resolve(),
      program: { name: file ?? profile.command.join(' '), sha256: undefined, file },
    }
  }
  const opened = openPackage(directories.store, matched.npx)
  const verified = verifyPackage(opened)
  // Whoever never comes to await it has failed for another reason.
  verified.catch(() => undefined)
  const further = matched.argv.slice(3)
  return {
    command: resolveCommand([io.nodePath, opened.entry, ...further], 'node', surroundings),
    verified,
    program: { name: `${opened.name}@${opened.version}`, sha256: opened.tree, file: undefined },
  }
}
