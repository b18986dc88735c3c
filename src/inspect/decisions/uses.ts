import { member } from '../json.ts'
import type { Message } from '../message.ts'
import type { View } from '../view.ts'
import { decide } from './decide.ts'
import type { Decision, Subject } from './decision.ts'

/** Something that a request of the client is about. */
interface Use {
  readonly subject: Subject
  /** It runs or reads, so that consent is needed where the profile wants it; otherwise it only must not be denied. */
  readonly isAccess: boolean
}

/** What is decided about a message of the client: nothing for most, several things for a list of subscriptions. */
export function decisionsIn(message: Message, view: View): readonly Decision[] {
  if (message.from !== 'client' || message.envelope.kind !== 'request') return NONE
  const { role } = view.policy
  return usesIn(message.envelope.method, message.outline.params).map(({ subject, isAccess }) => {
    const decision = decide(role, subject, (tool) => view.hints.changes(tool))
    const needsNone = decision.verdict === 'approve' && !isAccess
    return needsNone ? { ...decision, verdict: 'allow' } : decision
  })
}

function usesIn(method: string, params: unknown): readonly Use[] {
  switch (method) {
    case 'tools/call':
      return use('tool', member(params, 'name'), { isAccess: true })
    case 'prompts/get':
      return use('prompt', member(params, 'name'), { isAccess: true })
    case 'resources/read':
      return use('resource', member(params, 'uri'), { isAccess: true })
    case 'resources/subscribe':
      return use('resource', member(params, 'uri'), { isAccess: false })
    case 'completion/complete':
      return completed(member(params, 'ref'))
    case 'subscriptions/listen':
      return heard(member(member(params, 'notifications'), 'resourceSubscriptions'))
    default:
      return NOTHING
  }
}

function completed(reference: unknown): readonly Use[] {
  return member(reference, 'type') === 'ref/prompt'
    ? use('prompt', member(reference, 'name'), { isAccess: false })
    : use('resource', member(reference, 'uri'), { isAccess: false })
}

function heard(addresses: unknown): readonly Use[] {
  if (!Array.isArray(addresses)) return NOTHING
  return addresses.flatMap((uri) => use('resource', uri, { isAccess: false }))
}

function use(
  kind: Subject['kind'],
  name: unknown,
  { isAccess }: { readonly isAccess: boolean },
): readonly Use[] {
  return typeof name === 'string' ? [{ subject: { kind, name }, isAccess }] : NOTHING
}

const NONE: readonly Decision[] = Object.freeze<Decision[]>([])
const NOTHING: readonly Use[] = Object.freeze<Use[]>([])
