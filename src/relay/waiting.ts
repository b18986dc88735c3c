import type { Inspector, Outcome, Question, Release, Waiting } from '../inspect/index.ts'
import type { Approver } from './ports.ts'

export interface WaitsOptions {
  readonly inspector: Pick<Inspector, 'resolve'>
  /** Asks a person in a terminal; nobody can be asked there when undefined. */
  readonly approver: Approver | undefined
  readonly timeoutMs: number
  /** A line of our own for the client. */
  readonly tellClient: (line: Uint8Array) => void
  /** A request waits for somebody in a terminal. */
  readonly onTerminal: (question: Question) => void
  /** A request waits no longer. */
  readonly onRelease: (release: Release) => void
}

/** Requests that wait for a person: who is asked, and for how long. The requests themselves are the inspector's. */
export class Waits {
  readonly #options: WaitsOptions
  readonly #timers = new Map<string, NodeJS.Timeout>()

  constructor(options: WaitsOptions) {
    this.#options = options
  }

  take(verdict: Waiting): void {
    if (verdict.kind === 'release') {
      this.#forget(verdict.ticket)
      this.#options.onRelease(verdict)
      return
    }
    const { question, ask } = verdict
    const { timeoutMs, tellClient } = this.#options
    const timer = setTimeout(() => this.#resolve(question.ticket, 'timeout'), timeoutMs).unref()
    this.#timers.set(question.ticket, timer)
    if (ask === undefined) this.#askTerminal(question)
    else tellClient(ask.line)
  }

  /** Nothing is waited for any more. */
  end(): void {
    for (const ticket of [...this.#timers.keys()]) this.#forget(ticket)
  }

  #askTerminal(question: Question): void {
    const { approver, onTerminal } = this.#options
    if (approver === undefined) {
      this.#resolve(question.ticket, 'unavailable')
      return
    }
    onTerminal(question)
    void approver.ask(question).then((outcome) => this.#resolve(question.ticket, outcome))
  }

  #resolve(ticket: string, outcome: Outcome): void {
    if (!this.#timers.has(ticket)) return
    this.#forget(ticket)
    const release = this.#options.inspector.resolve(ticket, outcome)
    if (release !== undefined) this.#options.onRelease(release)
  }

  #forget(ticket: string): void {
    clearTimeout(this.#timers.get(ticket))
    this.#timers.delete(ticket)
    this.#options.approver?.cancel(ticket)
  }
}
