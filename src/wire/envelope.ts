import type { LongString } from './outline.ts'

/** JSON-RPC allows more; MCP allows a string or an integer. `1` and `"1"` are two different ids. */
export type RequestId = string | number

/** What a well-formed line is. `method` is decoded; nothing else of the line is. */
export type Envelope = Kind & {
  /** Where its long strings stand, for `outlineOf`; absent when it has none. */
  readonly longStrings?: readonly LongString[] | undefined
  /** Where its params, its result or its error stands in the line; from 0 to 0 when it has none. */
  readonly valueStart: number
  readonly valueEnd: number
  /** ASCII without any escape, so that the text of each string is its bytes. */
  readonly isPlain: boolean
}

type Kind =
  | { readonly kind: 'request'; readonly id: RequestId; readonly method: string }
  | { readonly kind: 'notification'; readonly method: string }
  | { readonly kind: 'result'; readonly id: RequestId }
  /** Without an id (absent or `null`) when the peer could not read the request's: JSON-RPC 2.0, section 5. */
  | { readonly kind: 'error'; readonly id: RequestId | undefined }

/** What could be seen of a line that was refused or was too long, so that whoever waits for it can be answered. */
export interface PartialEnvelope {
  /** The first byte that is neither white space nor part of a byte order mark is `{`. */
  readonly isObject: boolean
  /** The top-level id, if it is one that MCP allows; the last one when there are several, as in `JSON.parse`. */
  readonly id: RequestId | undefined
  readonly hasMethod: boolean
  /** A top-level `result` or `error` is there. */
  readonly hasOutcome: boolean
}

/** Why a line is refused. */
export type FaultCode =
  | 'empty'
  | 'byte-order-mark'
  | 'nul'
  | 'utf8'
  | 'syntax'
  | 'batch'
  | 'not-object'
  | 'depth'
  | 'values'
  | 'duplicate-key'
  | 'look-alike-key'
  | 'surrogate-key'
  | 'unknown-member'
  | 'jsonrpc'
  | 'id'
  | 'method'
  | 'params'
  | 'outcome'
  | 'mixed'

export interface Fault {
  readonly kind: 'fault'
  readonly code: FaultCode
  /** Byte offset in the line. */
  readonly at: number
  readonly partial: PartialEnvelope
}

/** Longest id, in UTF-16 units. The protocol names no limit; pending ids are kept, so there must be one. */
export const MAX_ID_LENGTH = 256
