import { type JsonObject, shortString } from '../json.ts'
import type { Items, PinKind, PinnedList, SeenList } from './book.ts'
import { isSameValue } from './canonical.ts'
import { MOST_ITEMS, Room } from './room.ts'
import type { PinStrictness } from './strictness.ts'

/** A page of a list, as the server sent it. */
export interface ObservedPage {
  readonly kind: PinKind
  /** Of this listing, from zero. */
  readonly page: number
  readonly items: readonly JsonObject[]
  /** The names on this page and on those before it; undefined when one was missed, or they were too many to remember. */
  readonly names: readonly string[] | undefined
  /** No other page follows. */
  readonly isLast: boolean
}

/** What becomes of one item of a list. */
export type ItemVerdict = 'pinned' | 'first' | 'changed' | 'new' | 'too-many'

/** What becomes of a page, and of its list; the very same lists when it teaches nothing. */
export interface ReadPage {
  readonly verdicts: readonly ItemVerdict[]
  readonly pinned: PinnedList
  readonly seen: SeenList
}

/** What an item is used by; undefined when it has no such name. */
export function itemName(kind: PinKind, item: JsonObject): string | undefined {
  return shortString(item[kind === 'template' ? 'uriTemplate' : 'name'])
}

/** Holds a page against what is known of its list. */
export function readPage(
  pinned: PinnedList,
  seen: SeenList,
  page: ObservedPage,
  strictness: PinStrictness,
): ReadPage {
  const pages = pagesAfter(pinned, page, strictness)
  const isOpen = strictness === 'first-use' && isFirstListing(pinned, page)
  const items = new Map(pinned.items)
  const others = new Map(seen.items)
  const times = timesOf(seen.items.size === 0 ? [] : (page.names ?? []))
  const room = {
    pinned: new Room(() => [...pinned.items.values()]),
    changed: new Room(() => valuesOf(seen.items, (name) => pinned.items.has(name))),
    added: new Room(() => valuesOf(seen.items, (name) => !pinned.items.has(name))),
  }
  let { isFull } = seen

  const withhold = (name: string, item: JsonObject): void => {
    if (isSameValue(others.get(name), item)) return
    // What is pinned is withheld whatever else was seen: a flood of others must not hide a change.
    if (items.has(name)) others.set(name, room.changed.take(item) ? item : stub(item))
    else if (others.has(name) || others.size < MOST_ITEMS) {
      others.set(name, room.added.take(item) ? item : stub(item))
    } else isFull = true
  }

  const judge = (item: JsonObject): ItemVerdict => {
    const name = itemName(page.kind, item)
    if (name === undefined) return 'too-many'
    const before = items.get(name)
    if (before !== undefined && isSameValue(before, item)) {
      // A twin, on this page or on one before it, may be what the server means by the name.
      if (times.get(name) === 1) others.delete(name)
      return 'pinned'
    }
    const mayBeFirst = before === undefined && isOpen && !others.has(name)
    if (mayBeFirst && room.pinned.take(item)) {
      items.set(name, item)
      return 'first'
    }
    withhold(name, item)
    return before !== undefined ? 'changed' : mayBeFirst ? 'too-many' : 'new'
  }

  const verdicts = page.items.map(judge).map((verdict, at) => {
    const name = itemName(page.kind, page.items[at] ?? {})
    return verdict === 'pinned' && others.has(name ?? '') ? 'changed' : verdict
  })
  const missing = missingAfter(seen.missing, page, items, others)
  const isPinned = pages !== pinned.pages || items.size !== pinned.items.size
  const isSeen =
    isFull !== seen.isFull ||
    !isSameValue([...others], [...seen.items]) ||
    !isSameValue(missing, seen.missing)
  return {
    verdicts,
    pinned: isPinned ? { pages, items } : pinned,
    seen: isSeen ? { items: others, missing, isFull } : seen,
  }
}

/** Whether a page goes on with the listing that is the first one. */
function isFirstListing({ pages }: PinnedList, { page }: ObservedPage): boolean {
  return typeof pages === 'number' && page >= pages
}

/**
 * How much of the list is pinned after a page. A listing that begins while the first one has not come to its end closes that: what was not
 * read in one go could be anything by now.
 */
function pagesAfter(
  pinned: PinnedList,
  page: ObservedPage,
  strictness: PinStrictness,
): PinnedList['pages'] {
  if (strictness === 'required') return pinned.pages
  if (page.isLast && page.names !== undefined) return 'all'
  if (isFirstListing(pinned, page)) return page.page + 1
  return typeof pinned.pages === 'number' && page.page === 0 ? 'closed' : pinned.pages
}

/** What is listed is not missing; at the end of a list all is that is neither listed nor known to have changed. */
function missingAfter(
  before: readonly string[],
  { kind, items, names, isLast }: ObservedPage,
  pinned: Items,
  others: Items,
): readonly string[] {
  if (isLast && names !== undefined) {
    const listed = new Set(names)
    return [...pinned.keys()].filter((name) => !listed.has(name) && !others.has(name))
  }
  if (before.length === 0) return before
  const listed = new Set(items.map((item) => itemName(kind, item)))
  return before.filter((name) => !listed.has(name))
}

function timesOf(names: readonly string[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>()
  for (const name of names) times.set(name, (times.get(name) ?? 0) + 1)
  return times
}

function valuesOf(items: Items, isMeant: (name: string) => boolean): readonly JsonObject[] {
  return [...items].filter(([name]) => isMeant(name)).map(([, item]) => item)
}

/** Enough to withhold it. */
function stub({ name, uriTemplate }: JsonObject): JsonObject {
  return uriTemplate === undefined ? { name } : { name, uriTemplate }
}
