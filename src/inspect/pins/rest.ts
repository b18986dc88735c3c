import { type Items, PIN_KINDS, type PinBook, type PinKind } from './book.ts'
import { isSameValue } from './canonical.ts'
import { MOST_ITEMS } from './room.ts'
import type { PinStrictness } from './strictness.ts'

/** What a session observed beyond what it could remember one by one: its book before all that, and after. */
export interface Rest {
  readonly before: PinBook
  readonly after: PinBook
}

/**
 * The book after what lies between two others. What came to wait there waits here, unless it is pinned here as it is. What was pinned there
 * is pinned here if the first listing has come as far as it had there; otherwise somebody else was first, and it waits.
 */
export function observeRest(book: PinBook, rest: Rest, strictness: PinStrictness): PinBook {
  return PIN_KINDS.reduce((now, kind) => observeList(now, kind, rest, strictness), book)
}

function observeList(
  book: PinBook,
  kind: PinKind,
  { before, after }: Rest,
  strictness: PinStrictness,
): PinBook {
  const [from, to] = [before.pinned.lists[kind], after.pinned.lists[kind]]
  const { [kind]: pinned } = book.pinned.lists
  const { [kind]: seen } = book.seen.lists
  const { missing, isFull } = after.seen.lists[kind]
  const isSameStage =
    strictness === 'first-use' &&
    typeof pinned.pages === 'number' &&
    pinned.pages === from.pages &&
    pinned.items.size === from.items.size
  const came = differing(to.items, from.items)
  const items = isSameStage ? new Map([...came, ...pinned.items]) : pinned.items
  const others = new Map(seen.items)
  let isShort = false
  const waiting = [
    ...came,
    ...differing(after.seen.lists[kind].items, before.seen.lists[kind].items),
  ]
  for (const [name, item] of waiting) {
    if (isSameValue(items.get(name), item)) continue
    if (items.has(name) || others.size < MOST_ITEMS) others.set(name, item)
    else isShort = true
  }
  const gone = missing.filter((name) => items.has(name) && !others.has(name))
  const lists = { ...book.pinned.lists, [kind]: { pages: to.pages, items } }
  return {
    pinned: isSameStage ? { ...book.pinned, lists } : book.pinned,
    seen: {
      ...book.seen,
      lists: {
        ...book.seen.lists,
        [kind]: {
          items: others,
          missing: [...new Set([...seen.missing, ...gone])].filter((name) => !others.has(name)),
          isFull: seen.isFull || isFull || isShort,
        },
      },
    },
  }
}

/** What is not among the others as it is here. */
function differing(items: Items, others: Items): Items {
  return new Map([...items].filter(([name, item]) => !isSameValue(others.get(name), item)))
}
