import { isObject, type JsonObject } from '../json.ts'
import type { Dialect } from './dialect.ts'
import { HARMLESS, isPlain, KEYWORDS, REFUSED, type SchemaShape } from './keywords.ts'
import type { SchemaLimits } from './limits.ts'
import { type Pattern, parsePattern, propertiesIn } from './pattern/index.ts'
import { plainValue, tooMany } from './plain-value.ts'
import { References } from './references.ts'
import { type SchemaNode, TUPLE } from './schema-node.ts'
import { Unsound, wrong } from './unsound.ts'

/** A node while it is read. */
interface Draft extends SchemaNode {
  readonly words: Map<string, unknown>
  readonly one: Map<string, SchemaNode>
  readonly many: Map<string, readonly SchemaNode[]>
  readonly named: Map<string, ReadonlyMap<string, SchemaNode>>
}

/** Reads one schema whose depth is bounded already. Each of its methods throws `Unsound` for what it does not accept. */
export class SchemaReader {
  readonly #dialect: Dialect
  readonly #limits: SchemaLimits
  readonly #references = new References()
  #isDialectNamed = false
  #count = 0
  #patternSteps = 0
  /** What its patterns count for beyond what is written. */
  patternUnits = 0
  /** `$id` at the root. */
  id: string | undefined

  constructor(dialect: Dialect, limits: SchemaLimits) {
    this.#dialect = dialect
    this.#limits = limits
  }

  read(schema: unknown): SchemaNode {
    if (isObject(schema)) {
      this.#isDialectNamed = schema['$schema'] !== undefined
      this.id = this.#rootId(schema['$id'])
    }
    const root = this.#schema(schema, '')
    this.#references.resolve(root)
    return root
  }

  #schema(schema: unknown, at: string): SchemaNode {
    this.#count += 1
    const { subschemas } = this.#limits
    if (this.#count > subschemas) throw new Unsound(`it has more than ${subschemas} subschemas`)
    if (typeof schema === 'boolean') return schema ? ALWAYS : NEVER
    const node: Draft = {
      always: undefined,
      words: new Map(),
      one: new Map(),
      many: new Map(),
      named: new Map(),
    }
    if (!isObject(schema)) throw wrong(at, 'must be an object, `true` or `false`')
    if (at !== '') this.#assertNoResource(schema, at)
    for (const [name, value] of Object.entries(schema)) this.#keyword(node, name, value, at)
    return node
  }

