import { type ArgumentRule, type ArgumentRules, SQL_CLASSES } from './argument-rules.ts'
import {
  dictionary,
  type Field,
  list,
  number,
  object,
  oneOf,
  type Place,
  refuse,
  text,
} from './fields.ts'
import { globFault } from './match-glob.ts'
import { rootFault } from './paths.ts'

/** One rule or several; several must all hold. */
const ruleField: Field<readonly ArgumentRule[]> = (place) => {
  if (place.node.kind !== 'array') {
    const rule = oneRule(place)
    return rule && [rule]
  }
  return list(oneRule, filled)(place)
}

/** The keys `tools.arguments` and `roles.NAME.tools.arguments`. */
export const argumentsField: Field<ArgumentRules> = dictionary(
  globFault,
  dictionary(globFault, ruleField),
)

function oneRule(place: Place): ArgumentRule | undefined {
  const { node } = place
  const kind = node.kind === 'object' && node.entries.find(({ key }) => key === 'kind')
  if (!kind) return refuse(place, 'must be an object with a `kind`')
  const name = kindField({ ...place, node: kind.value, key: `${place.key}.kind` })
  if (name === undefined) return undefined
  const before = RULES[name](place)
  if (before === undefined) return undefined
  const missing = REQUIRED[name].find((key) => !Object.hasOwn(before, key))
  // A member that is there and not sound has been noted already, and is missing here.
  const isWritten = node.entries.some(({ key }) => key === missing)
  if (missing !== undefined)
    return isWritten ? undefined : refuse(place, `needs \`${missing}\` for this kind`)
  return { ...DEFAULTS[name], ...before } as ArgumentRule
}

type Kind = ArgumentRule['kind']

const kindField = oneOf<Kind>(
  'path',
  'no-flag',
  'no-shell',
  'sql',
  'url',
  'enum',
  'maxLength',
  'deny-pattern',
)

const filled = (items: readonly unknown[]) => (items.length === 0 ? EMPTY : undefined)

const valueField: Field<string | number | boolean> = (place) => {
  const { node } = place
  return node.kind === 'string' || node.kind === 'number' || node.kind === 'boolean'
    ? node.value
    : refuse(place, 'must be a string, a number, true or false')
}

const RULES: Readonly<Record<Kind, Field<object>>> = {
  path: object({ kind: kindField, within: list(text(rootFault), filled) }),
  'no-flag': object({ kind: kindField }),
  'no-shell': object({ kind: kindField }),
  sql: object({ kind: kindField, allow: list(oneOf(...SQL_CLASSES), filled) }),
  url: object({
    kind: kindField,
    schemes: list(text(schemeFault), filled),
    hosts: list(text(hostFault), filled),
  }),
  enum: object({ kind: kindField, values: list(valueField, filled) }),
  maxLength: object({ kind: kindField, most: number({ least: 0, most: 268_435_456 }) }),
  'deny-pattern': object({ kind: kindField, pattern: text(patternFault) }),
}

const REQUIRED: Readonly<Record<Kind, readonly string[]>> = {
  path: ['within'],
  'no-flag': [],
  'no-shell': [],
  sql: [],
  url: ['hosts'],
  enum: ['values'],
  maxLength: ['most'],
  'deny-pattern': ['pattern'],
}

/** Reading only, and no plain text on the network, unless the rule says more. */
const DEFAULTS: Readonly<Partial<Record<Kind, object>>> = {
  sql: { allow: ['select'] },
  url: { schemes: ['https'] },
}

/** RFC 3986, section 3.1, in lower case and without the colon. */
function schemeFault(scheme: string): string | undefined {
  return /^[a-z][a-z0-9+.-]{0,31}$/.test(scheme) ? undefined : 'must be a scheme such as "https"'
}

/** Names as DNS has them (RFC 1123, section 2.1), addresses of RFC 3986, section 3.2.2; `*` for labels and for the port. */
function hostFault(host: string): string | undefined {
  return HOST.test(host)
    ? undefined
    : 'must be a host in lower case such as "*.example.com" or "localhost:8080"'
}

function patternFault(pattern: string): string | undefined {
  if (pattern === '') return EMPTY
  if (pattern.length > MAX_PATTERN) return 'is too long'
  return compiles(pattern) ? undefined : 'is not a regular expression'
}

function compiles(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp
  } catch {
    return false
  }
}

const HOST = /^(?:[a-z0-9*_-][a-z0-9.*_-]{0,252}|\[[0-9a-f:.]{2,45}\])(?::(?:\*|[1-9][0-9]{0,4}))?$/
const MAX_PATTERN = 1024
const EMPTY = 'must not be empty'
