import type { Node } from 'jsonc-parser'
import { unusable } from './fault.ts'
import { members } from './jsonc.ts'

/**
 * What a document says of an entry beside its value; times are milliseconds since 1970. Who has been allowed to have it is not among it: a
 * person's consent is given in the vault where it counts, and no file can bring it along.
 */
export interface Description {
  readonly kind: 'secret' | 'totp'
  readonly classification: 'public' | 'internal' | 'confidential'
  /** Names of the profiles that may have it; `*` for any. */
  readonly scopes: readonly string[]
  readonly created: number
  readonly rotated: number
  readonly rotateAfterDays: number
  /** A command with its arguments that prints a new value. */
  readonly rotateCommand?: readonly string[]
}

/**
 * Reads what stands beside the value of an entry; each member may be missing. Throws AIRLOCK_USAGE for one that is unknown or of another
 * form. Bounds are the vault's.
 */
export function readDescription(node: Node, beside: ReadonlySet<string>): Partial<Description> {
  const found = members(node).filter(([name]) => !beside.has(name))
  return Object.fromEntries(
    found.map(([name, inner]) => {
      const read = Object.hasOwn(READERS, name) ? READERS[name as keyof Description] : undefined
      const value = read?.(inner)
      if (value !== undefined) return [name, value]
      const what = read === undefined ? 'a member that nobody knows' : `an odd \`${name}\``
      throw unusable(`an entry of the file has ${what}`, HINT)
    }),
  )
}

/** Undefined for a node of another form. */
type Read<T> = (node: Node) => T | undefined

function word<T extends string>(...words: readonly T[]): Read<T> {
  return ({ value }) => words.find((each) => each === value)
}

function count({ value }: Node): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined
}

function texts({ type, children = [] }: Node): readonly string[] | undefined {
  if (type !== 'array' || children.some((each) => each.type !== 'string')) return undefined
  return children.map(({ value }) => value as string)
}

const READERS: { readonly [K in keyof Description]-?: Read<NonNullable<Description[K]>> } = {
  kind: word('secret', 'totp'),
  classification: word('public', 'internal', 'confidential'),
  scopes: texts,
  created: count,
  rotated: count,
  rotateAfterDays: count,
  rotateCommand: texts,
}
const HINT = `beside a value stand ${Object.keys(READERS).join(', ')}`
