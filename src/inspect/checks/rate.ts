import type { Check } from '../check.ts'
import { drop, refuse } from '../refuse.ts'
import { refuseCall } from '../tool-error.ts'

/**
 * Not more than the profile allows in a minute. Whoever asked is told when to try again, a model in the result of its tool; log and
 * progress messages are dropped. Placed last, so that what another rule refuses costs nothing: what passes is charged after
 * the verdict.
 */
export const rate: Check = (message, { policy }) => {
  const excess = policy.rates?.excess(message)
  if (excess === undefined) return undefined
  const { what, retryAfterMs } = excess
  if (message.envelope.kind === 'notification') return drop(CODE, `too many ${what}`)
  const reason = `too many ${what}: wait ${retryAfterMs} ms and send it again (retryAfterMs=${retryAfterMs})`
  return message.from === 'client'
    ? refuseCall(message, CODE, reason)
    : refuse(message, CODE, reason)
}

const CODE = 'rate-exceeded'
