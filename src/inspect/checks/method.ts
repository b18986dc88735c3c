import { escape } from '../../base/index.ts'
import type { Check } from '../check.ts'
import { refuse } from '../refuse.ts'
import { peerOf } from '../verdict.ts'

/**
 * Only methods that the revision has, from the side that has them. What an extension adds is unknown here: its settings in
 * `capabilities.extensions` name no methods, so the profile must; it cannot turn a method of the protocol around.
 */
export const method: Check = (message, view) => {
  const { from, envelope, era } = message
  if (envelope.kind !== 'request' && envelope.kind !== 'notification') return undefined
  const { kind, method: name } = envelope
  const knows = (side: typeof from) =>
    era.revisions.some((revision) => view.grammar(revision).knows(kind, side, name))
  if (knows(from)) return undefined
  const shown = escape(name, NAME_LENGTH)
  if (knows(peerOf(from))) {
    const reason = `\`${shown}\` is not for the ${from} to send in MCP ${era.revisions.at(-1)}`
    return refuse(message, 'wrong-direction', reason)
  }
  if (view.policy.methods.has(name)) return undefined
  const reason = `the ${kind} \`${shown}\` does not exist in MCP ${era.revisions.at(-1)}`
  return refuse(message, 'unknown-method', reason, 'unknown-notification')
}

const NAME_LENGTH = 80
