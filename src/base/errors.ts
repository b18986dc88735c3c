import { catalog, type ErrorCode } from './error-catalog.ts'

export type { ErrorCode }

const BRAND = Symbol.for('mcp-airlock.error')

/** What an `AirlockError` says beside its code. */
export interface ErrorDetails {
  /** What happened, lower case, no full stop. Text from a server or a file must already be escaped. */
  readonly message: string
  /** What to do next, one pasteable line each; the catalogue's own hint when absent. */
  readonly hints?: readonly string[]
  readonly cause?: unknown
}

/** A failure that a person can mend. Thrown anywhere, caught once at the top. Anything else thrown is a bug of ours. */
export class AirlockError extends Error {
  readonly code: ErrorCode
  readonly hints: readonly string[]
  /** The process's exit status, by the convention of env(1) and timeout(1). */
  readonly exitCode: number
  readonly [BRAND] = true

  /** Whether a thrown value is one, also when another bundle with its own copy of this class threw it. */
  static is(value: unknown): value is AirlockError {
    return value instanceof Error && BRAND in value
  }

  constructor(code: ErrorCode, details: ErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'AirlockError'
    this.code = code
    this.hints = details.hints ?? [catalog[code].hint]
    this.exitCode = catalog[code].exitCode
  }
}

/** Marks a branch that the types rule out; throws if it is reached all the same, which is a bug. */
export function assertNever(value: never): never {
  throw new TypeError(`unreachable: ${String(value)}`)
}
