import { type JsonObject, shortString } from '../json.ts'
import type {
  Items,
  PinBook,
  PinKind,
  PinnedList,
  ProgramPin,
  SeenList,
  ServerPin,
} from './book.ts'
import { canonical, isSameValue } from './canonical.ts'

/** How strict pins are. `first-use`: what comes first is accepted; `required`: only a person accepts. */
export type PinStrictness = 'first-use' | 'required'

/** Which program runs, or something that a server said about what it offers. */
export type Observation =
  | { readonly what: 'program'; readonly program: ProgramPin }
  | { readonly what: 'server'; readonly server: ServerPin }
  | ({ readonly what: 'page' } & ObservedPage)

export interface ObservedPage {
  readonly kind: PinKind
  /** Of this listing, from zero. */
  readonly page: number
  readonly items: readonly JsonObject[]
  /** The names on all pages, when this is the last one and none was missed. */
  readonly all: readonly string[] | undefined
}

/** What becomes of one item of a list. */
export type ItemVerdict = 'pinned' | 'first' | 'changed' | 'new' | 'too-many'

/**
 * The book after an observation; the very same one when it teaches nothing. An item that is pinned must be what it was. One
 * that is not is pinned if its page has never been pinned, so that the first listing is accepted to its end, however many pages and sessions
 * that takes; afterwards, and always where pins are required, it only goes to what was seen.
 */
export function observe(book: PinBook, said: Observation, strictness: PinStrictness): PinBook {
  if (said.what === 'program') return observeProgram(book, said.program, strictness)
  if (said.what === 'server') return observeServer(book, said.server, strictness)
  return observePage(book, said, strictness)
}

/** What would become of each item of a page, by its index. */
export function judgePage(
  { pinned, seen }: PinBook,
  page: ObservedPage,
  strictness: PinStrictness,
): readonly ItemVerdict[] {
  return readPage(pinned.lists[page.kind], seen.lists[page.kind], page, strictness).verdicts
}

/** Whether what the server says of itself may be shown, part by part. */
export function judgeServer(
  { pinned }: PinBook,
  server: ServerPin,
  strictness: PinStrictness,
): { readonly name: boolean; readonly instructions: boolean } {
  const before = pinned.server
  const isFirst = before === undefined && strictness === 'first-use'
  const { name, instructions } = server
  return {
    name: isFirst || name === undefined || [undefined, name].includes(before?.name),
    instructions:
      instructions === undefined ||
      (isFirst ? fits(instructions) : before?.instructions === instructions),
  }
}

/** Whether a client that knows the item may use it. */
export function isUsable(
  { pinned, seen }: PinBook,
  kind: PinKind,
  name: string,
  strictness: PinStrictness,
): boolean {
  if (seen.lists[kind].items.has(name)) return false
  if (pinned.lists[kind].items.has(name)) return true
  return strictness === 'first-use' && seen.lists[kind].items.size < MOST_ITEMS
}

/** What an item is used by; undefined when it has no such name. */
export function itemName(kind: PinKind, item: JsonObject): string | undefined {
  return shortString(item[kind === 'template' ? 'uriTemplate' : 'name'])
}

function observeProgram(book: PinBook, program: ProgramPin, strictness: PinStrictness): PinBook {
  const { pinned, seen } = book
  if (pinned.program === undefined && strictness === 'first-use') {
    return { pinned: { ...pinned, program }, seen }
  }
  const difference = isSameValue(pinned.program, program) ? undefined : program
  if (isSameValue(seen.program, difference)) return book
  return { pinned, seen: { ...seen, program: difference } }
}

function observeServer(book: PinBook, said: ServerPin, strictness: PinStrictness): PinBook {
  const { pinned, seen } = book
  const server = { ...said, instructions: said.instructions?.slice(0, MOST_INSTRUCTIONS) }
  if (pinned.server === undefined && strictness === 'first-use') {
    return { ...book, pinned: { ...pinned, server } }
  }
  // A revision in which it has no name tells of no change, and the first name that is said at all is as good as the first of all.
  const known = server.name === undefined ? { ...server, ...nameOf(pinned.server) } : server
  if (
    pinned.server !== undefined &&
    pinned.server.name === undefined &&
    strictness === 'first-use'
  ) {
    const named = { ...pinned.server, ...nameOf(known) }
    if (!isSameValue(named, pinned.server)) {
      return observeServer({ ...book, pinned: { ...pinned, server: named } }, said, strictness)
    }
  }
  const difference = isSameValue(pinned.server, known) ? undefined : known
  if (isSameValue(seen.server, difference)) return book
  return { ...book, seen: { ...seen, server: difference } }
}

