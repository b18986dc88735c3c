import { type Items, PIN_KINDS, type PinBook, type PinKind } from './book.ts'
import { type Change, changesIn } from './changes.ts'

/**
 * The book once these changes are accepted: what was seen is pinned in the place of what was pinned before, a missing or renamed item is
 * not pinned any more. A list of which anything is accepted counts as read to its end.
 */
export function approve(book: PinBook, accepted: readonly Change[]): PinBook {
  return accepted.reduce(approveOne, book)
}

/**
 * The changes that a person means: all without words; by the item as `pins diff` prints it, or by its bare name where only one has it.
 */
export function changesNamed(book: PinBook, word: string | undefined): readonly Change[] {
  const all = changesIn(book)
  if (word === undefined) return all
  const exact = all.filter(({ item }) => item === word)
  if (exact.length > 0) return exact
  const bare = all.filter(({ item }) => item.slice(item.indexOf(':') + 1) === word)
  return bare.length === 1 ? bare : []
}

function approveOne({ pinned, seen }: PinBook, change: Change): PinBook {
  if (change.item === 'program') {
    return {
      pinned: { ...pinned, program: seen.program },
      seen: { ...seen, program: undefined },
    }
  }
  if (change.item === 'server' || change.item === 'instructions') {
    return approveServer({ pinned, seen }, change.item)
  }
  const kind = PIN_KINDS.find((each) => change.item.startsWith(`${each}:`))
  return kind === undefined ? { pinned, seen } : approveItem({ pinned, seen }, kind, change)
}

function approveServer({ pinned, seen }: PinBook, part: 'server' | 'instructions'): PinBook {
  const { server: now } = seen
  if (now === undefined) return { pinned, seen }
  const before = pinned.server ?? { name: undefined, version: undefined, instructions: undefined }
  const server =
    part === 'instructions'
      ? { ...before, instructions: now.instructions }
      : { ...now, instructions: before.instructions }
  const isDone = (['name', 'version', 'instructions'] as const).every(
    (key) => server[key] === now[key],
  )
  return {
    pinned: { ...pinned, server },
    seen: { ...seen, server: isDone ? undefined : now },
  }
}

function approveItem({ pinned, seen }: PinBook, kind: PinKind, change: Change): PinBook {
  const name = change.item.slice(kind.length + 1)
  const now = seen.lists[kind].items.get(name)
  const gone = change.what === 'missing' ? name : change.formerly
  const items = new Map(pinned.lists[kind].items)
  if (gone !== undefined) items.delete(gone)
  if (now !== undefined) items.set(name, now)
  return {
    pinned: { ...pinned, lists: { ...pinned.lists, [kind]: { pages: 'all', items } } },
    seen: {
      ...seen,
      lists: {
        ...seen.lists,
        [kind]: {
          ...seen.lists[kind],
          items: without(seen.lists[kind].items, name),
          missing: seen.lists[kind].missing.filter((each) => each !== gone),
        },
      },
    },
  }
}

function without(items: Items, name: string): Items {
  return new Map([...items].filter(([each]) => each !== name))
}
