import { isObject } from '../json.ts'
import type { SchemaLimits } from './limits.ts'
import { Unsound } from './unsound.ts'

/**
 * The size of a value as `limits.units` counts it. Throws `Unsound` for one that is too large to be looked at any closer, or that has
 * a key which turns objects around. Stops at the first limit, so it takes bounded time on anything.
 */
export function boundedSize(value: unknown, limits: SchemaLimits): number {
  let units = 0
  let values = 0
  const walk = (each: unknown, depth: number): void => {
    values += 1
    if (values > limits.values) throw new Unsound(`it has more than ${limits.values} values`)
    if (depth > limits.depth) throw new Unsound(`it is nested deeper than ${limits.depth} levels`)
    units += typeof each === 'string' ? each.length + 1 : 1
    if (units > limits.units) throw new Unsound(`it is longer than ${limits.units} characters`)
    if (Array.isArray(each)) for (const item of each) walk(item, depth + 1)
    else if (isObject(each)) {
      const keys = Object.keys(each)
      if (keys.length > limits.values) throw new Unsound(`it has more than ${limits.values} values`)
      for (const key of keys) {
        if (key === '__proto__') throw new Unsound('it has a key `__proto__`')
        units += key.length
        walk(each[key], depth + 1)
      }
    }
  }
  walk(value, 1)
  return units
}
