import type { JsonObject } from '../json.ts'
import { PIN_KINDS, type PinBook, type PinKind } from './book.ts'
import { canonical } from './canonical.ts'

/** One difference between what is pinned and what was seen. */
export interface Change {
  /** What `pins approve` takes it by: `tool:NAME`, `prompt:NAME`, `template:URI`, `instructions`, `server` or `program`. */
  readonly item: string
  readonly what: 'changed' | 'new' | 'missing' | 'renamed'
  /** The name before, of what was renamed. */
  readonly formerly?: string
  /** As it was pinned; undefined for what is new. */
  readonly before: unknown
  /** As it was seen; undefined for what is missing. */
  readonly after: unknown
}

/**
 * Everything that waits for a decision, in the order of kinds and names. An item that is new while one that says the same under another
 * name is missing was renamed: everything but its name and title is equal.
 */
export function changesIn({ pinned, seen }: PinBook): readonly Change[] {
  const changes: Change[] = []
  if (seen.program !== undefined) {
    changes.push(changed('program', pinned.program, seen.program))
  }
  if (seen.server !== undefined) {
    const { instructions: before, ...identity } = pinned.server ?? NOTHING
    const { instructions: after, ...now } = seen.server
    if (canonical(identity) !== canonical(now)) {
      changes.push(changed('server', pinned.server && identity, now))
    }
    if (before !== after) changes.push(changed('instructions', before, after))
  }
  return [...changes, ...PIN_KINDS.flatMap((kind) => listChanges(kind, { pinned, seen }))]
}

function listChanges(kind: PinKind, { pinned, seen }: PinBook): readonly Change[] {
  const before = pinned.lists[kind].items
  const { items, missing } = seen.lists[kind]
  const gone = new Map(
    missing.toSorted().flatMap((name) => {
      const item = before.get(name)
      return item === undefined ? [] : [[nameless(kind, item), name] as const]
    }),
  )
  const renamed = new Set<string>()
  const inOrder = [...items].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const present = inOrder.map(([name, item]): Change => {
    const after = item
    if (before.has(name)) return changed(`${kind}:${name}`, before.get(name), after)
    const formerly = gone.get(nameless(kind, item))
    if (formerly === undefined || renamed.has(formerly)) {
      return changed(`${kind}:${name}`, undefined, after)
    }
    renamed.add(formerly)
    const what = 'renamed'
    return { item: `${kind}:${name}`, what, formerly, before: before.get(formerly), after }
  })
  const absent = missing.filter((name) => before.has(name) && !renamed.has(name))
  return [
    ...present,
    ...absent.map((name) => changed(`${kind}:${name}`, before.get(name), undefined)),
  ].toSorted((a, b) => (a.item < b.item ? -1 : 1))
}

function changed(item: string, before: unknown, after: unknown): Change {
  const what = before === undefined ? 'new' : after === undefined ? 'missing' : 'changed'
  return { item, what, before, after }
}

/** What it says besides what it is called and used by. */
function nameless(kind: PinKind, item: JsonObject): string {
  const { name: _, title: __, ...rest } = item
  if (kind !== 'template') return canonical(rest)
  const { uriTemplate: ___, ...other } = rest
  return canonical(other)
}

const NOTHING = { name: undefined, version: undefined, instructions: undefined }
