import type { Grammar, RequestId } from '../wire/index.ts'
import type { Consents } from './approvals/approvals.ts'
import type { Asked } from './asked.ts'
import type { ClientLog } from './client-log.ts'
import type { Hints } from './decisions/tool-hints.ts'
import type { Offered } from './offered.ts'
import type { Pins } from './pins/index.ts'
import type { Policy } from './policy.ts'
import type { Tools } from './tools/index.ts'
import type { Side } from './verdict.ts'

/** What a check may know of the session. */
export interface View {
  readonly policy: Policy
  /** The handshake of the revisions up to 2025-11-25; undefined before the client began one. */
  readonly handshake: Handshake | undefined
  /** The client has sent a request that names its revision itself, as from 2026-07-28 on. */
  readonly speaksModern: boolean
  readonly grammar: (revision: string) => Grammar
  /** Which tools only read, by the server's own lists; empty unless the role asks. */
  readonly hints: Hints
  /** The tools that the server has listed. */
  readonly tools: Tools
  /** What is pinned of this server. */
  readonly pins: Pins
  /** What persons have been asked and have said. */
  readonly approvals: Consents
  readonly clientLog: ClientLog
  /** False may mean that nobody looked. */
  readonly isAscii: (bytes: Uint8Array) => boolean
  /** A request of that side that waits for its answer; undefined when it does not, or no longer. */
  pending(side: Side, id: RequestId): Asked | undefined
  /** How many requests of that side with this method wait for their answers. */
  waitingFor(side: Side, method: string): number
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
  /** The server has given its answer. */
  readonly isAgreed: boolean
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
