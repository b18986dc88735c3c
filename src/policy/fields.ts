import { escape } from '../base/index.ts'
import type { Faults } from './faults.ts'
import type { Located } from './jsonc.ts'
import { nearest } from './suggestion.ts'

/** A value together with the dotted key that leads to it (empty at the top) and the list its faults go to. */
export interface Place {
  readonly node: Located
  readonly key: string
  readonly faults: Faults
}

/** Turns a place into a value, or notes what is wrong and returns undefined. */
export type Field<T> = (place: Place) => T | undefined

/** A string about which `fault` says nothing; what it says completes "`key` …". */
export function text(fault: (value: string) => string | undefined): Field<string> {
  return (place) => {
    if (place.node.kind !== 'string') return refuse(place, 'must be a string')
    const wrong = fault(place.node.value)
    return wrong === undefined ? place.node.value : refuse(place, wrong)
  }
}

/** One of a few words. */
export function oneOf<T extends string>(...words: readonly T[]): Field<T> {
  return (place) => {
    const { node } = place
    const found = words.find((word) => node.kind === 'string' && node.value === word)
    return found ?? refuse(place, `must be ${words.map((word) => `"${word}"`).join(' or ')}`)
  }
}

/** A number within bounds; whole unless `fractions` says otherwise. */
export function number(bounds: NumberBounds): Field<number> {
  return (place) => {
    const { node } = place
    const kind = bounds.fractions === true ? 'a number' : 'a whole number'
    if (node.kind !== 'number' || !(bounds.fractions === true || Number.isSafeInteger(node.value)))
      return refuse(place, `must be ${kind} from ${bounds.least} to ${bounds.most}`)
    return node.value >= bounds.least && node.value <= bounds.most
      ? node.value
      : refuse(place, `must be from ${bounds.least} to ${bounds.most}`)
  }
}

export interface NumberBounds {
  readonly least: number
  readonly most: number
  readonly fractions?: true
}

/** An array; `fault` judges the whole once each item is sound. */
export function list<T>(
  item: Field<T>,
  fault?: (items: readonly T[]) => string | undefined,
): Field<readonly T[]> {
  return (place) => {
    const { node, key, faults } = place
    if (node.kind !== 'array') return refuse(place, 'must be a list')
    const items = node.items.map((each, index) =>
      item({ node: each, key: `${key}[${index}]`, faults }),
    )
    const sound = items.filter((each) => each !== undefined)
    if (sound.length < items.length) return undefined
    const wrong = fault?.(sound)
    return wrong === undefined ? sound : refuse(place, wrong)
  }
}

/** An object whose keys are all known. Absent keys stay absent. */
export function object<T extends object>(
  fields: { readonly [K in keyof T]-?: Field<Exclude<T[K], undefined>> },
): Field<T> {
  const known = Object.entries<Field<unknown>>(fields)
  return (place) => {
    const { node, faults } = place
    if (node.kind !== 'object') return refuse(place, 'must be an object')
    const found = node.entries.flatMap((entry): [string, unknown][] => {
      const key = place.key === '' ? escape(entry.key, 80) : `${place.key}.${escape(entry.key, 80)}`
      const field = known.find(([name]) => name === entry.key)?.[1]
      if (field === undefined) {
        const meant = nearest(
          entry.key,
          known.map(([name]) => name),
        )
        faults.note(entry.at, `unknown key \`${key}\``, {
          ...(meant !== undefined && { hint: `did you mean \`${meant}\`?` }),
        })
        return []
      }
      const value = field({ node: entry.value, key, faults })
      return value === undefined ? [] : [[entry.key, value]]
    })
    return Object.fromEntries(found) as T
  }
}

/** An object whose keys are free: `keyFault` judges each key, `value` each value. */
export function dictionary<T>(
  keyFault: (key: string) => string | undefined,
  value: Field<T>,
): Field<Readonly<Record<string, T>>> {
  return (place) => {
    const { node, key, faults } = place
    if (node.kind !== 'object') return refuse(place, 'must be an object')
    const found = node.entries.flatMap((entry): [string, T][] => {
      const name = `${key}.${escape(entry.key, 80)}`
      const wrong = keyFault(entry.key)
      if (wrong !== undefined) faults.note(entry.at, `\`${name}\` ${wrong}`)
      const sound = value({ node: entry.value, key: name, faults })
      return sound === undefined ? [] : [[entry.key, sound]]
    })
    // Own properties throughout: a key `__proto__` makes a property like any other here.
    return Object.fromEntries(found)
  }
}

/** A key that the grammar knows and this version does not enforce: any use is refused, whatever it says. */
export const notEnforced: Field<never> = (place) => {
  place.faults.note(place.node.at, `\`${place.key}\` is not enforced by this version`, {
    hint: `remove \`${place.key}\``,
    code: 'AIRLOCK_NOT_ENFORCED',
  })
  return undefined
}

/** Notes the fault of a value and returns undefined, so that a field can end with it. */
export function refuse(place: Place, wrong: string): undefined {
  place.faults.note(
    place.node.at,
    place.key === '' ? `the profile ${wrong}` : `\`${place.key}\` ${wrong}`,
  )
  return undefined
}
