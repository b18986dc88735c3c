import type { RequestId } from './envelope.ts'

/**
 * Why a message was answered here instead of by the peer, as JSON-RPC error codes. They lie outside -32768..-32000,
 * which JSON-RPC 2.0 (section 5.1) reserves and whose lower part MCP 2026-07-28 closes to implementations.
 */
export const REFUSALS = {
  /** The request was not well-formed; the peer never saw it. */
  'malformed-request': -31001,
  /** The peer answered with something that was not well-formed. */
  'malformed-response': -31002,
  /** The request was longer than allowed; the peer never saw it. */
  'oversize-request': -31003,
  /** The answer was longer than allowed. */
  'oversize-response': -31004,
  /** Too many requests wait for their answers; the peer never saw this one. */
  'too-many-requests': -31005,
  /** The server ended before it answered. */
  'server-ended': -31006,
} as const

export type Refusal = keyof typeof REFUSALS

/** An error of ours, as one line with its newline. `reason` is a sentence for people; it must not quote the peer. */
export function encodeError(id: RequestId, refusal: Refusal, reason: string): Uint8Array {
  return Buffer.from(
    `${JSON.stringify({
      jsonrpc: '2.0',
      id,
      error: {
        code: REFUSALS[refusal],
        message: `mcp-airlock: ${reason}`,
        data: { source: 'mcp-airlock', reason, code: refusal },
      },
    })}\n`,
  )
}
