import type { Envelope } from '../wire/index.ts'
import type { Asked } from './asked.ts'
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
  /** Of requests and notifications their own, of answers that of the request; all when absent. */
  readonly methods?: readonly string[]
  /** Under which policies it says anything at all; all of them when absent. A policy does not change during a session. */
  readonly when?: (policy: Policy) => boolean
}

/** The rules for each kind of message, in their order. */
export type RuleTable<Rule> = Readonly<
  Record<Side, Readonly<Record<Envelope['kind'], RulesByMethod<Rule>>>>
>

interface RulesByMethod<Rule> {
  /** Methods that some rule names. */
  readonly named: ReadonlyMap<string, readonly Rule[]>
  readonly rest: readonly Rule[]
}

export function ruleTable<Rule>(rules: readonly Scoped<Rule>[], policy: Policy): RuleTable<Rule> {
  const live = rules.filter(({ when }) => when === undefined || when(policy))
  const of = (side: Side) => {
    const about = (kind: Envelope['kind']) =>
      byMethod(live.filter((scoped) => scoped[side]?.includes(kind) === true))
    return {
      request: about('request'),
      notification: about('notification'),
      result: about('result'),
      error: about('error'),
    }
  }
  return { client: of('client'), server: of('server') }
}

function byMethod<Rule>(rules: readonly Scoped<Rule>[]): RulesByMethod<Rule> {
  const about = (method: string | undefined) =>
    rules.flatMap(({ rule, methods }) =>
      methods === undefined || (method !== undefined && methods.includes(method)) ? [rule] : [],
    )
  const named = new Set(rules.flatMap(({ methods = [] }) => methods))
  return {
    named: new Map([...named].map((method) => [method, about(method)])),
    rest: about(undefined),
  }
}

/** Not by computed names: this runs for each message, and those take several times as long. */
export function rulesFor<Rule>(
  { from, envelope, asked }: Addressed,
  { client, server }: RuleTable<Rule>,
): readonly Rule[] {
  const { request, notification, result, error } = from === 'client' ? client : server
  if (envelope.kind === 'request') return under(request, envelope.method)
  if (envelope.kind === 'result') return under(result, asked?.method)
  if (envelope.kind === 'notification') return under(notification, envelope.method)
  return under(error, asked?.method)
}

interface Addressed {
  readonly from: Side
  readonly envelope: Envelope
  readonly asked: Asked | undefined
}

function under<Rule>({ named, rest }: RulesByMethod<Rule>, method: string | undefined) {
  return method === undefined ? rest : (named.get(method) ?? rest)
}

export const REQUEST: Kinds = ['request']
export const NOTIFICATION: Kinds = ['notification']
export const RESULT: Kinds = ['result']
export const EVERYTHING: Kinds = ['request', 'notification', 'result', 'error']
