import type { Envelope, Grammar, RequestId } from '../wire/index.ts'
import { type ApprovalPorts, Approvals } from './approvals/approvals.ts'
import { type Asked, barelyAsked, readAsked } from './asked.ts'
import { LogState, SET_LEVEL } from './client-log.ts'
import { ToolHints } from './decisions/tool-hints.ts'
import { CANCELLED, INITIALIZE, legacyRevision } from './era.ts'
import { IssuedInputs, TaskMakers } from './issued-inputs.ts'
import { isObject, member } from './json.ts'
import type { Message } from './message.ts'
import { readOffered } from './offered.ts'
import { PendingRequests } from './pending.ts'
import { PinWatch } from './pins/index.ts'
import type { Policy } from './policy.ts'
import { orders } from './text/lint-metadata.ts'
import { ToolCatalogue } from './tools/index.ts'
import { peerOf, type Side } from './verdict.ts'
import type { Handshake, Retry, View } from './view.ts'

/** Everything that is remembered of one session, all of it bounded. Changed by `record` and nothing else. */
export class Session implements View {
  readonly policy: Policy
  readonly grammar: (revision: string) => Grammar
  readonly isAscii: (bytes: Uint8Array) => boolean
  readonly requests: Readonly<Record<Side, PendingRequests>>
  readonly hints = new ToolHints()
  readonly tools: ToolCatalogue
  readonly clientLog = new LogState()
  readonly pins: PinWatch
  readonly approvals: Approvals
  readonly #isBare: boolean
  readonly #issued = new IssuedInputs()
  /** By the side that asked for the task. */
  readonly #tasks = { client: new TaskMakers(), server: new TaskMakers() }
  #handshake: Handshake | undefined
  #speaksModern = false

  /** A bare session knows nothing but who waits for what. */
  constructor(options: SessionOptions) {
    this.policy = options.policy
    this.grammar = options.grammar
    this.isAscii = options.isAscii
    this.#isBare = options.isBare
    this.tools = new ToolCatalogue(options.policy.lint === 'withhold' ? { suspicion: orders } : {})
    this.pins = new PinWatch(options.policy.pins)
    this.approvals = new Approvals(options.approvals, options.policy)
    this.requests = {
      client: new PendingRequests(options.outstandingRequests),
      server: new PendingRequests(options.outstandingRequests),
    }
  }

  get handshake(): Handshake | undefined {
    return this.#handshake
  }

  get speaksModern(): boolean {
    return this.#speaksModern
  }

  pending(side: Side, id: RequestId): Asked | undefined {
    return this.requestsOf(side).waiting(id)
  }

  waitingFor(side: Side, method: string): number {
    return this.requests[side].countOf(method)
  }

  wantsProgress(side: Side, token: unknown): boolean {
    return this.requests[side].wantsProgress(token) || this.#tasks[side].wantsProgress(token)
  }

  taskMaker(side: Side, taskId: unknown): Asked | undefined {
    return this.#tasks[side].of(taskId)
  }

  wasIssued(retry: Retry): boolean {
    return this.#issued.has(retry)
  }

  /** Those of that side. Not by a computed name, which takes several times as long: each message asks for them. */
  requestsOf(side: Side): PendingRequests {
    return side === 'client' ? this.requests.client : this.requests.server
  }

  /** The message goes on: from now on the session is one in which it was said. */
  record(message: Message): void {
    const { from, envelope } = message
    this.approvals.record(message)
    if (envelope.kind === 'request') this.#ask(message, envelope)
    else if (envelope.kind !== 'notification') this.#settle(message)
    else if (envelope.method === CANCELLED) {
      this.#cancel(from, member(message.outline.params, 'requestId'))
    }
  }

  /** The request of that side has its answer, from the peer or from here; it is no result to learn from. */
  give(side: Side, id: RequestId): void {
    const method = this.requests[side].answerable(id)?.method
    this.requests[side].settle(id)
    if (side === 'client' && method === INITIALIZE) this.#handshake = undefined
  }

  #ask(message: Message, { id, method }: Envelope & { readonly kind: 'request' }): void {
    const { from, era, outline } = message
    if (this.#isBare) {
      this.requests[from].open(id, barelyAsked(method, era))
      return
    }
    this.requestsOf(from).open(id, readAsked(message, method, this))
    if (from === 'server') return
    this.pins.ask(method)
    if (method === SET_LEVEL) this.clientLog.set(outline.params)
    if (era.kind === 'modern') this.#speaksModern = true
    if (method === INITIALIZE) {
      const offered = readOffered(member(outline.params, 'capabilities'))
      this.#handshake = { revision: era.revisions[0], isAgreed: false, offered }
    }
  }

  #settle(message: Message): void {
    const { from, envelope, asked, outline } = message
    if (envelope.kind !== 'result' && envelope.kind !== 'error') return
    if (envelope.id === undefined) return
    if (envelope.kind === 'error' || asked === undefined || this.#isBare) {
      this.give(peerOf(from), envelope.id)
      return
    }
    this.requestsOf(peerOf(from)).settle(envelope.id)
    if (from === 'server') this.#learn(asked, message)
    else if (asked.mayBecomeTask) this.#tasks.server.remember(madeTask(outline.result), asked)
  }

  /** What a result of the server says about the rest of the session. */
  #learn(asked: Asked, message: Message): void {
    const { result } = message.outline
    this.pins.learn(asked, message)
    if (asked.method === LIST_TOOLS) {
      this.tools.learn({ result: message.body.result, isContinued: asked.isContinued })
      if (this.policy.role.isReadOnly) this.hints.learn(result)
    }
    if (asked.method === INITIALIZE && this.#handshake !== undefined) {
      this.clientLog.learn(result)
      const revision = legacyRevision(member(result, 'protocolVersion'))
      this.#handshake = { ...this.#handshake, revision, isAgreed: true }
    } else if (member(result, 'resultType') === 'input_required' && asked.era.kind === 'modern') {
      this.#issued.remember(asked, message.body.result)
    } else if (asked.mayBecomeTask) this.#tasks.client.remember(madeTask(result), asked)
  }

  /** Either side cancels its own requests; a server may also end a subscription of the client (MCP 2026-07-28). */
  #cancel(from: Side, id: unknown): void {
    if (typeof id !== 'string' && typeof id !== 'number') return
    const other = this.requests[peerOf(from)]
    const endsSubscription = from === 'server' && other.waiting(id)?.method === SUBSCRIBE
    if (endsSubscription) other.cancel(id)
    else this.requests[from].cancel(id)
  }
}

export interface SessionOptions {
  readonly policy: Policy
  readonly grammar: (revision: string) => Grammar
  readonly isAscii: (bytes: Uint8Array) => boolean
  readonly approvals: ApprovalPorts | undefined
  readonly outstandingRequests: number
  readonly isBare: boolean
}

const LIST_TOOLS = 'tools/list'
/** The request that lives until it is cancelled (MCP 2026-07-28, subscriptions). */
export const SUBSCRIBE = 'subscriptions/listen'

/** The id of a task that came back in a result's place: inside `task` in 2025-11-25, at the top in the extension. */
function madeTask(result: unknown): unknown {
  const task = member(result, 'task')
  return member(isObject(task) ? task : result, 'taskId')
}
