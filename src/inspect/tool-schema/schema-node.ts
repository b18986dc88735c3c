/** A schema that was read: what decides about values, and nothing else. References are followed already. */
export interface SchemaNode {
  /** For `true` and `false`. */
  readonly always: boolean | undefined
  /** Keywords without subschemas, with values as their shapes say. */
  readonly words: ReadonlyMap<string, unknown>
  /** Keywords with one subschema; for references the schema that they lead to. */
  readonly one: ReadonlyMap<string, SchemaNode>
  readonly many: ReadonlyMap<string, readonly SchemaNode[]>
  readonly named: ReadonlyMap<string, ReadonlyMap<string, SchemaNode>>
}

/** Where schemas for the first items stand, whichever keyword the dialect has for them. */
export const TUPLE = 'prefixItems'

/** All schemas that a node names, by keyword. */
export function* linksOf(node: SchemaNode): Generator<readonly [keyword: string, to: SchemaNode]> {
  for (const [keyword, to] of node.one) yield [keyword, to]
  for (const [keyword, all] of node.many) for (const to of all) yield [keyword, to]
  for (const [keyword, all] of node.named) for (const to of all.values()) yield [keyword, to]
}
