import { shortString } from '../json.ts'
import type { PinBook, PinKind, ProgramPin, ServerPin } from './book.ts'
import { isSameValue } from './canonical.ts'
import { type ItemVerdict, type ObservedPage, readPage } from './page.ts'
import { observeRest, type Rest } from './rest.ts'
import type { PinStrictness } from './strictness.ts'

/** Which program runs, or something that a server said about what it offers. */
export type Observation =
  | { readonly what: 'program'; readonly program: ProgramPin }
  | { readonly what: 'server'; readonly server: ServerPin }
  | ({ readonly what: 'page' } & ObservedPage)
  | ({ readonly what: 'rest' } & Rest)

/**
 * The book after an observation; the very same one when it teaches nothing. An item that is pinned must be what it was. One
 * that is not is pinned while the first listing is read, however many pages that takes, until it ends or another one begins; afterwards, and
 * always where pins are required, it only goes to what was seen. There it stays until a person approves, whether or not it is listed again:
 * only what is pinned and is listed once, as it was pinned, clears itself.
 */
export function observe(book: PinBook, said: Observation, strictness: PinStrictness): PinBook {
  if (said.what === 'program') return observeProgram(book, said.program, strictness)
  if (said.what === 'server') return observeServer(book, said.server, strictness)
  if (said.what === 'page') return observePage(book, said, strictness)
  const now = (['pinned', 'seen'] as const).reduce((now, part) => {
    const { server } = said.after[part]
    const isNew = server !== undefined && !isSameValue(server, said.before[part].server)
    return isNew ? observeServer(now, server, strictness) : now
  }, book)
  return observeRest(now, said, strictness)
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

/**
 * Whether a client that knows the item may use it. What was never listed is for the server to answer, unless it may be one of those for
 * which there was no room; what is pinned and was not on the last whole list is not offered, so it is not used.
 */
export function isUsable(
  { pinned, seen }: PinBook,
  kind: PinKind,
  name: string,
  strictness: PinStrictness,
): boolean {
  const { items, missing, isFull } = seen.lists[kind]
  if (shortString(name) === undefined || items.has(name) || missing.includes(name)) return false
  return pinned.lists[kind].items.has(name) || (strictness === 'first-use' && !isFull)
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
  if (read.pinned === pinned.lists[kind] && read.seen === seen.lists[kind]) return book
  const isPinned = read.pinned !== pinned.lists[kind]
  return {
    pinned: isPinned ? { ...pinned, lists: { ...pinned.lists, [kind]: read.pinned } } : pinned,
    seen: { ...seen, lists: { ...seen.lists, [kind]: read.seen } },
  }
}

function fits(instructions: string): boolean {
  return instructions.length <= MOST_INSTRUCTIONS
}

/** In UTF-16 units. Instructions are meant to be read by a model at the beginning of each session. */
const MOST_INSTRUCTIONS = 256 * 1024