function nameOf(server: ServerPin | undefined): Pick<ServerPin, 'name' | 'version'> {
  return { name: server?.name, version: server?.version }
}

function observePage(book: PinBook, page: ObservedPage, strictness: PinStrictness): PinBook {
  const { pinned, seen } = book
  const { kind } = page
  const read = readPage(pinned.lists[kind], seen.lists[kind], page, strictness)
  if (!read.isNews) return book
  return {
    pinned: { ...pinned, lists: { ...pinned.lists, [kind]: read.pinned } },
    seen: { ...seen, lists: { ...seen.lists, [kind]: read.seen } },
  }
}

interface ReadPage {
  readonly verdicts: readonly ItemVerdict[]
  readonly pinned: PinnedList
  readonly seen: SeenList
  /** Something differs from what was there before. */
  readonly isNews: boolean
}

function readPage(
  pinned: PinnedList,
  seen: SeenList,
  page: ObservedPage,
  strictness: PinStrictness,
): ReadPage {
  const isOpen = strictness === 'first-use' && pinned.pages !== 'all' && page.page >= pinned.pages
  const items = new Map(pinned.items)
  const others = new Map(seen.items)
  const room = { pinned: new Room(pinned.items), seen: new Room(seen.items) }

  const judge = (item: JsonObject): ItemVerdict => {
    const name = itemName(page.kind, item)
    if (name === undefined) return 'too-many'
    const before = items.get(name)
    if (before !== undefined && isSameValue(before, item)) {
      others.delete(name)
      return 'pinned'
    }
    if (before === undefined && isOpen && room.pinned.take(item)) {
      items.set(name, item)
      return 'first'
    }
    const isKnown = isSameValue(others.get(name), item)
    if (!isKnown && others.size < MOST_ITEMS) {
      others.set(name, room.seen.take(item) ? item : stub(item))
    }
    return before !== undefined ? 'changed' : isOpen ? 'too-many' : 'new'
  }

  const verdicts = page.items.map(judge)
  const isWhole = page.all !== undefined && strictness === 'first-use'
  const pages = isWhole ? 'all' : isOpen ? page.page + 1 : pinned.pages
  const now =
    page.all === undefined ? { ...seen, items: others } : listedOf(items, others, page.all)
  const isNews =
    pages !== pinned.pages ||
    items.size !== pinned.items.size ||
    !isSameValue([...now.items], [...seen.items]) ||
    !isSameValue(now.missing, seen.missing)
  return { verdicts, pinned: { pages, items }, seen: now, isNews }
}

/** What was seen, when nothing else is on the list any more. */
function listedOf(pinned: Items, others: Items, all: readonly string[]): SeenList {
  const listed = new Set(all)
  return {
    items: new Map([...others].filter(([name]) => listed.has(name))),
    missing: [...pinned.keys()].filter((name) => !listed.has(name)),
  }
}

/** What may still be added to a list. Counted when it is first asked for, which most listings never do. */
class Room {
  readonly #items: Items
  #left: { items: number; units: number } | undefined

  constructor(items: Items) {
    this.#items = items
  }

  take(item: JsonObject): boolean {
    this.#left ??= { items: MOST_ITEMS - this.#items.size, units: MOST_UNITS - this.#used() }
    const units = canonical(item).length
    if (this.#left.items < 1 || this.#left.units < units) return false
    this.#left.items -= 1
    this.#left.units -= units
    return true
  }

  #used(): number {
    return [...this.#items.values()].reduce((sum, item) => sum + canonical(item).length, 0)
  }
}

/** Enough to withhold it. */
function stub({ name, uriTemplate }: JsonObject): JsonObject {
  return uriTemplate === undefined ? { name } : { name, uriTemplate }
}

function fits(instructions: string): boolean {
  return instructions.length <= MOST_INSTRUCTIONS
}

/** Of one list, in UTF-16 units. Servers with the longest lists that were seen have some hundred items and 76 KB of them. */
const MOST_ITEMS = 2000
const MOST_UNITS = 2 * 1024 * 1024
/** In UTF-16 units. Instructions are meant to be read by a model at the beginning of each session. */
const MOST_INSTRUCTIONS = 256 * 1024
