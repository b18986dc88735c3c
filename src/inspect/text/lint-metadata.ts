import { isObject } from '../json.ts'
import { sanitize } from './sanitize.ts'

/** What makes a tool's metadata look like more than a description. */
export type LintRule =
  | 'hidden-text'
  | 'model-order'
  | 'secrecy'
  | 'other-tools'
  | 'other-server'
  | 'long-text'

export interface LintFinding {
  readonly rule: LintRule
  /** JSON Pointer into the tool. */
  readonly place: string
}

/**
 * Reads the names and texts of one tool, those inside its schemas too, as somebody who hides instructions in them would have
 * written them. A heuristic: it finds published attacks and their like, and says nothing about other words for the same.
 * Each rule is reported once for a text. Looks at a bounded part of each text, in linear time.
 */
export function lintMetadata(tool: unknown): readonly LintFinding[] {
  return [...texts(tool, '')].flatMap(([place, text]) =>
    rulesFor(text).map((rule) => ({ rule, place })),
  )
}

/** Which rules a tool breaks, as the end of a sentence; undefined when it breaks none. */
export function orders(tool: unknown): string | undefined {
  const rules = new Set(lintMetadata(tool).map(({ rule }) => rule))
  return rules.size === 0
    ? undefined
    : `has a description that reads like instructions: ${[...rules].join(', ')}`
}

/** The strings of a tool that are read by a model, with their places. Not `const`, `enum`, `default` and patterns. */
function* texts(value: unknown, place: string): Generator<readonly [string, string]> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* texts(item, `${place}/${index}`)
  }
  if (!isObject(value)) return
  for (const [key, inner] of Object.entries(value)) {
    const at = `${place}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (READ.has(key) && typeof inner === 'string') yield [at, inner]
    else if (typeof inner === 'object' && inner !== null && key !== '_meta') yield* texts(inner, at)
  }
}

function rulesFor(text: string): readonly LintRule[] {
  const beginning = text.slice(0, MAX_LENGTH)
  const close = drawnTogether(beginning)
  const found = RULES.filter(([, pattern]) => pattern.test(close)).map(([rule]) => rule)
  if (beginning.includes('<!--') || isOutOfSight(beginning)) found.push('hidden-text')
  if (sanitize(beginning, 'report') !== undefined) found.push('hidden-text')
  if (text.length > MAX_LENGTH) found.push('long-text')
  return [...new Set(found)]
}

/**
 * With one character, or two, for each stretch of white space: a rule that tries each of its lengths takes time that is quadratic in
 * it, and words that stand far apart are still the same words.
 */
function drawnTogether(text: string): string {
  return text.replace(/[^\S\n]{2,}/g, ' ').replace(/\n\s+/g, '\n')
}

/** Whether something stands behind a newline and 60 blanks, or behind 200 blanks: more than a window shows. */
function isOutOfSight(text: string): boolean {
  let blanks = 0
  /** Behind the first newline of a stretch of white space; -1 before there is one. */
  let below = -1
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === SPACE || code === TAB || code === NEWLINE || code === RETURN) {
      blanks = code === SPACE || code === TAB ? blanks + 1 : 0
      if (below >= 0 || code === NEWLINE) below += 1
      continue
    }
    if ((below >= 60 || blanks >= 200) && VISIBLE.test(text[at] as string)) return true
    blanks = 0
    below = -1
  }
  return false
}

const TAB = 0x09
const NEWLINE = 0x0a
const RETURN = 0x0d
const SPACE = 0x20
const VISIBLE = /\S/

const READ: ReadonlySet<string> = new Set(['name', 'title', 'description', '$comment'])

/** Longer than any description of the servers that it was measured on: the longest has 6564 characters. */
const MAX_LENGTH = 8192

/** Tool poisoning as published by Invariant Labs (2025) and in OWASP MCP Top 10, MCP03, and its like. */
const RULES: readonly (readonly [LintRule, RegExp])[] = [
  // Marks of a chat or of a prompt: nothing that a person writes for a person.
  [
    'model-order',
    /<\/?(?:important|system|instructions?|secret|hidden|admin|assistant|override)(?![\w-])[^<>]{0,40}>|\[\/?(?:INST|SYSTEM)\]|<\|[a-z_]{2,20}\|>/i,
  ],
  [
    'model-order',
    /\b(?:ignore|disregard|forget|override)\b[^.\n]{0,20}\b(?:previous|prior|earlier|above|all|other|system)\b[^.\n]{0,20}\b(?:instructions?|prompts?|rules|guidelines)\b/i,
  ],
  [
    'secrecy',
    /\b(?:do not|don['’]t|never|must not|should not|without)\s+(?:\w+\s+){0,2}(?:tell|telling|inform|informing|mention|mentioning|reveal|revealing|notify|notifying|alert|alerting|show|showing|disclose|disclosing|warn|warning)\b[^.\n]{0,60}\b(?:user|human|person|anyone)\b/i,
  ],
  [
    'secrecy',
    /\b(?:hide|conceal|keep)\b[^.\n]{0,40}\b(?:secret from|hidden from|from the user|from users)\b/i,
  ],
  [
    'other-tools',
    /\b(?:before|after|whenever|prior to)\s+(?:you\s+)?(?:use|using|call|calling|invoke|invoking|run|running)\s+(?:any|all|every|each)\s+(?:of the\s+)?(?:other\s+)?tools?\b/i,
  ],
  [
    'other-tools',
    /\b(?:instead of|rather than|do not use|don['’]t use|never use)\s+(?:the\s+|any\s+)?other\s+(?:\w+\s+){0,2}(?:tools?|servers?)\b/i,
  ],
  // How clients call the tools of one server to tell them from another's.
  ['other-server', /\bmcp__?[a-z0-9-]{1,40}_{1,2}[a-z0-9_-]{1,60}\b/i],
  [
    'other-server',
    /\b(?:another|other|different)\s+(?:mcp\s+)?servers?['’]?s?\s+(?:tools?|resources?|prompts?)\b|\btools?\s+(?:of|from|on)\s+(?:another|other|a different)\s+(?:mcp\s+)?servers?\b/i,
  ],
]
