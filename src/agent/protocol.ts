import type { ErrorCode } from '../base/index.ts'

/** Where a question can be answered: a URL on this machine, and the code that both ends show. */
export interface Place {
  readonly url: string
  readonly matchCode: string
}

/** Variables of a desktop or terminal session. */
export type Display = Readonly<Record<string, string>>

/** How long, and how, a launcher is ready to wait for a person. */
export interface Patience {
  readonly display: Display
  /** False: nobody may be asked. */
  readonly mayAsk: boolean
  /** The client can show a person a URL. */
  readonly elicit: boolean
  /** For the whole answer; the launcher's own is 44 s, less than the 60 s that clients wait for `initialize`. */
  readonly waitMs: number
}

/** What a launcher needs for one server. */
export interface GetRequest extends Patience {
  readonly profile: string
  /** What an approval is bound to: SHA-256 of the program in hexadecimal, or name and version of a package. */
  readonly program: string
  /** For the person who is asked. */
  readonly commandLine: string
  readonly names: readonly string[]
  /** The profile refuses values past their rotation. */
  readonly refuseOverdue: boolean
}

/** What is said to the agent. `unlock` and `step-up` may carry a secret beside it. */
export type AgentRequest =
  | { readonly verb: 'status' | 'lock' | 'list' | 'shutdown' }
  | ({ readonly verb: 'unlock' | 'step-up' } & Patience)
  | ({ readonly verb: 'get' } & GetRequest)
  | { readonly verb: 'reveal'; readonly name: string }

/** Why the agent does not do it. A value, not an exception: the caller decides what a refusal means. */
export interface Refusal {
  readonly code: ErrorCode
  readonly message: string
  readonly hints: readonly string[]
}

export interface AgentStatus {
  readonly pid: number
  readonly isLocked: boolean
  /** Until it locks for want of use; undefined while it is locked. */
  readonly idleLeftMs?: number
  /** Until it locks in any case; undefined while it is locked. */
  readonly absoluteLeftMs?: number
  /** For how long the last step-up still counts; 0 when none does. */
  readonly steppedUpMs: number
  /** A person is being asked. */
  readonly isAsking: boolean
  readonly hardening: Readonly<Record<string, string>>
}

/** An entry without its value. */
export interface ListedEntry {
  readonly name: string
  readonly scopes: readonly string[]
  readonly kind: 'secret' | 'totp'
  readonly isOverdue: boolean
}

/** What the agent says: any number of `progress`, then one of the others, values beside it in the order of `names`. */
export type AgentAnswer =
  | { readonly said: 'progress'; readonly place: Place }
  | { readonly said: 'refused'; readonly refusal: Refusal }
  | { readonly said: 'done' }
  | { readonly said: 'status'; readonly status: AgentStatus }
  | { readonly said: 'entries'; readonly entries: readonly ListedEntry[] }
  | {
      readonly said: 'values'
      readonly names: readonly string[]
      readonly warnings: readonly string[]
    }

/** What came of `get`: the values, or why there are none. The caller wipes the buffers. */
export type Got =
  | {
      readonly kind: 'values'
      readonly values: ReadonlyMap<string, Buffer>
      /** Lines for the log of the launcher, such as of values that should be replaced soon. */
      readonly warnings: readonly string[]
    }
  | ({ readonly kind: 'refused' } & Refusal)

/** What came of a request that yields nothing. */
export type Done = { readonly kind: 'done' } | ({ readonly kind: 'refused' } & Refusal)
