import type { Check } from '../check.ts'
import { member } from '../json.ts'
import { refuse } from '../refuse.ts'

/**
 * A server may want input in its results only to three methods, and never in an older era, where a client that knows both
 * could take it for real (MCP 2026-07-28, multi round-trip requests). What it may ask for is another rule's matter.
 */
export const inputRequired: Check = (message) => {
  const { from, envelope, asked, outline } = message
  if (from !== 'server' || envelope.kind !== 'result' || asked === undefined) return undefined
  if (member(outline.result, 'resultType') !== 'input_required') return undefined
  if (asked.era.kind === 'modern' && MAY_ASK.has(asked.method)) return undefined
  return refuse(message, 'input-not-allowed', 'the server asked for input where it must not')
}

const MAY_ASK: ReadonlySet<string> = new Set(['tools/call', 'prompts/get', 'resources/read'])
