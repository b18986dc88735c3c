/** The two ends of the session. */
export type Side = 'client' | 'server'

/** Why a message went no further, as a word for counting and a sentence for people. Neither quotes the peer. */
export interface Finding {
  readonly code: string
  readonly reason: string
}

/** What happens to one message. */
export type Verdict =
  /** The original bytes go on. */
  | { readonly kind: 'forward' }
  /** The message goes no further; `line`, with its newline, goes to the side that waits for an answer. */
  | ({ readonly kind: 'answer'; readonly to: Side; readonly line: Uint8Array } & Finding)
  /** The message goes no further and nobody waits for it. */
  | ({ readonly kind: 'drop' } & Finding)
  /** Not a message at all, but text that the server wrote to its standard output. */
  | { readonly kind: 'noise' }

export const FORWARD: Verdict = { kind: 'forward' }
export const NOISE: Verdict = { kind: 'noise' }
