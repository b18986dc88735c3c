import type { MatchedCommand, Profile } from '../policy/index.ts'
import { type ResolvedCommand, resolveCommand } from '../sandbox/index.ts'
import { openPackage, verifyPackage } from '../store/index.ts'
import { surroundingsOf } from './chamber.ts'
import type { Directories } from './directories.ts'
import type { Io } from './io.ts'

/** A command ready for a chamber, and what must still be proven about it before it may run. */
export interface FoundCommand {
  readonly command: ResolvedCommand
  /** Throws AIRLOCK_STORE_CHANGED when an installed package is not what was installed. Slow, so it runs while the chamber parks. */
  readonly verify: () => void
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
      verify: () => undefined,
    }
  const opened = openPackage(directories.store, matched.npx)
  const further = matched.argv.slice(3)
  return {
    command: resolveCommand([io.nodePath, opened.entry, ...further], 'node', surroundings),
    verify: () => verifyPackage(opened),
  }
}
