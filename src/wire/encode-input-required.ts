import type { RequestId } from './envelope.ts'

/** A result that asks the client for input before it goes on, as one line with its newline (MCP 2026-07-28, multi round-trip requests). */
export function encodeInputRequired(
  id: RequestId,
  wanted: { readonly inputRequests: object; readonly requestState: string },
): Uint8Array {
  const result = { resultType: 'input_required', ...wanted }
  return Buffer.from(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`)
}
