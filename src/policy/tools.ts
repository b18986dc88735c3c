import { type AccessRules, mergeAccess, nameLists } from './access.ts'
import { argumentsField } from './argument-field.ts'
import { type ArgumentRules, mergeArguments } from './argument-rules.ts'
import { object } from './fields.ts'

/** Which tools the client may call, and with which arguments. */
export interface ToolRules extends AccessRules {
  readonly arguments: ArgumentRules
}

/** The key `tools`, also in a role. */
export const toolsField = object<Partial<ToolRules>>({ ...nameLists, arguments: argumentsField })

/** The rules of a chain of files, the nearest first. */
export function mergeTools(chain: readonly (Partial<ToolRules> | undefined)[]): ToolRules {
  return {
    ...mergeAccess(chain, '*'),
    arguments: mergeArguments(chain.map((each) => each?.arguments)),
  }
}
