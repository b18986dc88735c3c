import { isObject } from '../json.ts'
import type { PlainShape } from './keywords.ts'
import type { SchemaLimits } from './limits.ts'
import { type Unsound, wrong } from './unsound.ts'

/** The value of a keyword without subschemas, if it has the shape; throws `Unsound` if not. Types become a set, lists lose repeats. */
export function plainValue(
  shape: PlainShape,
  value: unknown,
  at: string,
  limits: SchemaLimits,
): unknown {
  const { holds, noun } = SHAPES[shape]
  if (!holds(value)) throw wrong(at, `must be ${noun}`)
  if (Array.isArray(value)) assertFew(value, shape === 'enum' ? 'enumMembers' : 'properties')
  if (shape === 'types') return new Set(listOf(value))
  if (shape === 'names') return [...new Set(listOf(value))]
  if (shape !== 'name-lists' || !isObject(value)) return value
  const lists = Object.entries(value)
  assertFew(lists, 'properties')
  return new Map(lists.map(([key, list]) => [key, plainValue('names', list, at, limits)]))

  function assertFew(list: readonly unknown[], limit: 'enumMembers' | 'properties'): void {
    if (list.length > limits[limit]) throw tooMany(at, limits[limit])
  }
}

/** A list that is longer than `limit`. */
export function tooMany(at: string, limit: number): Unsound {
  return wrong(at, `has more than ${limit} members`)
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])

const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0
const isFull = (value: unknown) => Array.isArray(value) && value.length > 0
const isText = (value: unknown) => typeof value === 'string'
const isType = (value: unknown) => typeof value === 'string' && TYPES.has(value)

const TYPES: ReadonlySet<string> = new Set([
  'null',
  'boolean',
  'object',
  'array',
  'number',
  'string',
  'integer',
])

interface ShapeRule {
  readonly holds: (value: unknown) => boolean
  readonly noun: string
}

const SHAPES: Readonly<Record<PlainShape, ShapeRule>> = {
  types: {
    holds: (value) => listOf(value).length > 0 && listOf(value).every(isType),
    noun: 'types of JSON Schema',
  },
  enum: { holds: isFull, noun: 'an array of values' },
  any: { holds: () => true, noun: 'a value' },
  number: { holds: Number.isFinite, noun: 'a number' },
  positive: {
    holds: (value) => Number.isFinite(value) && Number(value) > 0,
    noun: 'a number above 0',
  },
  count: { holds: isCount, noun: 'a whole number from 0 on' },
  boolean: { holds: (value) => typeof value === 'boolean', noun: '`true` or `false`' },
  string: { holds: isText, noun: 'a string' },
  names: {
    holds: (value) => Array.isArray(value) && value.every(isText),
    noun: 'an array of names',
  },
  'name-lists': { holds: isObject, noun: 'an object' },
}
