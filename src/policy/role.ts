import { AirlockError, escape } from '../base/index.ts'
import { type AccessRules, isOpen } from './access.ts'
import type { ArgumentRule } from './argument-rules.ts'
import type { Profile } from './profile.ts'
import { completeRate, type ProfileRate } from './rate.ts'
import { BUILT_IN, READ_ONLY } from './roles.ts'
import { nearest } from './suggestion.ts'

/** Access rules together with the key of the profile that they stand under. */
export interface AccessLayer extends AccessRules {
  readonly key: string
}

/** An argument rule with what it is about. */
export interface AttachedRule {
  /** Of the profile, for people, such as `tools.arguments`. */
  readonly key: string
  /** Globs for names of tools and for dotted names of arguments. */
  readonly tool: string
  readonly argument: string
  readonly rule: ArgumentRule
}

/**
 * What holds for one session: the profile's own rules and those of the role, side by side, so that each can only take away from
 * the others. Layers that take nothing away are left out; without any, everything is allowed.
 */
export interface Role {
  readonly name: string
  /** Only tools that say they change nothing. */
  readonly isReadOnly: boolean
  readonly tools: readonly AccessLayer[]
  readonly resources: readonly AccessLayer[]
  readonly prompts: readonly AccessLayer[]
  readonly arguments: readonly AttachedRule[]
  /** A request must keep to each of them. */
  readonly rates: readonly ProfileRate[]
}

/**
 * The role of that name, or the profile's own choice.
 *
 * @throws AirlockError `AIRLOCK_USAGE` for a role that neither the profile nor the launcher has.
 */
export function resolveRole(profile: RoleSource, wanted: string | undefined): Role {
  const name = wanted ?? profile.role
  const own = Object.hasOwn(profile.roles, name) ? profile.roles[name] : undefined
  if (own === undefined && !BUILT_IN.includes(name)) throw unknown(profile, name)
  const layers = (kind: 'tools' | 'resources' | 'prompts'): readonly AccessLayer[] => {
    const everything = kind === 'resources' ? '**' : '*'
    const all: readonly (AccessLayer | undefined)[] = [
      { ...lists(profile[kind]), key: kind },
      own && { ...lists(own[kind]), key: `roles.${name}.${kind}` },
    ]
    return all.filter((layer) => layer !== undefined).filter((layer) => !isOpen(layer, everything))
  }
  return {
    name,
    isReadOnly: name === READ_ONLY,
    tools: layers('tools'),
    resources: layers('resources'),
    prompts: layers('prompts'),
    arguments: [
      ...attached('tools.arguments', profile.tools.arguments),
      ...attached(`roles.${name}.tools.arguments`, own?.tools.arguments ?? {}),
    ],
    rates: [
      profile.rate,
      ...(isEmpty(own?.rate) ? [] : [completeRate(own?.rate ?? {}, profile.rate)]),
    ],
  }
}

export type RoleSource = Pick<
  Profile,
  'name' | 'role' | 'roles' | 'tools' | 'resources' | 'prompts' | 'rate'
>

/** Why the profile cannot choose this role by itself; undefined when it can. */
export function roleContradiction(role: string, roles: Profile['roles']): string | undefined {
  return BUILT_IN.includes(role) || Object.hasOwn(roles, role)
    ? undefined
    : `\`role\` names \`${escape(role)}\`, which \`roles\` does not have`
}

function lists({ allow, deny, approve }: AccessRules): AccessRules {
  return { allow, deny, approve }
}

function attached(key: string, rules: Profile['tools']['arguments']): readonly AttachedRule[] {
  return Object.entries(rules).flatMap(([tool, byArgument]) =>
    Object.entries(byArgument).flatMap(([argument, all]) =>
      all.map((rule) => ({ key, tool, argument, rule })),
    ),
  )
}

function isEmpty(value: object | undefined): boolean {
  return Object.keys(value ?? {}).length === 0
}

function unknown(profile: RoleSource, name: string): AirlockError {
  const known = [...new Set([...BUILT_IN, ...Object.keys(profile.roles)])]
  const meant = nearest(name, known)
  return new AirlockError('AIRLOCK_USAGE', {
    message: `the profile \`${escape(profile.name, 200)}\` has no role \`${escape(name, 80)}\``,
    hints: [
      meant === undefined
        ? `one of ${known.map((each) => `\`${each}\``).join(', ')}`
        : `did you mean \`${meant}\`?`,
    ],
  })
}
