import { mergeAccess } from './access.ts'
import { DEFAULT_APPROVALS } from './approvals.ts'
import { DEFAULT_CONTENT, DEFAULT_LINT, DEFAULT_TEXT } from './content.ts'
import { DEFAULT_LOG } from './log.ts'
import { DEFAULT_PINS } from './pins.ts'
import type { Profile, ProfileLayer } from './profile.ts'
import { completeRate, mergeRate } from './rate.ts'
import { ADMIN, mergeRoles } from './roles.ts'
import { mergeTools } from './tools.ts'

/** What a profile says about messages and what they mean. */
export type Rules = Pick<
  Profile,
  | 'tools'
  | 'resources'
  | 'prompts'
  | 'roles'
  | 'role'
  | 'approvals'
  | 'rate'
  | 'text'
  | 'content'
  | 'lint'
  | 'pins'
  | 'log'
>

/** The rules of a chain of files, the nearest first, with every default filled in. */
export function mergeRules(chain: readonly ProfileLayer[]): Rules {
  const {
    role = ADMIN,
    text = DEFAULT_TEXT,
    lint = DEFAULT_LINT,
    pins = DEFAULT_PINS,
  } = Object.assign({}, ...chain.toReversed()) as ProfileLayer
  return {
    tools: mergeTools(chain.map((each) => each.tools)),
    resources: mergeAccess(
      chain.map((each) => each.resources),
      '**',
    ),
    prompts: mergeAccess(
      chain.map((each) => each.prompts),
      '*',
    ),
    roles: mergeRoles(chain.map((each) => each.roles)),
    role,
    approvals: Object.assign(
      {},
      DEFAULT_APPROVALS,
      ...chain.map(({ approvals }) => approvals).toReversed(),
    ) as Profile['approvals'],
    rate: completeRate(mergeRate(chain.map((each) => each.rate))),
    text,
    content: Object.assign(
      {},
      DEFAULT_CONTENT,
      ...chain.map(({ content }) => content).toReversed(),
    ) as Profile['content'],
    lint,
    pins,
    log: Object.assign(
      {},
      DEFAULT_LOG,
      ...chain.map(({ log }) => log).toReversed(),
    ) as Profile['log'],
  }
}
