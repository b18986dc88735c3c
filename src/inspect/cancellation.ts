import type { RequestId } from '../wire/index.ts'

/** The notification that ends a request early, in every MCP revision. */
export const CANCELLED = 'notifications/cancelled'

/**
 * The request that a `notifications/cancelled` names, or undefined. The line has passed the scan, so it parses; one that
 * is longer than any honest cancellation is not worth parsing.
 */
export function cancelledId(line: Uint8Array): RequestId | undefined {
  if (line.length > MAX_BYTES) return undefined
  const { params }: Cancellation = JSON.parse(Buffer.from(line).toString('utf8'))
  const id = params?.requestId
  return typeof id === 'string' || typeof id === 'number' ? id : undefined
}

interface Cancellation {
  readonly params?: { readonly requestId?: unknown }
}

/** An id and a reason; the reason is free text. */
const MAX_BYTES = 64 * 1024
