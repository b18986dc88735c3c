import type { Check } from '../check.ts'
import { metaOf, SUBSCRIPTION_ID } from '../meta.ts'
import { drop } from '../refuse.ts'
import { SUBSCRIBE } from '../session.ts'

/** What comes on a subscription names one that is open (MCP 2026-07-28, subscriptions). The race of its end is tolerated. */
export const subscription: Check = ({ from, envelope, outline }, view) => {
  if (from !== 'server' || envelope.kind !== 'notification') return undefined
  const id = metaOf(outline.params, SUBSCRIPTION_ID)
  if (id === undefined && envelope.method !== ACKNOWLEDGED) return undefined
  const isId = typeof id === 'string' || typeof id === 'number'
  if (isId && view.pending('client', id)?.method === SUBSCRIBE) return undefined
  return drop('unknown-subscription', 'notification for no subscription that is open')
}

const ACKNOWLEDGED = 'notifications/subscriptions/acknowledged'
