import type { Refusal } from './encode.ts'
import type { RequestId } from './envelope.ts'

/**
 * The result of a tool that did not run, as one line with its newline: what the model is told, so that it can mend its call
 * or let it be (MCP 2025-11-25, tools, error handling). `_meta` marks it as ours. `reason` is a sentence; what it repeats of
 * the peer must be escaped.
 */
export function encodeToolError(
  id: RequestId,
  refusal: Refusal,
  reason: string,
  era: { readonly isModern: boolean },
): Uint8Array {
  return Buffer.from(
    `${JSON.stringify({
      jsonrpc: '2.0',
      id,
      result: {
        // From 2026-07-28 on a result says that it is complete (`Result.resultType`).
        ...(era.isModern && { resultType: 'complete' }),
        content: [{ type: 'text', text: `mcp-airlock: ${reason}` }],
        isError: true,
        _meta: { 'mcp-airlock/code': refusal },
      },
    })}\n`,
  )
}
