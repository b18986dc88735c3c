import { subjectOf } from '../asked.ts'
import type { Check } from '../check.ts'
import { isObject, member } from '../json.ts'
import { refuse } from '../refuse.ts'

/**
 * A request that comes back brings the state that the server issued, unaltered, for the same tool, prompt or resource, and no
 * input that was not asked for (MCP 2026-07-28, multi round-trip requests).
 */
export const requestState: Check = (message, view) => {
  const { from, envelope, era, outline } = message
  if (from !== 'client' || envelope.kind !== 'request' || era.kind !== 'modern') return undefined
  if (!CARRIERS.has(envelope.method)) return undefined
  const { params } = outline
  const responses = member(params, 'inputResponses')
  // All of it: two long states may differ in a single character.
  const state =
    member(params, 'requestState') === undefined
      ? undefined
      : member(message.body.params, 'requestState')
  if (state === undefined && responses === undefined) return undefined
  // A question of ours comes back; what was said to it is judged when everything else is.
  if (view.approvals.isOurState(state)) return undefined
  const retry = {
    method: envelope.method,
    subject: subjectOf(envelope.method, params),
    state,
    keys: isObject(responses) ? Object.keys(responses) : [],
  }
  if (view.wasIssued(retry)) return undefined
  const reason = 'the request comes back with a state or input that the server did not ask for'
  return refuse(message, 'request-state', reason)
}

const CARRIERS: ReadonlySet<string> = new Set(['tools/call', 'prompts/get', 'resources/read'])
