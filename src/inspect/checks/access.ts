import type { Check } from '../check.ts'
import { restricts } from '../decisions/decide.ts'
import { type Decision, reasonOf } from '../decisions/decision.ts'
import { recordedSubject } from '../decisions/recorded.ts'
import { decisionsIn } from '../decisions/uses.ts'
import type { Message } from '../message.ts'
import { refuseCall } from '../tool-error.ts'
import type { Refused } from '../verdict.ts'

/**
 * Only tools, resources and prompts that the profile and the role allow. The answer names the rule and the
 * key of the profile. Whether a person has to consent is asked behind all rules.
 */
export const access: Check = (message, view) => {
  if (!restricts(view.policy.role)) return undefined
  for (const decision of decisionsIn(message, view)) {
    if (decision.verdict === 'deny') return refused(message, decision)
  }
  return undefined
}

function refused(message: Message, decision: Decision): Refused {
  const recorded = reasonOf({ ...decision, subject: recordedSubject(decision.subject) })
  const refusal = refuseCall(message, `${decision.subject.kind}-denied`, reasonOf(decision))
  return { ...refusal, recorded }
}
