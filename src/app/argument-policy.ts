import { AirlockError, escape } from '../base/index.ts'
import { type ArgumentPolicy, createPatternSearch, patternFault } from '../inspect/index.ts'
import { resolvePath } from '../os/index.ts'
import { absoluteRules, type Role } from '../policy/index.ts'
import type { Chamber } from '../sandbox/index.ts'

/** What the role's rules for arguments are held against: what the server really sees, and what `~` and `${args}` stand for. */
export interface ArgumentScene {
  readonly chamber: Chamber
  readonly home: string
  /** The further arguments of the command. */
  readonly variable: readonly string[]
}

/** The role's rules, fit to this machine and this chamber. Throws AIRLOCK_PROFILE_INVALID for a pattern that could not be held. */
export function argumentPolicy(role: Role, { chamber, ...names }: ArgumentScene): ArgumentPolicy {
  const rules = absoluteRules(role.arguments, names)
  for (const { key, rule } of rules) {
    const fault = rule.kind === 'deny-pattern' ? patternFault(rule.pattern) : undefined
    if (fault !== undefined)
      throw new AirlockError('AIRLOCK_PROFILE_INVALID', {
        message: `\`${escape(key, 200)}\` has a pattern that cannot be searched for in linear time: ${fault}`,
        hints: ['write it without back references'],
      })
  }
  return {
    rules,
    ports: {
      resolve: resolvePath,
      binds: chamber.spec.binds,
      base: chamber.spec.workingDirectory,
      compilePattern: createPatternSearch(),
    },
  }
}
