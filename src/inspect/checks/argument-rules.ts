import { escape } from '../../base/index.ts'
import { matchesName } from '../../policy/index.ts'
import { argumentFaults } from '../arguments/faults.ts'
import type { Check } from '../check.ts'
import { member } from '../json.ts'
import { refuseCall, TOOLS_CALL } from '../tool-error.ts'

/**
 * What the profile says about the arguments of tools. The model is told which argument broke which rule and what would be accepted;
 * the value itself is not repeated.
 */
export const argumentRules: Check = (message, { policy }) => {
  const { from, envelope, outline } = message
  if (policy.arguments === undefined || from !== 'client') return undefined
  if (envelope.kind !== 'request' || envelope.method !== TOOLS_CALL) return undefined
  const { rules, ports } = policy.arguments
  const name = member(outline.params, 'name')
  // Long strings are parsed only where a rule may look at them.
  if (typeof name !== 'string' || !rules.some(({ tool }) => matchesName(tool, name))) {
    return undefined
  }
  const faults = argumentFaults(rules, name, member(message.body.params, 'arguments'), ports)
  if (faults.length === 0) return undefined
  const told = faults.map(
    ({ argument, key, rule, accepted }) =>
      `the argument \`${argument}\` ${accepted} (\`${escape(key)}\`, rule \`${rule}\`)`,
  )
  const reason = `the tool did not run: ${told.join('; ')}. Change the call accordingly, or do without it`
  return refuseCall(message, CODE, reason)
}

const CODE = 'argument-denied'
