import { type AccessRules, mergeAccess, promptsField, resourcesField } from './access.ts'
import { dictionary, object, text } from './fields.ts'
import { mergeRate, rateField, type WrittenRate } from './rate.ts'
import { mergeTools, type ToolRules, toolsField } from './tools.ts'

/** What a role takes away from what the profile allows. It can give nothing back. */
export interface RoleRules {
  readonly tools: ToolRules
  readonly resources: AccessRules
  readonly prompts: AccessRules
  readonly rate: WrittenRate
}

/** A role as one file writes it. */
export interface WrittenRole {
  readonly tools?: Partial<ToolRules>
  readonly resources?: Partial<AccessRules>
  readonly prompts?: Partial<AccessRules>
  readonly rate?: WrittenRate
}

/** The role that holds when none is chosen; it takes nothing away unless the profile says so. */
export const ADMIN = 'admin'
/** The role in which only tools run that say they change nothing. */
export const READ_ONLY = 'read-only'
/** Roles that exist without being written. */
export const BUILT_IN: readonly string[] = [ADMIN, READ_ONLY]

const roleFault = (name: string) =>
  /^[a-z0-9][a-z0-9._-]{0,63}$/.test(name)
    ? undefined
    : 'must be the name of a role, such as "read-only"'

/** The key `role`. */
export const roleField = text(roleFault)

/** The key `roles`. */
export const rolesField = dictionary(
  roleFault,
  object<WrittenRole>({
    tools: toolsField,
    resources: resourcesField,
    prompts: promptsField,
    rate: rateField,
  }),
)

/** The roles of a chain of files, the nearest first: those of one name are merged as the keys outside of roles are. */
export function mergeRoles(
  chain: readonly (Readonly<Record<string, WrittenRole>> | undefined)[],
): Readonly<Record<string, RoleRules>> {
  const names = new Set(chain.toReversed().flatMap((layer) => Object.keys(layer ?? {})))
  return Object.fromEntries(
    [...names].map((name): [string, RoleRules] => {
      const own = chain.map((layer) =>
        layer !== undefined && Object.hasOwn(layer, name) ? layer[name] : undefined,
      )
      return [
        name,
        {
          tools: mergeTools(own.map((each) => each?.tools)),
          resources: mergeAccess(
            own.map((each) => each?.resources),
            '**',
          ),
          prompts: mergeAccess(
            own.map((each) => each?.prompts),
            '*',
          ),
          rate: mergeRate(own.map((each) => each?.rate)),
        },
      ]
    }),
  )
}
