import { decodeBase64url } from './base64url.ts'

/** Reads one value of a parsed JSON text. `at` names the place, for the fault. Throws `Malformed`. */
export type Read<T> = (value: unknown, at: string) => T

/** What a reader throws. Says where and what was expected, never what stands there. */
export class Malformed extends Error {}

/** An object with exactly these members; those of `optional` may be missing. */
export function object<T>(
  members: { readonly [K in keyof T]-?: Read<T[K]> },
  optional: readonly (keyof T)[] = [],
): Read<T> {
  const names = Object.keys(members) as (keyof T & string)[]
  return (value, at) => {
    const source = asObject(value, at)
    if (Object.keys(source).some((name) => !Object.hasOwn(members, name)))
      throw new Malformed(`\`${at}\` has a member that the format does not know`)
    const found: Partial<T> = {}
    for (const name of names) {
      if (Object.hasOwn(source, name)) {
        found[name] = members[name](source[name], at === '' ? name : `${at}.${name}`)
      } else if (!optional.includes(name)) throw new Malformed(`\`${at}\` lacks \`${name}\``)
    }
    return found as T
  }
}

export function asObject(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Malformed(`\`${at}\` is not an object`)
  return value as Readonly<Record<string, unknown>>
}

/** A list of between `least` and `most` values. */
export function list<T>(read: Read<T>, least: number, most: number): Read<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) throw new Malformed(`\`${at}\` is not a list`)
    if (value.length < least || value.length > most)
      throw new Malformed(`\`${at}\` has ${value.length} elements, not ${least} to ${most}`)
    return value.map((each, index) => read(each, `${at}[${index}]`))
  }
}

/** A whole number between both bounds. */
export function integer(least: number, most: number): Read<number> {
  return (value, at) => {
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least || value > most)
      throw new Malformed(`\`${at}\` is not a whole number from ${least} to ${most}`)
    return value
  }
}

/** A text of between `least` and `most` UTF-16 units, without lone surrogates, which have no UTF-8. */
export function text(least: number, most: number, pattern?: RegExp): Read<string> {
  return (value, at) => {
    if (typeof value !== 'string' || /\p{Cs}/u.test(value))
      throw new Malformed(`\`${at}\` is not a text`)
    if (value.length < least || value.length > most || pattern?.test(value) === false)
      throw new Malformed(`\`${at}\` is not a text of the right form`)
    return value
  }
}

/** One of these words. */
export function word<T extends string>(...words: readonly T[]): Read<T> {
  return (value, at) => {
    const found = words.find((each) => each === value)
    if (found === undefined) throw new Malformed(`\`${at}\` is none of ${words.join(', ')}`)
    return found
  }
}

/** Canonical base64url of between `least` and `most` bytes. */
export function base64url(least: number, most = least): Read<string> {
  return (value, at) => {
    const bytes = typeof value === 'string' ? decodeBase64url(value) : undefined
    if (bytes === undefined || bytes.length < least || bytes.length > most)
      throw new Malformed(`\`${at}\` is not canonical base64url of the right length`)
    return value as string
  }
}
