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
}

/** Finds the command: `npx` means the store, never npm at launch. Throws what resolving and opening a package throw. */
export function findCommand(
  profile: Profile,
  matched: MatchedCommand,
  directories: Directories,
  io: Io,
): FoundCommand {
  const surroundings = surroundingsOf(directories, io)
  if (matched.npx === undefined)
    return {
      command: resolveCommand(matched.argv, profile.runtime, surroundings),
      verified: Promise.resolve(),
    }
  const opened = openPackage(directories.store, matched.npx)
  const verified = verifyPackage(opened)
  // Whoever never comes to await it has failed for another reason.
  verified.catch(() => undefined)
  const further = matched.argv.slice(3)
  return {
    command: resolveCommand([io.nodePath, opened.entry, ...further], 'node', surroundings),
    verified,
  }
}
