import { isObject } from '../json.ts'
import { boundedSize } from './bounds.ts'
import { type Dialect, dialectOf } from './dialect.ts'
import { SCHEMA_LIMITS, type SchemaLimits } from './limits.ts'
import { assertFinite } from './reach.ts'
import type { SchemaNode } from './schema-node.ts'
import { SchemaReader } from './schema-reader.ts'
import { Unsound } from './unsound.ts'

/** A schema that costs no more than its size says, and that every validator reads alike. */
export interface SoundSchema {
  readonly kind: 'sound'
  readonly root: SchemaNode
  readonly dialect: Dialect
  /** `$id` at the root; validators that share a cache confuse schemas of one id. */
  readonly id: string | undefined
  /** As `SchemaLimits.units` counts it, and what its patterns cost beyond that. */
  readonly units: number
}

export interface UnsoundSchema {
  readonly kind: 'unsound'
  /** A sentence's end about the schema, escaped and bounded. */
  readonly reason: string
  /** What was looked at of it, counted in the same way; 0 when it was too large to be looked at. */
  readonly units: number
}

/**
 * Judges a schema that comes from a server and is hostile until shown otherwise. Takes time linear in what the limits allow, keeps
 * of the schema only what decides about values, and never throws.
 */
export function lintSchema(
  schema: unknown,
  limits: SchemaLimits = SCHEMA_LIMITS,
): SoundSchema | UnsoundSchema {
  let units = 0
  let reader: SchemaReader | undefined
  const counted = () => units + (reader?.patternUnits ?? 0)
  try {
    units = boundedSize(schema, limits)
    const dialect = dialectOf(isObject(schema) ? schema['$schema'] : undefined)
    reader = new SchemaReader(dialect, limits)
    const root = reader.read(schema)
    assertFinite(root, limits)
    return { kind: 'sound', root, dialect, id: reader.id, units: counted() }
  } catch (fault) {
    if (!(fault instanceof Unsound)) throw fault
    return { kind: 'unsound', reason: fault.message, units: counted() }
  }
}
