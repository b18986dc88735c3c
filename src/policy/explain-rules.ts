import { escape } from '../base/index.ts'
import type { AccessRules } from './access.ts'
import type { LintMode, SvgMode, TextMode } from './content.ts'
import type { KeptMessages } from './log.ts'
import type { Rules } from './merge-rules.ts'
import type { PinMode } from './pins.ts'
import type { Rate } from './rate.ts'
import { ADMIN, READ_ONLY } from './roles.ts'

/** The rows of the explanation that are about messages: a key and what it enforces. */
export function explainRules(rules: Rules): readonly (readonly [string, string])[] {
  const { tools, rate, content } = rules
  return [
    ...access('tools', rules.tools, 'tool'),
    [
      'tools.arguments',
      several(argumentsOf(tools.arguments), 'no rules besides the schema of the tool'),
    ],
    ...access('resources', rules.resources, 'resource'),
    ...access('prompts', rules.prompts, 'prompt'),
    ['roles', several([...new Set([ADMIN, READ_ONLY, ...Object.keys(rules.roles)])], '')],
    ['role', `${escape(rules.role)}${BUILT_IN_ROLES[rules.role] ?? ''}`],
    [
      'approvals.timeoutSeconds',
      `refused when nobody consents within: ${rules.approvals.timeoutSeconds} s`,
    ],
    ['rate.requestsPerMinute', `requests a minute: ${rate.requestsPerMinute}`],
    ['rate.burst', `requests at once: ${rate.burst}`],
    [
      'rate.tools',
      several(Object.entries(rate.tools).map(rateOf), 'no tool has a rate of its own'),
    ],
    ['text', TEXTS[rules.text]],
    ['content.types', several(content.types, 'no content with a type passes')],
    ['content.apps', content.apps === 'allow' ? 'pages of MCP Apps pass' : 'no pages of MCP Apps'],
    ['content.svg', DRAWINGS[content.svg]],
    ['lint', LINTS[rules.lint]],
    ['pins', PINS[rules.pins]],
    ['log.messages', KEPT[rules.log.messages]],
  ]
}

function access(
  key: string,
  { allow, deny, approve }: AccessRules,
  what: string,
): readonly (readonly [string, string])[] {
  return [
    [`${key}.allow`, several(allow, `no ${what} may be used`)],
    [`${key}.deny`, several(deny, `no ${what} is denied by name`)],
    [`${key}.approve`, several(approve, `no ${what} needs consent`)],
  ]
}

function argumentsOf(rules: Rules['tools']['arguments']): readonly string[] {
  return Object.entries(rules).flatMap(([tool, byArgument]) =>
    Object.entries(byArgument).map(
      ([argument, all]) => `${argument} of ${tool}: ${all.map(({ kind }) => kind).join(' and ')}`,
    ),
  )
}

function rateOf([glob, { requestsPerMinute, burst }]: readonly [string, Rate]): string {
  return `${glob}: ${requestsPerMinute} a minute, ${burst} at once`
}

function several(items: readonly string[], none: string): string {
  return items.length === 0 ? none : items.map((item) => escape(item)).join(', ')
}

const BUILT_IN_ROLES: Readonly<Record<string, string>> = {
  [ADMIN]: ': whatever the profile allows',
  [READ_ONLY]: ': only tools that say they change nothing',
}

const TEXTS: Readonly<Record<TextMode, string>> = {
  strict: 'characters that hide or mislead are made visible',
  report: 'characters that hide or mislead pass and are reported',
  off: 'characters that hide or mislead pass',
}

const DRAWINGS: Readonly<Record<SvgMode, string>> = {
  plain: 'SVG drawings pass that only draw: no scripts, nothing from outside',
  allow: 'all SVG drawings pass',
  deny: 'no SVG drawings',
}

const LINTS: Readonly<Record<LintMode, string>> = {
  off: 'descriptions of tools are not looked at',
  report: 'descriptions that look like instructions to a model are reported',
  withhold: 'tools whose descriptions look like instructions to a model are withheld',
}

const PINS: Readonly<Record<PinMode, string>> = {
  'first-use': 'what the server lists first is kept; what changes later is withheld until approved',
  required: 'only what was approved is shown to the client',
  off: 'the server may change its tools, prompts and instructions at any time',
}

const KEPT: Readonly<Record<KeptMessages, string>> = {
  none: 'a log file tells of decisions and repeats no message',
  refused: 'a log file repeats the beginning of each refused message, with whatever is in it',
}
