import { spawn } from 'node:child_process'
import type { Duplex } from 'node:stream'
import { tooManyFiles } from './open-files.ts'

/** A program to start with its descriptors: number N of `stdio` becomes descriptor N of the child. */
export interface ChildRequest {
  /** Absolute path; no search, no shell. */
  readonly file: string
  readonly arguments: readonly string[]
  /** `pipe` is a socket pair, bidirectional; a number is a descriptor of this process. */
  readonly stdio: readonly ('pipe' | number)[]
}

/** How a process ended: an exit code or the signal that killed it. */
export interface ChildEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** A started program. */
export interface Child {
  /** Our end of the descriptor with that number, which was asked for as `pipe`. */
  stream(descriptor: number): Duplex
  /** Our ends of all that were asked for as `pipe`. */
  readonly streams: readonly Duplex[]
  /** Settles when the process is gone; code 127 when it could not be started. */
  readonly exited: Promise<ChildEnd>
  kill(signal: NodeJS.Signals): void
}

/**
 * Starts a program with an empty environment in `/`. The environment is empty because /proc/1/environ inside a sandbox shows
 * what the program that built it was given. Throws AIRLOCK_OPEN_FILES when there are no descriptors for its pipes. Plain `spawn`, not execa: raw descriptors are what it is for, and it loads nothing.
 */
export function startChild(request: ChildRequest): Child {
  const child = spawn(request.file, [...request.arguments], {
    cwd: '/',
    env: {},
    shell: false,
    stdio: [...request.stdio],
  })
  const exited = new Promise<ChildEnd>((resolve) => {
    child.once('error', () => resolve({ code: 127, signal: null }))
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  // Node makes no pipes at all when there are no descriptors for them, and says so in an event that comes later.
  if ((child.stdio as readonly unknown[] | undefined) === undefined) throw tooManyFiles()
  return {
    exited,
    streams: child.stdio.filter(
      (stream): stream is Duplex => stream !== null && stream !== undefined,
    ),
    stream: (descriptor) => {
      const stream = child.stdio[descriptor]
      if (stream === null || stream === undefined)
        throw new TypeError(`descriptor ${descriptor} is not a pipe`)
      return stream as Duplex
    },
    kill: (signal) => void child.kill(signal),
  }
}
