import { KEYWORDS } from './keywords.ts'
import { type SchemaNode, TUPLE } from './schema-node.ts'
import { wrong } from './unsound.ts'

/**
 * Who refers to whom inside one schema. Only places that were read as schemas can be referred to, by JSON pointer or by anchor. As there
 * is one resource and no more, a dynamic or recursive reference leads where a plain one would (2020-12, core, 8.2.3.2: the
 * outermost anchor of the name is the only one).
 */
export class References {
  readonly #anchors = new Map<string, SchemaNode>()
  readonly #waiting: Waiting[] = []

  /** Throws `Unsound` when the name is none, or another schema's. */
  anchor(name: unknown, at: string, node: SchemaNode): void {
    if (typeof name !== 'string' || !ANCHOR.test(name)) throw wrong(at, 'must be a plain name')
    const known = this.#anchors.get(name)
    if (known !== undefined && known !== node) throw wrong(at, 'is an anchor that stands elsewhere')
    this.#anchors.set(name, node)
  }

  /** `found` is called by `resolve`, when the whole schema is read. */
  refer(to: unknown, at: string, found: (node: SchemaNode) => void): void {
    if (typeof to !== 'string' || !to.startsWith('#')) {
      throw wrong(at, 'leads out of the schema; only references that begin with `#` are followed')
    }
    this.#waiting.push({ fragment: to.slice(1), at, found })
  }

  /** Throws `Unsound` for a reference that leads to no schema. */
  resolve(root: SchemaNode): void {
    for (const { fragment, at, found } of this.#waiting) {
      const isPointer = fragment === '' || fragment.startsWith('/')
      const node = isPointer ? follow(root, fragment) : this.#anchors.get(fragment)
      if (node === undefined) throw wrong(at, 'leads to no schema')
      found(node)
    }
  }
}

/** RFC 6901, sections 4 and 6, over what was read as schemas. */
function follow(root: SchemaNode, fragment: string): SchemaNode | undefined {
  const tokens = tokensOf(fragment)
  let node: SchemaNode | undefined = root
  for (let at = 0; at < tokens.length; ) {
    const keyword = tokens[at] as string
    const key = tokens[at + 1]
    if (node === undefined || KEYWORDS.get(keyword)?.shape === 'reference') return undefined
    const only = node.one.get(keyword)
    node = only ?? (key === undefined ? undefined : memberOf(node, keyword, key))
    at += only === undefined ? 2 : 1
  }
  return node
}

function memberOf(node: SchemaNode, keyword: string, key: string): SchemaNode | undefined {
  const named = node.named.get(keyword)
  if (named !== undefined) return named.get(key)
  const many = node.many.get(keyword) ?? (keyword === 'items' ? node.many.get(TUPLE) : undefined)
  return INDEX.test(key) ? many?.[Number(key)] : undefined
}

/** Broken escapes make a name that nothing has. */
function tokensOf(fragment: string): readonly string[] {
  try {
    const pointer = decodeURIComponent(fragment)
    return pointer
      .split('/')
      .slice(1)
      .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
  } catch {
    return ['']
  }
}

interface Waiting {
  readonly fragment: string
  readonly at: string
  readonly found: (node: SchemaNode) => void
}

/** 2019-09, core, 8.2.3 and 2020-12, core, 8.2.2, together. */
const ANCHOR = /^[A-Za-z_][-A-Za-z0-9._:]*$/
const INDEX = /^(?:0|[1-9]\d{0,3})$/
