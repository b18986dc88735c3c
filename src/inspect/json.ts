/** A JSON object as `JSON.parse` makes it: own keys only, whatever they are called. */
export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The member of an object; undefined when there is no such member, or no object. */
export function member(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

/** The string, unless it is longer than anything that is worth remembering. */
export function shortString(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= KEPT_LENGTH ? value : undefined
}

/** Names and addresses of tools, prompts, resources and tasks are shorter; what is remembered must have a bound. */
const KEPT_LENGTH = 1024
