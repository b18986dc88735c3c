import type { Envelope } from '../wire/index.ts'
import type { Policy } from './policy.ts'
import type { Side } from './verdict.ts'

/** The kinds of message of one side that a rule looks at; none when absent. */
type Kinds = readonly Envelope['kind'][]

/**
 * A rule, and the messages that it has something to say of. It would let all others pass; not to ask it about them saves a good part of the
 * time that a message takes.
 */
export interface Scoped<Rule> extends Partial<Readonly<Record<Side, Kinds>>> {
  readonly rule: Rule
  /** Under which policies it says anything at all; all of them when absent. A policy does not change during a session. */
  readonly when?: (policy: Policy) => boolean
}

/** The rules for each kind of message, in their order. */
export type RuleTable<Rule> = Readonly<
  Record<Side, Readonly<Record<Envelope['kind'], readonly Rule[]>>>
>

export function ruleTable<Rule>(rules: readonly Scoped<Rule>[], policy: Policy): RuleTable<Rule> {
  const live = rules.filter(({ when }) => when === undefined || when(policy))
  const of = (side: Side) => {
    const about = (kind: Envelope['kind']) =>
      live.flatMap((scoped) => (scoped[side]?.includes(kind) === true ? [scoped.rule] : []))
    return {
      request: about('request'),
      notification: about('notification'),
      result: about('result'),
      error: about('error'),
    }
  }
  return { client: of('client'), server: of('server') }
}

/** Not by computed names: this runs for each message, and those take several times as long. */
export function rulesFor<Rule>(
  { from, envelope }: { readonly from: Side; readonly envelope: Envelope },
  { client, server }: RuleTable<Rule>,
): readonly Rule[] {
  const { request, notification, result, error } = from === 'client' ? client : server
  if (envelope.kind === 'request') return request
  if (envelope.kind === 'result') return result
  return envelope.kind === 'notification' ? notification : error
}

export const REQUEST: Kinds = ['request']
export const NOTIFICATION: Kinds = ['notification']
export const RESULT: Kinds = ['result']
export const EVERYTHING: Kinds = ['request', 'notification', 'result', 'error']
