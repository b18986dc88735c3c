import type { ServerProcess } from './ports.ts'

/**
 * Ends a server within a fixed time: its standard input is closed, then it is asked, then killed, and then nothing is
 * waited for any more. MCP (lifecycle, shutdown) names the first three steps; their times are ours.
 */
export class Shutdown {
  readonly #server: Pick<ServerProcess, 'terminate' | 'kill'>
  readonly #totalMs: number
  readonly #onDeadline: () => void
  readonly #timers: NodeJS.Timeout[] = []
  #begun = false
  #hurried = false

  constructor(
    server: Pick<ServerProcess, 'terminate' | 'kill'>,
    totalMs: number,
    onDeadline: () => void,
  ) {
    this.#server = server
    this.#totalMs = totalMs
    this.#onDeadline = onDeadline
  }

  /** The server may finish by itself for half of the time. Only the first call counts. */
  begin(): void {
    if (!this.#start()) return
    this.#after(this.#totalMs / 2, () => this.#server.terminate())
    this.#after((this.#totalMs * 3) / 4, () => this.#server.kill())
  }

  /** The server is asked at once and killed after a quarter of the time, also when it has been given more before. */
  hurry(): void {
    this.#start()
    if (this.#hurried) return
    this.#hurried = true
    this.#server.terminate()
    this.#after(this.#totalMs / 4, () => this.#server.kill())
  }

  /** The server has ended; only the deadline for what it left behind goes on. */
  serverEnded(): void {
    this.#start()
    for (const timer of this.#timers.splice(1)) clearTimeout(timer)
  }

  /** Nothing is waited for any more. */
  done(): void {
    for (const timer of this.#timers.splice(0)) clearTimeout(timer)
  }

  /** Starts the time, whose timer is always the first one. */
  #start(): boolean {
    if (this.#begun) return false
    this.#begun = true
    this.#after(this.#totalMs - LAST_MS, this.#onDeadline)
    return true
  }

  #after(ms: number, act: () => void): void {
    this.#timers.push(setTimeout(act, ms))
  }
}

/** Left for the process itself to go. */
const LAST_MS = 50
