/** A question to a person. */
export interface Asking {
  readonly title: string
  /** What the person should know first, already escaped. */
  readonly lines: readonly string[]
  /** Stands wherever the person was sent here from, so that they can compare. */
  readonly matchCode?: string
  /** What was wrong with the answer before. */
  readonly error?: string
  readonly wants: 'passphrase' | 'confirm' | 'pin'
  /** Credentials that a security key may answer with besides; only a page can ask for one. Both are base64url. */
  readonly prf?: readonly { readonly credential: string; readonly prfSalt: string }[]
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** What came of a question. Whoever gets a `secret` wipes its buffers. */
export type Told =
  | {
      readonly kind: 'secret'
      /** The bytes as typed, UTF-8, not normalised; empty where only a security key was asked for. */
      readonly value: Buffer
      readonly prf?: { readonly credential: string; readonly output: Buffer }
    }
  | { readonly kind: 'yes' }
  | { readonly kind: 'no' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'timeout' }
  /** Nobody could be asked in this way; the reason is fit for a terminal. */
  | { readonly kind: 'unavailable'; readonly reason: string }
