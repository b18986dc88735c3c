import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Mask } from './mask.ts'
import type { Script } from './session.ts'

/** The directories of one session. They are made anew for each run at the same paths, so no path needs a mask. */
export interface Place {
  readonly home: string
  readonly data: string
}

/** A real server, the command that a user would have without us, the profile that wraps it, and a session. */
export interface Subject {
  readonly name: string
  readonly command: (place: Place) => readonly string[]
  /** The command line for the shipped profile of the same name, run from the store; absent when there is none. */
  readonly shipped?: (place: Place) => readonly string[]
  /** Keys of the profile besides `extends` and `command`. */
  readonly profile?: (place: Place) => Record<string, unknown>
  readonly prepare?: (place: Place) => void
  readonly script: (place: Place) => Script
  readonly masks?: readonly Mask[]
}

/** Absolute path of a file of an installed server package. */
export function packageFile(name: string): string {
  return join(import.meta.dirname, '..', 'servers', 'node_modules', name)
}

/** Makes the empty directories of a place. */
export function layOut(place: Place): void {
  for (const path of [place.home, place.data]) mkdirSync(path, { recursive: true })
}
