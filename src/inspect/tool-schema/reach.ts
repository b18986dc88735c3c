import { KEYWORDS } from './keywords.ts'
import type { SchemaLimits } from './limits.ts'
import { linksOf, type SchemaNode } from './schema-node.ts'
import { Unsound } from './unsound.ts'

/**
 * Throws `Unsound` for references that never come to an end on one value, or that multiply: `unrolled` is the size of the tree that one
 * would get by writing every reference out, calculated in one visit to each node. A reference back to where it stands is
 * fine as long as it takes a part of the value on its way, because values are bounded.
 */
export function assertFinite(root: SchemaNode, limits: SchemaLimits): void {
  /** Schemas that judge a part of the value, to be begun afresh. */
  const parts = [root]
  const seen = new Set<SchemaNode>()
  const open = new Set<SchemaNode>()
  const walk = (node: SchemaNode): void => {
    if (open.has(node)) throw new Unsound('a `$ref` leads back to itself')
    if (seen.has(node)) return
    open.add(node)
    for (const [keyword, to] of linksOf(node)) {
      if (KEYWORDS.get(keyword)?.isInPlace === true) walk(to)
      else parts.push(to)
    }
    open.delete(node)
    seen.add(node)
  }
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) walk(part)

  if (unrolled(root, new Map(), open) > limits.unrolled) {
    throw new Unsound(`written out, its references make more than ${limits.unrolled} subschemas`)
  }
}

function unrolled(node: SchemaNode, sizes: Map<SchemaNode, number>, open: Set<SchemaNode>): number {
  const known = sizes.get(node)
  if (known !== undefined) return known
  open.add(node)
  let size = 1
  for (const [keyword, to] of linksOf(node)) {
    if (!SHELVES.has(keyword)) size += open.has(to) ? 1 : unrolled(to, sizes, open)
  }
  open.delete(node)
  sizes.set(node, size)
  return size
}

/** What stands there judges nothing until it is referred to. */
const SHELVES: ReadonlySet<string> = new Set(['$defs', 'definitions'])
