import { createScanner, type Node, type ParseError, parseTree } from 'jsonc-parser'
import { lineAt, unusable } from './fault.ts'

/**
 * The tree of a JSON text with comments and trailing commas, as editors write their settings. Refused: a duplicate key anywhere, since
 * two programs would read two values; more than 64 levels; more than 8 MB. Throws AIRLOCK_USAGE with the line, never with its content.
 */
export function readJsonc(text: string): Node {
  if (text.length > MAX_TEXT) throw unusable('the file is larger than 8 MB', HINT)
  const source = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text
  requireShallow(source)
  const errors: ParseError[] = []
  const root = parseTree(source, errors, { allowTrailingComma: true, disallowComments: false })
  if (root === undefined || errors.length > 0)
    throw unusable(`line ${lineAt(source, errors[0]?.offset ?? 0)} is not JSON`, HINT)
  requireDistinctKeys(source, root)
  return root
}

/** The value of a key of an object; undefined when there is none or the node is no object. */
export function member(node: Node | undefined, key: string): Node | undefined {
  return members(node).find(([name]) => name === key)?.[1]
}

/** The keys and values of an object; none for anything else. */
export function members(node: Node | undefined): readonly (readonly [string, Node])[] {
  if (node?.type !== 'object') return []
  return (node.children ?? []).map((property) => {
    const [name, value] = property.children as [Node, Node]
    return [name.value as string, value]
  })
}

/** Counted on tokens: the parser itself recurses, so that it must not meet hostile nesting. */
function requireShallow(text: string): void {
  const scanner = createScanner(text, true)
  let depth = 0
  for (let token: number = scanner.scan(); token !== TOKEN.end; token = scanner.scan()) {
    if (token === TOKEN.openBrace || token === TOKEN.openBracket) depth++
    if (token === TOKEN.closeBrace || token === TOKEN.closeBracket) depth--
    if (depth > MAX_DEPTH)
      throw unusable(
        `line ${lineAt(text, scanner.getTokenOffset())} is nested deeper than 64 levels`,
        HINT,
      )
  }
}

function requireDistinctKeys(text: string, root: Node): void {
  const open = [root]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const keys = new Set<string>()
    for (const child of node.children ?? []) {
      open.push(child)
      const [name] = node.type === 'object' ? (child.children ?? []) : []
      if (name === undefined) continue
      if (keys.has(name.value as string))
        throw unusable(`line ${lineAt(text, name.offset)} repeats a key`, HINT)
      keys.add(name.value as string)
    }
  }
}

const HINT = 'mend the file: it must read the same in every program'

/** Claude Code keeps its history in the same file as its servers, which grows to some megabytes. */
const MAX_TEXT = 8 * 1024 * 1024
/** A server in a project of Claude Code lies at six; what other settings need is not known. */
const MAX_DEPTH = 64

/** `SyntaxKind` of jsonc-parser, whose own enum is declared `const` and so cannot be imported as a value. */
const TOKEN = { openBrace: 1, closeBrace: 2, openBracket: 3, closeBracket: 4, end: 17 } as const
