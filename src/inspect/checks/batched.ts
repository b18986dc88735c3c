import { BATCH_REVISION } from '../batch.ts'
import type { Check } from '../check.ts'
import { refuse } from '../refuse.ts'

/**
 * In a batch stands only what belongs to the revision that has batches: no message of 2026-07-28 and no probe for it. The
 * handshake, which "MUST NOT be part of a JSON-RPC batch" (MCP 2025-03-26, lifecycle), is over before any batch passes.
 */
export const batched: Check = (message) => {
  if (!message.isBatched || message.era.revisions.includes(BATCH_REVISION)) return undefined
  return refuse(message, 'malformed-request', `a batch is only for MCP ${BATCH_REVISION}`, 'batch')
}
