import type { Received } from '../message.ts'
import { drop } from '../refuse.ts'
import type { Release, Verdict } from '../verdict.ts'
import { type Ended, refusedFor } from './approvals.ts'
import { withdrawalLine } from './form.ts'
import type { Held } from './held.ts'

/**
 * What becomes of a request that waits no longer. With consent it is as if it came just now: `decide` holds it against every rule once
 * more, because meanwhile the server may have changed its tools, or the session may have ended.
 */
export function release(
  { ticket, message, use, questionId }: Held,
  outcome: Ended['outcome'],
  decide: (message: Received) => Verdict,
): Release {
  message.consent = { said: outcome, use }
  const isOpen = questionId !== undefined && UNANSWERED.has(outcome)
  return {
    ticket,
    line: message.line,
    verdict: verdictOn(message, outcome),
    ...(isOpen && { withdrawal: { to: 'client', line: withdrawalLine(questionId) } }),
  }

  function verdictOn(kept: Received, said: Ended['outcome']): Release['verdict'] {
    if (said === 'withdrawn')
      return drop('withdrawn', 'the client gave up a request that needs consent')
    if (said === 'no' || said === 'timeout' || said === 'unavailable')
      return refusedFor(kept, use, said)
    const verdict = decide(kept)
    if (verdict.kind === 'hold' || verdict.kind === 'release') {
      throw new TypeError('a request with consent waits')
    }
    return verdict
  }
}

const UNANSWERED: ReadonlySet<Ended['outcome']> = new Set(['timeout', 'withdrawn', 'unavailable'])
