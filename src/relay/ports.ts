import type { Readable, Writable } from 'node:stream'

/** The side that started us; usually our own standard streams. */
export interface ClientEnds {
  readonly input: Readable
  readonly output: Writable
}

/** A server that runs. */
export interface ServerProcess {
  readonly input: Writable
  readonly output: Readable
  readonly errors: Readable
  /** Never rejects. */
  readonly exited: Promise<{ readonly code: number | null; readonly signal: string | null }>
  /** Asks the server to end (SIGTERM). Harmless when it has ended. */
  terminate(): void
  /** Ends everything that the server has started, at once. Harmless when it has ended. */
  kill(): void
}

/** Where a person can read along. One call is one line, already free of control characters and at most some KB long. */
export interface Observer {
  note(kind: NoteKind, text: string): void
}

/**
 * `server`: a line of the server's standard error. `noise`: a line of its standard output that is no message.
 * `refused`: what became of a message that was not forwarded. `hint`: what to do about it.
 * `end`: why the session is being stopped from outside.
 */
export type NoteKind = 'server' | 'noise' | 'refused' | 'hint' | 'end'
