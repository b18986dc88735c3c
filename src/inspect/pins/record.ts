import { isObject, type JsonObject, member } from '../json.ts'
import {
  each,
  type Items,
  PIN_KINDS,
  type PinBook,
  type PinKind,
  type PinnedList,
  type ProgramPin,
  type ServerPin,
} from './book.ts'
import { sorted } from './canonical.ts'
import { itemName } from './page.ts'

/**
 * A book as the text of its file: JSON with two spaces, items in the order of their names and keys in that of theirs, so that two
 * versions can be compared line by line. `profile` is for the reader.
 */
export function encodeBook({ pinned, seen }: PinBook, profile: string): string {
  const document = {
    format: FORMAT,
    profile,
    pinned: {
      ...said(pinned),
      ...each((kind) => ({
        pages: pinned.lists[kind].pages,
        items: encodeItems(pinned.lists[kind].items),
      })),
    },
    seen: {
      ...said(seen),
      ...each((kind) => ({
        items: encodeItems(seen.lists[kind].items),
        missing: seen.lists[kind].missing.toSorted(),
        ...(seen.lists[kind].isFull && { full: true }),
      })),
    },
  }
  return `${JSON.stringify(document, undefined, 2)}\n`
}

/** Reads what `encodeBook` wrote; undefined for everything else: a file that was half understood would protect from nothing. */
export function decodeBook(text: string): PinBook | undefined {
  const document = parsed(text)
  const pinned = member(document, 'pinned')
  const seen = member(document, 'seen')
  if (member(document, 'format') !== FORMAT || !isObject(pinned) || !isObject(seen)) {
    return undefined
  }
  const parts = [pinned, seen].flatMap((part) => [readProgram(part), readServer(part)])
  const lists = PIN_KINDS.flatMap((kind) => [readPinned(pinned, kind), readSeen(seen, kind)])
  if ([...parts, ...lists].includes(UNREADABLE)) return undefined
  return {
    pinned: {
      program: sound(readProgram(pinned)),
      server: sound(readServer(pinned)),
      lists: each((kind) => sound(readPinned(pinned, kind))),
    },
    seen: {
      program: sound(readProgram(seen)),
      server: sound(readServer(seen)),
      lists: each((kind) => sound(readSeen(seen, kind))),
    },
  }
}

function said({ program, server }: PinBook['pinned'] | PinBook['seen']): object {
  return { ...(program && { program }), ...(server && { server }) }
}

function encodeItems(items: Items): readonly unknown[] {
  return [...items].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => sorted(item))
}

/** What is there and is not as it is written here. */
const UNREADABLE = Symbol('unreadable')
type Read<T> = T | typeof UNREADABLE

function sound<T>(read: Read<T>): T {
  if (read === UNREADABLE) throw new TypeError('what cannot be read was not refused')
  return read
}

function readProgram(part: JsonObject): Read<ProgramPin | undefined> {
  const program = member(part, 'program')
  if (program === undefined) return undefined
  const name = member(program, 'name')
  const sha256 = member(program, 'sha256')
  if (typeof name !== 'string' || !isOptionalText(sha256)) return UNREADABLE
  return { name, sha256: sha256 as string | undefined }
}

function readServer(part: JsonObject): Read<ServerPin | undefined> {
  const server = member(part, 'server')
  if (server === undefined) return undefined
  const [name, version, instructions] = SERVER_PARTS.map((key) => member(server, key))
  if (!isObject(server) || ![name, version, instructions].every(isOptionalText)) return UNREADABLE
  return { name, version, instructions } as ServerPin
}

function readPinned(part: JsonObject, kind: PinKind): Read<PinBook['pinned']['lists'][PinKind]> {
  const list = member(part, kind)
  const pages = member(list, 'pages')
  const items = readItems(list, kind)
  const isCount = Number.isSafeInteger(pages) && (pages as number) >= 0
  const isClosed = pages === 'all' || pages === 'closed'
  if ((!isCount && !isClosed) || items === UNREADABLE) return UNREADABLE
  return { pages: pages as PinnedList['pages'], items }
}

function readSeen(part: JsonObject, kind: PinKind): Read<PinBook['seen']['lists'][PinKind]> {
  const list = member(part, kind)
  const missing = member(list, 'missing')
  const full = member(list, 'full')
  const items = readItems(list, kind)
  if (!Array.isArray(missing) || !missing.every((name) => typeof name === 'string')) {
    return UNREADABLE
  }
  if (full !== undefined && full !== true) return UNREADABLE
  return items === UNREADABLE ? UNREADABLE : { items, missing, isFull: full === true }
}

function readItems(list: unknown, kind: PinKind): Read<Items> {
  const items = member(list, 'items')
  if (!Array.isArray(items)) return UNREADABLE
  const found = new Map<string, JsonObject>()
  for (const item of items) {
    const name = isObject(item) ? itemName(kind, item) : undefined
    if (name === undefined || found.has(name)) return UNREADABLE
    found.set(name, item as JsonObject)
  }
  return found
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isOptionalText(value: unknown): boolean {
  return value === undefined || typeof value === 'string'
}

const SERVER_PARTS = ['name', 'version', 'instructions'] as const
const FORMAT = 'mcp-airlock-pins/1'
