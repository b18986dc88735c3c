import { encodeToolError, type Refusal } from '../wire/index.ts'
import { member } from './json.ts'
import type { Message } from './message.ts'
import { refuse } from './refuse.ts'
import type { Told } from './verdict.ts'

/**
 * Refuses a call of a tool so that the model learns of it: with a result that says `isError`. Where the client waits for a task
 * instead (MCP 2025-11-25, tasks), and for every other message, with an error.
 */
export function refuseCall(message: Message, refusal: Refusal, reason: string): Told {
  const { from, envelope, era, outline } = message
  const isModern = era.kind === 'modern'
  const isCall = envelope.kind === 'request' && envelope.method === TOOLS_CALL
  const isTask = !isModern && isCall && member(outline.params, 'task') !== undefined
  if (!isCall || isTask) return refuse(message, refusal, reason)
  const line = encodeToolError(envelope.id, refusal, reason, { isModern })
  return { kind: 'answer', to: from, line, code: refusal, reason }
}

/** In every revision. */
export const TOOLS_CALL = 'tools/call'
