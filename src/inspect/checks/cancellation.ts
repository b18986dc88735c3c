import type { Check } from '../check.ts'
import { CANCELLED, INITIALIZE } from '../era.ts'
import { member } from '../json.ts'
import { drop } from '../refuse.ts'
import { SUBSCRIBE } from '../session.ts'

/**
 * The handshake cannot be cancelled (MCP 2025-11-25, cancellation), and from 2026-07-28 on a server can cancel nothing but
 * subscriptions. Ids that nobody knows are let through: a cancellation may cross the answer.
 */
export const cancellation: Check = ({ from, envelope, outline }, view) => {
  if (envelope.kind !== 'notification' || envelope.method !== CANCELLED) return undefined
  const id = member(outline.params, 'requestId')
  if (typeof id !== 'string' && typeof id !== 'number') return undefined
  const method = view.pending('client', id)?.method
  if (from === 'client') {
    return method === INITIALIZE
      ? drop('initialize-cancel', 'cancellation of the handshake')
      : undefined
  }
  if (view.approvals.isHeld(id)) return foreign()
  const isForeign = view.handshake === undefined && method !== undefined && method !== SUBSCRIBE
  return isForeign ? foreign() : undefined
}

function foreign() {
  return drop('foreign-cancel', 'cancellation of a request of the client')
}
