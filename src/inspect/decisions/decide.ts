import { escape } from '../../base/index.ts'
import {
  type AccessLayer,
  matchesName,
  matchesUri,
  type Role,
  undo,
  uriReadings,
} from '../../policy/index.ts'
import { OUTLINED_LENGTH } from '../../wire/index.ts'
import type { Decision, Rule, Subject } from './decision.ts'

/**
 * Decides about one use. Everything that denies comes first, then what needs consent: in each layer `deny`, then `allow`, which
 * must cover the subject, then `approve`; layers can only add to each other. An address must be allowed in all of its
 * readings but the loose ones, and one of any kind is enough to deny it. `changes` says why a tool is none that only reads; undefined when it is one.
 */
export function decide(
  role: Role,
  subject: Subject,
  changes: (tool: string) => string | undefined,
): Decision {
  const layers = role[LISTS[subject.kind]]
  const matcher = layers.length === 0 ? undefined : matcherOf(subject)
  const denied = matcher && firstOf(layers, (layer) => denial(layer, matcher))
  if (denied !== undefined) return { role: role.name, subject, rule: denied, verdict: 'deny' }
  const change = role.isReadOnly && subject.kind === 'tool' ? changes(subject.name) : undefined
  if (change !== undefined) {
    return { role: role.name, subject, rule: { key: 'role', says: change }, verdict: 'deny' }
  }
  const held =
    matcher && firstOf(layers, ({ key, approve }) => covering(`${key}.approve`, approve, matcher))
  if (held !== undefined) return { role: role.name, subject, rule: held, verdict: 'approve' }
  const rule = { key: `${LISTS[subject.kind]}.allow`, says: 'covers it' }
  return { role: role.name, subject, rule, verdict: 'allow' }
}

/** Whether the role can decide anything but `allow`; most cannot, and nothing needs to be asked for each message then. */
export function restricts({ isReadOnly, tools, resources, prompts }: Role): boolean {
  return isReadOnly || tools.length > 0 || resources.length > 0 || prompts.length > 0
}

/** Whether anything that the role allows needs a person's consent. */
export function wantsConsent({ tools, resources, prompts }: Role): boolean {
  return [...tools, ...resources, ...prompts].some(({ approve }) => approve.length > 0)
}

/** Whether globs cover the subject, in one of its readings or in all. */
interface Matcher {
  readonly isTooLong: boolean
  inOne(glob: string): boolean
  /** Each reading by any of the globs. */
  inAll(globs: readonly string[]): boolean
}

function denial(layer: AccessLayer, matcher: Matcher): Rule | undefined {
  if (matcher.isTooLong) {
    return { key: layer.key, says: `covers no name of more than ${OUTLINED_LENGTH} characters` }
  }
  const denied = covering(`${layer.key}.deny`, layer.deny, matcher)
  if (denied !== undefined) return denied
  if (matcher.inAll(layer.allow)) return undefined
  return { key: `${layer.key}.allow`, says: 'does not cover it' }
}

function covering(key: string, globs: readonly string[], matcher: Matcher): Rule | undefined {
  const glob = globs.find((each) => matcher.inOne(each))
  return glob === undefined ? undefined : { key, says: `covers it with \`${escape(glob, 80)}\`` }
}

function matcherOf({ kind, name }: Subject): Matcher {
  // A name that an outline cut short must never be taken for the whole one; matching a long one would also take long.
  const isTooLong = name.length > OUTLINED_LENGTH
  if (kind !== 'resource') {
    const inOne = (glob: string) => matchesName(glob, name)
    return { isTooLong, inOne, inAll: (globs) => globs.some(inOne) }
  }
  const readings = isTooLong ? [] : uriReadings(name)
  const strict = readings.filter(({ isLoose }) => !isLoose)
  return {
    isTooLong,
    // A glob that names a query means just that: without it, it would cover what it does not say.
    inOne: (glob) =>
      readings.some(({ uri, undone }) => {
        const encodings = undone.filter((step) => step === 'encoding')
        return matchesUri(undo(glob, encodings), uri)
      }),
    inAll: (globs) =>
      strict.every(({ uri, undone }) => globs.some((glob) => matchesUri(undo(glob, undone), uri))),
  }
}

function firstOf(
  layers: readonly AccessLayer[],
  ruleOf: (layer: AccessLayer) => Rule | undefined,
): Rule | undefined {
  for (const layer of layers) {
    const rule = ruleOf(layer)
    if (rule !== undefined) return rule
  }
  return undefined
}

const LISTS = { tool: 'tools', resource: 'resources', prompt: 'prompts' } as const
