import { assertNever } from '../../base/index.ts'
import { denyPatternFault } from './deny-pattern.ts'
import { enumFault } from './enum.ts'
import { maxLengthFault } from './max-length.ts'
import { noFlagFault } from './no-flag.ts'
import { noShellFault } from './no-shell.ts'
import { pathFault } from './path.ts'
import type { ArgumentRule, Means } from './rule.ts'
import { sqlFault } from './sql.ts'
import { urlFault } from './url.ts'

/**
 * Why a value breaks a rule, as the end of a sentence that begins with the argument and says what would be accepted; undefined
 * when it does not. It never repeats the value. Lists are looked at element by element. Rules that say what a value must be
 * accept only strings; rules that say what it must not be look at every text in it: members, their names, and the text of
 * numbers, so that `-1` is an option to `no-flag`.
 */
export function argumentFault(
  rule: ArgumentRule,
  value: unknown,
  means: Means,
): string | undefined {
  if (Array.isArray(value)) return firstFault(value, (each) => argumentFault(rule, each, means))
  if (rule.kind === 'enum') return enumFault(rule, value)
  if (typeof value === 'string') return textFault(rule, value, means)
  if (!FORBIDDING.has(rule.kind)) return 'must be a string'
  if (typeof value !== 'object' || value === null) return textFault(rule, String(value), means)
  return firstFault(
    Object.entries(value),
    ([name, each]) => textFault(rule, name, means) ?? argumentFault(rule, each, means),
  )
}

function textFault(rule: ArgumentRule, text: string, means: Means): string | undefined {
  switch (rule.kind) {
    case 'path':
      return pathFault(rule, text, means.ports)
    case 'no-flag':
      return noFlagFault(text)
    case 'no-shell':
      return noShellFault(text)
    case 'sql':
      return sqlFault(rule, text)
    case 'url':
      return urlFault(rule, text)
    case 'enum':
      return enumFault(rule, text)
    case 'maxLength':
      return maxLengthFault(rule, text)
    case 'deny-pattern':
      return denyPatternFault(rule, text, means)
    default:
      return assertNever(rule)
  }
}

function firstFault<T>(
  items: readonly T[],
  faultOf: (item: T) => string | undefined,
): string | undefined {
  for (const item of items) {
    const fault = faultOf(item)
    if (fault !== undefined) return fault
  }
  return undefined
}

const FORBIDDING: ReadonlySet<ArgumentRule['kind']> = new Set([
  'no-flag',
  'no-shell',
  'maxLength',
  'deny-pattern',
])
