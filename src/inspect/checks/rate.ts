import { asksIn } from '../asks.ts'
import type { Check } from '../check.ts'
import type { Message } from '../message.ts'
import { ELICIT, MOST_OPEN } from '../rates/questions.ts'
import { drop, refuse } from '../refuse.ts'
import { refuseCall } from '../tool-error.ts'
import type { Refused } from '../verdict.ts'
import type { View } from '../view.ts'

/**
 * Not more than the profile allows in a minute. Whoever asked is told when to try again, a model in the result of its tool; log and
 * progress messages are dropped. Of questions to a person no more than a handful are open. Placed last, so that what another rule refuses costs nothing: what passes is charged after
 * the verdict.
 */
export const rate: Check = (message, view) => {
  const excess = view.policy.rates?.excess(message, view)
  if (excess === undefined) return crowded(message, view)
  const { what, retryAfterMs } = excess
  if (message.envelope.kind === 'notification') return drop(CODE, `too many ${what}`)
  const reason = `too many ${what}: wait ${retryAfterMs} ms and send it again (retryAfterMs=${retryAfterMs})`
  return message.from === 'client'
    ? refuseCall(message, CODE, reason)
    : refuse(message, CODE, reason)
}

/** The server wants a person to have more before them than they can read. */
function crowded(message: Message, view: View): Refused | undefined {
  const { from, envelope } = message
  if (from === 'client') return undefined
  if (envelope.kind === 'request') {
    if (envelope.method !== ELICIT || view.waitingFor('server', ELICIT) < MOST_OPEN)
      return undefined
    return refuse(message, 'too-many-requests', `${MOST_OPEN} questions of the server are open`)
  }
  const asks = asksIn(message, view)
  if (asks.length <= MOST_OPEN) return undefined
  return refuse(message, CODE, `the server asks for more than ${MOST_OPEN} things at once`)
}

const CODE = 'rate-exceeded'
