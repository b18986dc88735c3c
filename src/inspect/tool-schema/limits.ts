/** How large a schema may be. Sizes count what a validator would build or walk, not only what is written. */
export interface SchemaLimits {
  /** UTF-16 units of all keys and strings, and one for each other value. */
  readonly units: number
  /** Levels of nesting. */
  readonly depth: number
  /** JSON values of any kind, annotations included. */
  readonly values: number
  readonly subschemas: number
  /** Subschemas when each `$ref` is replaced by what it leads to, a recursive one by nothing. */
  readonly unrolled: number
  /** Of one `enum`. */
  readonly enumMembers: number
  /** Of one object: `properties`, `patternProperties`, `required` and the like, each. */
  readonly properties: number
  /** Of one `allOf`, `anyOf`, `oneOf` or array of items. */
  readonly branches: number
  /** Steps of all patterns together. */
  readonly patternSteps: number
}

/**
 * MCP 2026-07-28 (SEP-2106) asks for bounds on depth and subschemas and names none. Measured: the tool lists of 14 public servers have
 * at most 76 KB each, all tools together; an `anyOf` of two equal references, 16 levels deep, is 1 KB and unrolls to
 * 131,071 subschemas, which cost ajv 98 ms and each further level double.
 */
export const SCHEMA_LIMITS: SchemaLimits = {
  units: 256 * 1024,
  depth: 64,
  values: 20_000,
  subschemas: 2_000,
  unrolled: 20_000,
  enumMembers: 5_000,
  properties: 1_000,
  branches: 256,
  patternSteps: 20_000,
}
