import type { Message } from './message.ts'
import type { Notice } from './verdict.ts'
import type { View } from './view.ts'

/**
 * One way to change messages that every check has let through. Asked in the order of `REWRITES`; `message` is the message as the
 * rewrites before this one left it, its `line`, `envelope` and `body` alike. Undefined when there is nothing to do, so that the
 * original bytes go on. Never throws, waits or logs, and changes nothing: the session remembers what was really said, not
 * what became of it.
 */
export type Rewrite = (message: Message, view: View) => Rewritten | Unfit | undefined

/** What became of a message. */
export interface Rewritten {
  /**
   * The line without a newline, every byte that need not change as it was; the very same object when only something was noticed.
   * The inspector reads it once more, as it reads a line of the peer: what no longer passes is refused and never goes on.
   */
  readonly line: Uint8Array
  readonly notices?: readonly Notice[]
  /** Lines of ours for the same side, without newlines, that go before it. Not before a part of a batch, where there is no room. */
  readonly ahead?: readonly Uint8Array[]
}

/** The message cannot be made fit to go on. */
export interface Unfit {
  /** A sentence for people. What it repeats of the peer is escaped. */
  readonly refused: string
}
