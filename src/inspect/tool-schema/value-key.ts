import { isObject } from '../json.ts'
import type { Spend } from './pattern/index.ts'
import { EXHAUSTED } from './run.ts'

/**
 * A text that two JSON values share exactly when they are equal (2020-12, core, 4.2.2): 1 and 1.0 are, the order of members does not
 * matter. Comparing by it makes `uniqueItems` and `enum` linear on values that are made to be alike.
 */
export function valueKey(value: unknown, spend: Spend, depth = 0): string {
  if (depth > MOST_DEPTH) throw EXHAUSTED
  spend(2)
  if (typeof value === 'string') {
    spend(value.length >> UNITS_PER_STEP)
    return JSON.stringify(value)
  }
  // `-0` is `0`, and what is too large for a number is `Infinity`.
  if (typeof value === 'number') return value === 0 ? '0' : String(value)
  if (Array.isArray(value))
    return `[${value.map((each) => valueKey(each, spend, depth + 1)).join()}]`
  if (!isObject(value)) return String(value)
  const keys = Object.keys(value)
  if (keys.length > FEW_MEMBERS) spend(keys.length * MEMBER_STEPS)
  const members = keys.toSorted()
  for (const key of members) spend(key.length >> KEY_UNITS_PER_STEP)
  return `{${members.map((key) => `${JSON.stringify(key)}:${valueKey(value[key], spend, depth + 1)}`).join()}}`
}

/** Lines are nested less deeply. */
const MOST_DEPTH = 500

/** To list, sort and quote a key among many. Measured: 1 to 2 µs among a hundred thousand. */
const MEMBER_STEPS = 50
const FEW_MEMBERS = 32
const KEY_UNITS_PER_STEP = 3

/** Plain work on text is some sixteen characters a step. */
export const UNITS_PER_STEP = 4
