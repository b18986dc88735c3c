import type { JsonObject } from '../json.ts'

/**
 * JSON text that is the same for the same value, whatever order its members came in: keys in the order of their UTF-16 units, no white
 * space (as RFC 8785, but for the numbers that a line may not hold anyway). The order of arrays is part of the value.
 */
export function canonical(value: unknown): string {
  return JSON.stringify(sorted(value))
}

/** Whether two values have one canonical form; cheaper than making it. */
export function isSameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((each, at) => isSameValue(each, b[at]))
    )
  }
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every(
      (key) => Object.hasOwn(b, key) && isSameValue((a as JsonObject)[key], (b as JsonObject)[key]),
    )
  )
}

/** The same value with the members of every object in that order. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  // Own properties throughout: a key `__proto__` makes a property like any other here.
  return Object.fromEntries(members.map(([key, each]) => [key, sorted(each)]))
}
