/**
 * A JSON Schema as data. `exactKeys`, `exactlyOne`, `atLeastOne` and `atMostOne` are
 * keywords of our own, which `build-grammar.mjs` compiles.
 */
export type Schema = Readonly<Record<string, unknown>>

/** Members of an object by name; a name that ends in `?` may be absent. */
export type Members = Readonly<Record<string, Schema>>

/** Schemas by name, for `ref`. */
export type Definitions = Readonly<Record<string, Schema>>

/** The definition of that name in the revision at hand. */
export function ref(name: string): Schema {
  return { $ref: `#/$defs/${name}` }
}

/**
 * An object with these members. Others are allowed, since the bytes go on as they came and a peer may know more, unless a
 * key could be mistaken for one of these (`exactKeys`): Go's encoding/json would take it for the member itself.
 */
export function record(members: Members): Schema {
  const names = Object.keys(members)
  const required = names.filter((name) => !name.endsWith('?'))
  const properties = Object.fromEntries(
    names.map((name) => [bareName(name), members[name] as Schema]),
  )
  return {
    type: 'object',
    ...(required.length > 0 ? { required } : {}),
    properties,
    exactKeys: names.map(bareName),
  }
}

/** An object whose keys are the peer's own. */
export function map(values: Schema): Schema {
  return { type: 'object', additionalProperties: values }
}

export function list(items: Schema): Schema {
  return { type: 'array', items }
}

export function constant(value: string | number): Schema {
  return { const: value }
}

export function choice(...values: readonly string[]): Schema {
  return { enum: values }
}

/** Records told apart by the constant that each has for the member `tag`. */
export function tagged(tag: string, records: readonly Schema[]): Schema {
  return {
    type: 'object',
    required: [tag],
    discriminator: { propertyName: tag },
    oneOf: records,
  }
}

/**
 * Records told apart by which one member they have. Exactly one of these members must be there: with two, it would be the
 * reader's choice what the object is.
 */
export function keyed(records: Members): Schema {
  return {
    type: 'object',
    allOf: [
      { type: 'object', exactlyOne: Object.keys(records) },
      ...Object.entries(records).map(([name, schema]) =>
        when({ type: 'object', required: [name] }, schema),
      ),
    ],
  }
}

/** `schema`, and `more` when `condition` holds. */
export function when(condition: Schema, more: Schema, otherwise?: Schema): Schema {
  return { if: condition, then: more, ...(otherwise === undefined ? {} : { else: otherwise }) }
}

/** The condition that the member is there with this value. */
export function having(name: string, value: string | number): Schema {
  return { type: 'object', required: [name], properties: { [name]: { const: value } } }
}

/** One, or a list of them. */
export function oneOrList(item: Schema): Schema {
  return when({ type: 'array' }, { items: item }, item)
}

function bareName(name: string): string {
  return name.endsWith('?') ? name.slice(0, -1) : name
}