  #keyword(node: Draft, name: string, value: unknown, at: string): void {
    const place = `${at}/${name}`
    const keyword = KEYWORDS.get(name)
    if (keyword === undefined || !keyword.dialects.includes(this.#dialect)) {
      const isReserved = name.startsWith('$') && !HARMLESS.has(name) && keyword === undefined
      if (isReserved || REFUSED.has(name)) throw wrong(place, 'is a keyword that is not allowed')
      return
    }
    const { shape } = keyword
    if (isPlain(shape)) node.words.set(name, plainValue(shape, value, place, this.#limits))
    else this.#structure(node, name, value, { place, shape })
  }

  #structure(
    node: Draft,
    name: string,
    value: unknown,
    { place, shape }: { readonly place: string; readonly shape: SchemaShape },
  ): void {
    switch (shape) {
      case 'schema':
        node.one.set(name, this.#schema(value, place))
        return
      case 'schemas':
        node.many.set(name, this.#schemas(value, place))
        return
      case 'items':
        if (Array.isArray(value)) this.#tuple(node, value, place)
        else node.one.set(name, this.#schema(value, place))
        return
      case 'schema-map':
        node.named.set(name, this.#schemaMap(name, value, place))
        return
      case 'dependencies':
        this.#dependencies(node, value, place)
        return
      case 'reference':
        this.#references.refer(value, place, (to) => node.one.set(name, to))
        return
      case 'anchor':
        this.#references.anchor(value, place, node)
        return
      case 'pattern':
        node.words.set(name, this.#pattern(value, place))
    }
  }

  #schemas(value: unknown, at: string): readonly SchemaNode[] {
    const { branches } = this.#limits
    if (!Array.isArray(value) || value.length === 0) throw wrong(at, 'must be an array of schemas')
    if (value.length > branches) throw tooMany(at, branches)
    return value.map((each, index) => this.#schema(each, `${at}/${index}`))
  }

  /** An array of `items` is a tuple up to 2019-09, and in schemas that do not say what they are but mean that. */
  #tuple(node: Draft, value: readonly unknown[], at: string): void {
    const isClear = this.#dialect !== '2020-12' || !this.#isDialectNamed
    if (!isClear || node.many.has(TUPLE)) throw wrong(at, 'must be one schema in 2020-12')
    node.many.set(TUPLE, this.#schemas(value, at))
  }

  #schemaMap(name: string, value: unknown, at: string): ReadonlyMap<string, SchemaNode> {
    const read = new Map<string, SchemaNode>()
    for (const [key, each] of this.#entries(value, at)) {
      if (name === 'patternProperties') this.#pattern(key, `${at}/${key}`)
      read.set(key, this.#schema(each, `${at}/${key}`))
    }
    return read
  }

  #dependencies(node: Draft, value: unknown, at: string): void {
    const schemas = new Map<string, SchemaNode>()
    const names: [string, unknown][] = []
    for (const [key, each] of this.#entries(value, at)) {
      if (Array.isArray(each)) names.push([key, each])
      else schemas.set(key, this.#schema(each, `${at}/${key}`))
    }
    node.named.set('dependencies', schemas)
    const asObject = Object.fromEntries(names)
    node.words.set('dependencies', plainValue('name-lists', asObject, at, this.#limits))
  }

  #entries(value: unknown, at: string): readonly (readonly [string, unknown])[] {
    if (!isObject(value)) throw wrong(at, 'must be an object')
    const entries = Object.entries(value)
    const { properties } = this.#limits
    if (entries.length > properties) throw tooMany(at, properties)
    return entries
  }

  #pattern(value: unknown, at: string): Pattern {
    if (typeof value !== 'string') throw wrong(at, 'must be a regular expression')
    this.#countPattern(value)
    const pattern = parsePattern(value)
    if (typeof pattern === 'string') throw wrong(at, pattern)
    this.#patternSteps += pattern.size
    const { patternSteps } = this.#limits
    if (this.#patternSteps > patternSteps) {
      throw new Unsound(`its patterns have more than ${patternSteps} steps together`)
    }
    return pattern
  }

  /** Counted before it is parsed, and whether it is sound or not. */
  #countPattern(source: string): void {
    const { units } = this.#limits
    this.patternUnits += source.length * PATTERN_UNITS + propertiesIn(source) * PROPERTY_UNITS
    if (this.patternUnits > units)
      throw new Unsound(`its patterns count for more than ${units} characters`)
  }

  /** An id that others could take for one of theirs is none. */
  #rootId(value: unknown): string | undefined {
    if (value === undefined) return undefined
    if (typeof value !== 'string' || value.length > MOST_ID_UNITS || value.includes('#')) {
      throw wrong('/$id', 'must be an address without a fragment')
    }
    if (META_SCHEMA.test(value)) throw wrong('/$id', 'is the address of a dialect of JSON Schema')
    return value
  }

  /** An id inside would change what every reference below it means; another dialect what every keyword does. */
  #assertNoResource(schema: JsonObject, at: string): void {
    if (schema['$id'] !== undefined) throw wrong(`${at}/$id`, 'may stand at the root only')
    const named = schema['$schema']
    if (named !== undefined) throw wrong(`${at}/$schema`, 'may stand at the root only')
  }
}

/**
 * Reading a pattern is dearer than reading text. Measured: a character of one takes up to 300 ns, a Unicode property some 50 µs; so
 * a schema may have 64 of those, and all that are remembered of one list a thousand.
 */
const PATTERN_UNITS = 8
const PROPERTY_UNITS = 4096

/** What all schemas of a kind can share: nothing in it ever changes. */
const ALWAYS: SchemaNode = plainNode(true)
const NEVER: SchemaNode = plainNode(false)

function plainNode(always: boolean): SchemaNode {
  return { always, words: new Map(), one: new Map(), many: new Map(), named: new Map() }
}

const MOST_ID_UNITS = 1024
const META_SCHEMA = /json-schema\.org/i
