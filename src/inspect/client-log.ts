import type { Asked } from './asked.ts'
import { member } from './json.ts'

/** Whether a client may be told something in a log message of ours, as if the server had said it. */
export interface ClientLog {
  /** A warning may go before the answer to this request. */
  takesWarning(asked: Asked): boolean
}

/**
 * Up to 2025-11-25 a server that declares `logging` may send log messages, from the level on that the client set (MCP, logging). From
 * 2026-07-28 on only a request that names a level gets any (basic, `logLevel`).
 */
export class LogState implements ClientLog {
  #isDeclared = false
  #level: string = LEAST

  takesWarning({ era, logLevel }: Asked): boolean {
    if (era.kind === 'modern') return UP_TO_WARNING.has(logLevel ?? '')
    return this.#isDeclared && UP_TO_WARNING.has(this.#level)
  }

  /** The server's answer to `initialize`. */
  learn(result: unknown): void {
    this.#isDeclared = member(member(result, 'capabilities'), 'logging') !== undefined
  }

  /** The params of the client's `logging/setLevel`. */
  set(params: unknown): void {
    const level = member(params, 'level')
    if (typeof level === 'string') this.#level = level
  }
}

/** A log message of ours at the level `warning`, as a line without a newline. `text` must be escaped. */
export function logWarning(text: string): Uint8Array {
  const params = { level: 'warning', logger: 'mcp-airlock', data: text }
  return Buffer.from(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/message', params }))
}

export const SET_LEVEL = 'logging/setLevel'

/** The levels of RFC 5424, section 6.2.1, as MCP writes them, as far as a warning passes. */
const LEAST = 'debug'
const UP_TO_WARNING: ReadonlySet<string> = new Set([LEAST, 'info', 'notice', 'warning'])
