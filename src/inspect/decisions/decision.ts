import { escape } from '../../base/index.ts'

/** What the client wants to use. */
export interface Subject {
  readonly kind: 'tool' | 'resource' | 'prompt'
  /** The name; the address of a resource or of a template. */
  readonly name: string
}

/** What decided. */
export interface Rule {
  /** The key of the profile. */
  readonly key: string
  /** The end of a sentence that begins with the key; what it repeats of a peer is escaped. */
  readonly says: string
}

/** Who may do what, and why. */
export interface Decision {
  readonly role: string
  readonly subject: Subject
  readonly rule: Rule
  /** `approve`: only with the consent of a person, each time. */
  readonly verdict: 'allow' | 'deny' | 'approve'
}

/** The decision as a sentence for a person or a model. */
export function reasonOf({ role, subject, rule, verdict }: Decision): string {
  const what = `the ${subject.kind} \`${escape(subject.name, NAME_LENGTH)}\``
  const why = `\`${escape(rule.key)}\` ${rule.says}`
  if (verdict === 'allow') return `${what} is allowed: ${why}`
  if (verdict === 'deny') return `${what} is denied to the role \`${escape(role)}\`: ${why}`
  return `${what} needs the consent of a person: ${why}`
}

const NAME_LENGTH = 160
