import type { Dialect } from './dialect.ts'

/** What the value of a keyword without subschemas must be. */
export type PlainShape =
  | 'types'
  | 'enum'
  | 'any'
  | 'number'
  | 'positive'
  | 'count'
  | 'boolean'
  | 'string'
  | 'names'
  | 'name-lists'

/** What the value of one must be that holds schemas, patterns, or names of schemas. */
export type SchemaShape =
  | 'pattern'
  | 'schema'
  | 'schemas'
  | 'schema-map'
  /** One schema, or an array of them in the dialects where that means a tuple. */
  | 'items'
  /** Draft-07: by name a schema or an array of names. */
  | 'dependencies'
  | 'reference'
  | 'anchor'

export interface Keyword {
  readonly shape: PlainShape | SchemaShape
  /** Elsewhere the word is an annotation like any unknown one. */
  readonly dialects: readonly Dialect[]
  /** Its subschemas judge the same value that the schema itself judges, not a part of it. */
  readonly isInPlace: boolean
}

const ALL: readonly Dialect[] = ['draft-07', '2019-09', '2020-12']
const LATER: readonly Dialect[] = ['2019-09', '2020-12']

const below = (shape: Keyword['shape'], dialects = ALL): Keyword => ({
  shape,
  dialects,
  isInPlace: false,
})
const inPlace = (shape: Keyword['shape'], dialects = ALL): Keyword => ({
  shape,
  dialects,
  isInPlace: true,
})

/**
 * Every keyword that decides about values (draft-07, sections 6 and 8; 2019-09 and 2020-12, core 8 to 11 and validation 6 and 7).
 * `definitions` and `dependencies` live on in the later dialects, as their appendices allow; `nullable` is OpenAPI's, which
 * common validators honour beside `type`.
 */
export const KEYWORDS: ReadonlyMap<string, Keyword> = new Map<string, Keyword>([
  ['type', below('types')],
  ['nullable', below('boolean')],
  ['enum', below('enum')],
  ['const', below('any')],
  ['multipleOf', below('positive')],
  ['minimum', below('number')],
  ['maximum', below('number')],
  ['exclusiveMinimum', below('number')],
  ['exclusiveMaximum', below('number')],
  ['minLength', below('count')],
  ['maxLength', below('count')],
  ['pattern', below('pattern')],
  ['format', below('string')],
  ['minItems', below('count')],
  ['maxItems', below('count')],
  ['uniqueItems', below('boolean')],
  ['prefixItems', below('schemas', ['2020-12'])],
  ['items', below('items')],
  ['additionalItems', below('schema', ['draft-07', '2019-09'])],
  ['contains', below('schema')],
  ['minContains', below('count', LATER)],
  ['maxContains', below('count', LATER)],
  ['unevaluatedItems', below('schema', LATER)],
  ['minProperties', below('count')],
  ['maxProperties', below('count')],
  ['required', below('names')],
  ['dependentRequired', below('name-lists', LATER)],
  ['properties', below('schema-map')],
  ['patternProperties', below('schema-map')],
  ['additionalProperties', below('schema')],
  ['propertyNames', below('schema')],
  ['unevaluatedProperties', below('schema', LATER)],
  ['dependencies', inPlace('dependencies')],
  ['dependentSchemas', inPlace('schema-map', LATER)],
  ['allOf', inPlace('schemas')],
  ['anyOf', inPlace('schemas')],
  ['oneOf', inPlace('schemas')],
  ['not', inPlace('schema')],
  ['if', inPlace('schema')],
  ['then', inPlace('schema')],
  ['else', inPlace('schema')],
  ['$ref', inPlace('reference')],
  ['$dynamicRef', inPlace('reference', ['2020-12'])],
  ['$recursiveRef', inPlace('reference', ['2019-09'])],
  ['$anchor', below('anchor', LATER)],
  ['$dynamicAnchor', below('anchor', ['2020-12'])],
  ['$recursiveAnchor', below('boolean', ['2019-09'])],
  ['$defs', below('schema-map')],
  ['definitions', below('schema-map')],
])

/** Words with a `$` that say nothing about values; all others of that kind are refused (2020-12, core, 6.5 keeps them for itself). */
export const HARMLESS: ReadonlySet<string> = new Set(['$schema', '$id', '$comment'])

/** Words by which common validators run code, change the value or answer later. */
export const REFUSED: ReadonlySet<string> = new Set([
  'instanceof',
  'typeof',
  'transform',
  'dynamicDefaults',
])

/** The shapes of keywords that hold schemas, patterns, or names of schemas. */
const SCHEMA_SHAPES: ReadonlySet<string> = new Set<SchemaShape>([
  'pattern',
  'schema',
  'schemas',
  'schema-map',
  'items',
  'dependencies',
  'reference',
  'anchor',
])

export function isPlain(shape: Keyword['shape']): shape is PlainShape {
  return !SCHEMA_SHAPES.has(shape)
}
