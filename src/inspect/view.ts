import type { Grammar, RequestId } from '../wire/index.ts'
import type { Asked } from './asked.ts'
import type { Offered } from './offered.ts'
import type { Policy } from './policy.ts'
import type { Side } from './verdict.ts'

/** What a check may know of the session. */
export interface View {
  readonly policy: Policy
  /** The handshake of the revisions up to 2025-11-25; undefined before the client began one. */
  readonly handshake: Handshake | undefined
  /** The client has sent a request that names its revision itself, as from 2026-07-28 on. */
  readonly speaksModern: boolean
  readonly grammar: (revision: string) => Grammar
  /** A request of that side that waits for its answer; undefined when it does not, or no longer. */
  pending(side: Side, id: RequestId): Asked | undefined
  /** Whether a request of that side, or a task made by one, wants progress under this token. */
  wantsProgress(side: Side, token: unknown): boolean
  /** The request of that side that made the task. */
  taskMaker(side: Side, taskId: unknown): Asked | undefined
  /** Whether the server asked for just this: the state unaltered, the same request, and no input beyond what it asked for. */
  wasIssued(retry: Retry): boolean
}

export interface Handshake {
  /** Of the grammar that holds: as the client asked, and from the answer on as the server said. */
  readonly revision: string
  readonly offered: Offered
}

/** A request that comes back with what the server asked for (MCP 2026-07-28, multi round-trip requests). */
export interface Retry {
  readonly method: string
  readonly subject: string | undefined
  /** `requestState` as it came; undefined when absent. */
  readonly state: unknown
  /** The keys of `inputResponses`. */
  readonly keys: readonly string[]
}
