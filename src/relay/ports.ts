import type { Readable, Writable } from 'node:stream'
import type { Outcome, Question } from '../inspect/index.ts'

/**
 * The side that started us; usually our own standard streams. Here and below an input may lend its chunks: their memory is used
 * again after the call, unless the stream is paused. An output has done with the bytes when it calls back, as a pipe has.
 */
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

/** Somebody who is asked whether a request may go on. */
export interface Approver {
  /** Resolves with the answer, or never: the wait may end otherwise. Never rejects. */
  ask(question: Question): Promise<Exclude<Outcome, 'timeout'>>
  /** The question is not open any more. Harmless when it never was. */
  cancel(ticket: string): void
}

/** Where a person can read along. One call is one line, already free of control characters and at most some KB long. */
export interface Observer {
  note(kind: NoteKind, text: string): void
}

/**
 * `server`: a line of the server's standard error. `noise`: a line of its standard output that is no message.
 * `refused`: what became of a message that was not forwarded. `noticed`: what was changed or found in one that was. `hint`: what to do.
 * `waiting`: a request waits for somebody in a terminal. `end`: why the session is being stopped from outside.
 */
export type NoteKind = 'server' | 'noise' | 'refused' | 'noticed' | 'hint' | 'waiting' | 'end'
