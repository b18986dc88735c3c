import {
  createScanner,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser'
import { AirlockError, assertNever, escape } from '../base/index.ts'
import { createFaults, type Faults } from './faults.ts'

/** A JSON value that knows where it stands in the text (UTF-16 offset). Keys of an object are distinct. */
export type Located = { readonly at: number } & (
  | { readonly kind: 'object'; readonly entries: readonly LocatedEntry[] }
  | { readonly kind: 'array'; readonly items: readonly Located[] }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' }
)

export interface LocatedEntry {
  readonly key: string
  readonly at: number
  readonly value: Located
}

/**
 * Parses JSON with comments. Trailing commas, duplicate keys, more than 256 KB and more than 16 levels are refused:
 * one reading of a file only, the same in every editor.
 *
 * @throws AirlockError `AIRLOCK_PROFILE_INVALID` with every fault of the text.
 */
export function parseJsonc(file: string, text: string): Located {
  const tooBig = text.length > MAX_TEXT ? 'it is larger than 256 KB' : undefined
  const tooDeep =
    tooBig ?? (depthOf(text) > MAX_DEPTH ? 'it is nested deeper than 16 levels' : undefined)
  if (tooDeep !== undefined) {
    throw new AirlockError('AIRLOCK_PROFILE_INVALID', { message: `${escape(file)}: ${tooDeep}` })
  }
  const faults = createFaults(file, text)
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { allowTrailingComma: false, disallowComments: false })
  for (const [index, { error, offset }] of errors.entries()) {
    // The parser goes on after a fault and may complain twice about one place.
    if (errors[index - 1]?.offset !== offset)
      faults.note(offset, SYNTAX[printParseErrorCode(error)])
  }
  if (root === undefined && errors.length === 0) faults.note(0, 'the file holds no value')
  faults.check()
  const tree = locate(root as Node, faults)
  faults.check()
  return tree
}

/** The deepest bracket, counted on tokens: the parser itself recurses, so it must not meet hostile nesting. */
function depthOf(text: string): number {
  const scanner = createScanner(text, true)
  let depth = 0
  let deepest = 0
  for (let token: number = scanner.scan(); token !== TOKEN.end; token = scanner.scan()) {
    if (token === TOKEN.openBrace || token === TOKEN.openBracket)
      deepest = Math.max(deepest, ++depth)
    if (token === TOKEN.closeBrace || token === TOKEN.closeBracket) depth--
  }
  return deepest
}

function locate(node: Node, faults: Faults): Located {
  const { offset: at, type } = node
  switch (type) {
    case 'object':
      return { at, kind: 'object', entries: entriesOf(node, faults) }
    case 'array':
      return { at, kind: 'array', items: (node.children ?? []).map((item) => locate(item, faults)) }
    case 'string':
      return { at, kind: 'string', value: node.value as string }
    case 'number':
      return { at, kind: 'number', value: node.value as number }
    case 'boolean':
      return { at, kind: 'boolean', value: node.value as boolean }
    case 'null':
      return { at, kind: 'null' }
    case 'property':
      throw new TypeError('a property stands only in an object')
    default:
      return assertNever(type)
  }
}

function entriesOf(node: Node, faults: Faults): readonly LocatedEntry[] {
  const seen = new Set<string>()
  return (node.children ?? []).map((property) => {
    const [name, value] = property.children as [Node, Node]
    const key = name.value as string
    if (seen.has(key)) faults.note(name.offset, `duplicate key \`${escape(key, 80)}\``)
    seen.add(key)
    return { key, at: name.offset, value: locate(value, faults) }
  })
}

/** No shipped profile reaches 4 KB; the bound only keeps a wrong file from costing time. */
const MAX_TEXT = 256 * 1024
/** The deepest key of the schema, a list in a rule of an argument in a role, lies at ten. */
const MAX_DEPTH = 16

/** `SyntaxKind` of jsonc-parser, whose own enum is declared `const` and so cannot be imported as a value. */
const TOKEN = { openBrace: 1, closeBrace: 2, openBracket: 3, closeBracket: 4, end: 17 } as const

const SYNTAX: Readonly<Record<ReturnType<typeof printParseErrorCode>, string>> = {
  InvalidSymbol: 'this is not JSON',
  InvalidNumberFormat: 'this is not a JSON number',
  PropertyNameExpected: 'expected a key in double quotes, and no comma before `}`',
  ValueExpected: 'expected a value, and no comma before `]`',
  ColonExpected: 'expected `:`',
  CommaExpected: 'expected `,`',
  CloseBraceExpected: 'expected `}`',
  CloseBracketExpected: 'expected `]`',
  EndOfFileExpected: 'expected nothing after the value',
  InvalidCommentToken: 'this is not a comment',
  UnexpectedEndOfComment: 'the comment does not end',
  UnexpectedEndOfString: 'the string does not end',
  UnexpectedEndOfNumber: 'the number does not end',
  InvalidUnicode: 'this is not a `\\u` escape of four hexadecimal digits',
  InvalidEscapeCharacter: 'this is not an escape that JSON knows',
  InvalidCharacter: 'a control character in a string must be escaped',
  '<unknown ParseErrorCode>': 'this is not JSON',
}
