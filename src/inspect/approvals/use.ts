import type { Decision, Subject } from '../decisions/decision.ts'
import type { Message } from '../message.ts'
import { canonical } from '../pins/canonical.ts'
import { type Exact, exactArguments } from './exact.ts'

/** Something that a client wants to do once, and that a person has to consent to. */
export interface Use {
  readonly subject: Subject
  /** With their numbers as they are written; undefined for what has none, such as a resource. */
  readonly arguments: Exact | undefined
  /** The same text for the same kind, name and arguments, in whatever order their members came. Consent is bound to it. */
  readonly key: string
  /** The key of the profile that wants the consent, and how it covers the subject. */
  readonly rule: Decision['rule']
}

/**
 * What else is in the request is not part of the use: `_meta`, and whether a task is made of it, change neither what is done nor
 * with what.
 */
export function useOf(message: Message, { subject, rule }: Decision): Use {
  const { kind, name } = subject
  const given = kind === 'resource' ? undefined : exactArguments(message.line)
  return { subject, rule, arguments: given, key: canonical([kind, name, given ?? {}]) }
}
