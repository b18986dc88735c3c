/** What is known of one secret beside its value. Times are milliseconds since 1970 (UTC). */
export interface Entry {
  /** As in `${vault:NAME}`: a letter, digit or `_`, then up to 127 of those, `.`, `/` and `-`. */
  readonly name: string
  readonly created: number
  /** When the value was set last. */
  readonly rotated: number
  /** Days after which the value is overdue; 0 for never. */
  readonly rotateAfterDays: number
  /** Names of the profiles that may have it; `*` for any. */
  readonly scopes: readonly string[]
  readonly classification: 'public' | 'internal' | 'confidential'
  /** A command with its arguments that prints a new value. */
  readonly rotateCommand?: readonly string[]
  /** Who has been allowed to have it, in the order of the approvals. */
  readonly releases: readonly Release[]
  readonly kind: 'secret' | 'totp'
}

/** An approved first use. */
export interface Release {
  readonly profile: string
  /** SHA-256 of the program in hexadecimal, or its name. */
  readonly program: string
}
