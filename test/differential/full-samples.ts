import { REVISIONS, type Revision } from '../../src/wire/revisions/index.ts'
import type { Subject } from './subject.ts'

type Schema = Readonly<Record<string, unknown>>
type Json = Record<string, unknown>

/** Every message of every revision, made from the tables with every member that it may have, once in each form. */
export function fullSamples(): readonly Subject[] {
  return REVISIONS.flatMap((revision) => {
    const { date, requests, notifications, error } = revision
    const make = (
      part: Subject['part'],
      method: string,
      from: Subject['from'],
      schema: Schema,
      task = false,
    ) =>
      instances(schema, revision).map((value, index) => ({
        ...{ revision: date, part, method, from, task },
        text: JSON.stringify(value),
        source: `full ${index}`,
      }))
    return [
      ...Object.entries(requests).flatMap(([method, { from, params, result, taskResult }]) => {
        const [asker = 'client'] = from
        const answerer = asker === 'client' ? 'server' : 'client'
        return [
          ...make('request', method, asker, params),
          ...make('result', method, answerer, result),
          ...(taskResult === undefined ? [] : make('result', method, answerer, taskResult, true)),
        ]
      }),
      ...Object.entries(notifications).flatMap(([method, { from, params }]) =>
        make('notification', method, from[0] ?? 'client', params),
      ),
      ...make('error', 'tools/call', 'server', error),
    ]
  })
}

/** At least one value for each form that the schema allows; none for what may not be there. */
function instances(schema: Schema, revision: Revision): readonly unknown[] {
  const { $ref, not, const: constant, enum: values, oneOf } = schema
  if (typeof $ref === 'string') {
    return instances(revision.definitions[$ref.replace('#/$defs/', '')] as Schema, revision)
  }
  if (not !== undefined) return []
  if (constant !== undefined) return [constant]
  if (Array.isArray(values)) return values as unknown[]
  if (Array.isArray(oneOf)) return (oneOf as Schema[]).flatMap((form) => instances(form, revision))
  const base = withoutRivals(schema, simple(schema, revision))
  const conditions = [schema, ...((schema['allOf'] as Schema[] | undefined) ?? [])].filter(
    (each) => each['if'] !== undefined,
  )
  if (conditions.length === 0) return base
  return conditions.flatMap((each) => [
    ...instances(each['then'] as Schema, revision).map((value) =>
      merged(base[0], consts(each['if'] as Schema), value),
    ),
    ...(each['else'] === undefined ? [] : instances(each['else'] as Schema, revision)),
  ])
}

/** By its type alone. */
function simple(schema: Schema, revision: Revision): readonly unknown[] {
  if (schema['items'] !== undefined && [schema['type'] ?? 'array'].includes('array')) {
    return instances(schema['items'] as Schema, revision).map((item) => [item])
  }
  return [schema['type'] ?? 'any'].flat().flatMap((type): readonly unknown[] => {
    if (type === 'object') return objects(schema, revision)
    if (type === 'string') return [schema['pattern'] === undefined ? 'x' : 'file:///x']
    return [SIMPLE[type as keyof typeof SIMPLE]]
  })
}

/** As many as the member with the most forms has. */
function objects(schema: Schema, revision: Revision): readonly Json[] {
  const { properties = {}, additionalProperties } = schema as Record<string, Json | undefined>
  const members = Object.entries(properties).flatMap(([name, member]) => {
    const forms = instances(member as Schema, revision)
    return forms.length === 0 ? [] : [[name, forms] as const]
  })
  const open = additionalProperties === undefined ? [] : instances(additionalProperties, revision)
  const count = Math.max(1, open.length, ...members.map(([, forms]) => forms.length))
  return Array.from({ length: count }, (_, index) => ({
    ...Object.fromEntries(members.map(([name, forms]) => [name, forms[index % forms.length]])),
    ...(open.length === 0 ? {} : { own: open[index % open.length] }),
  }))
}

/** One for each of the members of which only one may be there. */
function withoutRivals(schema: Schema, base: readonly unknown[]): readonly unknown[] {
  const rivals = (schema['exactlyOne'] ?? schema['atMostOne']) as string[] | undefined
  if (rivals === undefined) return base
  return rivals.flatMap((chosen) =>
    base.map((value) =>
      Object.fromEntries(
        Object.entries(value as Json).filter(([name]) => name === chosen || !rivals.includes(name)),
      ),
    ),
  )
}

function consts(condition: Schema): Json {
  const properties = (condition['properties'] ?? {}) as Record<string, Json>
  return Object.fromEntries(
    Object.entries(properties).map(([name, member]) => [name, member['const']]),
  )
}

function merged(base: unknown, fixed: Json, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return { ...(base as Json), ...(value as Json), ...fixed }
}

const SIMPLE = { number: 0.5, integer: 1, boolean: true, null: null, any: 0.5, array: [] }
