import type { Check } from '../check.ts'
import { member } from '../json.ts'
import { drop } from '../refuse.ts'
import { peerOf } from '../verdict.ts'

/**
 * Progress is for a request that waits and asked for it (MCP, progress). Real servers go on after a cancellation, so it is
 * only dropped. That it increases is not asked for: nothing depends on it.
 */
export const progress: Check = ({ from, envelope, outline }, view) => {
  if (envelope.kind !== 'notification' || envelope.method !== PROGRESS) return undefined
  const token = member(outline.params, 'progressToken')
  if (view.wantsProgress(peerOf(from), token)) return undefined
  return drop('unknown-token', `progress of the ${from} for no request that waits`)
}

const PROGRESS = 'notifications/progress'
