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
  /** The session was ended here, because one side did not keep to the protocol. */
  'session-ended': -31007,
  /** The revision has no such method, and the profile does not name it. */
  'unknown-method': -31008,
  /** The method exists, but not from this side in this revision. */
  'wrong-direction': -31009,
  /** The session is initialized already, or is just being. */
  'repeated-initialize': -31010,
  /** The params of the request do not follow the revision; the peer never saw it. */
  'invalid-request': -31011,
  /** The result or error does not follow the revision, or does not belong to the method that was asked. */
  'invalid-response': -31012,
  /** The server asked for something that the client does not offer. */
  'capability-not-offered': -31013,
  /** The server asked for something that the profile denies. */
  'capability-denied': -31014,
  /** The server asked for input in the answer to a request that must not be answered so. */
  'input-not-allowed': -31015,
  /** The client came back with a state or with input that the server did not ask for in this form. */
  'request-state': -31016,
  /** The server wants a person to open an address that is not safe to open. */
  'unsafe-url': -31017,
  /** The profile or the role denies the tool; the server never saw the call. */
  'tool-denied': -31018,
  /** The profile or the role denies the resource; the server never saw the request. */
  'resource-denied': -31019,
  /** The profile or the role denies the prompt; the server never saw the request. */
  'prompt-denied': -31020,
  /** The profile wants a person to consent, and nobody could be asked. */
  'needs-approval': -31021,
  /** What the client wants to use is not as it was pinned; the server never saw the request. */
  'not-pinned': -31022,
  /** A rule of the profile does not let these arguments through; the server never saw the call. */
  'argument-denied': -31023,
  /** More was asked for, or sent, than the profile lets through in a minute. */
  'rate-exceeded': -31024,
  /** The arguments are not what the tool's own schema wants; the server never saw the call. */
  'invalid-arguments': -31025,
  /** The server was not started; the reason says what to do. */
  'not-started': -31026,
} as const

export type Refusal = keyof typeof REFUSALS

/**
 * An error of ours, as one line with its newline. `reason` is a sentence for people; it must not quote the peer. The id is `null`
 * when it could not be read (JSON-RPC 2.0, section 5).
 */
export function encodeError(id: RequestId | null, refusal: Refusal, reason: string): Uint8Array {
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
