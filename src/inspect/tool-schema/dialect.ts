import { Unsound } from './unsound.ts'

/** The revisions of JSON Schema that are read. */
export type Dialect = 'draft-07' | '2019-09' | '2020-12'

/**
 * The dialect that a schema names. Without a name it is 2020-12 (MCP 2025-11-25, SEP-1613). Throws `Unsound` for any other, because
 * what its keywords mean is not known.
 */
export function dialectOf(named: unknown): Dialect {
  if (named === undefined) return '2020-12'
  const dialect = typeof named === 'string' ? DIALECTS.get(named.replace(/#$/, '')) : undefined
  if (dialect === undefined) {
    throw new Unsound('`$schema` names a dialect other than draft-07, 2019-09 and 2020-12')
  }
  return dialect
}

/** Draft-07 is named with a fragment and by some with `https`, the later ones without. */
const DIALECTS: ReadonlyMap<string, Dialect> = new Map([
  ['http://json-schema.org/draft-07/schema', 'draft-07'],
  ['https://json-schema.org/draft-07/schema', 'draft-07'],
  ['http://json-schema.org/draft/2019-09/schema', '2019-09'],
  ['https://json-schema.org/draft/2019-09/schema', '2019-09'],
  ['http://json-schema.org/draft/2020-12/schema', '2020-12'],
  ['https://json-schema.org/draft/2020-12/schema', '2020-12'],
])
