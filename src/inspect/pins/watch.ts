import type { Asked } from '../asked.ts'
import { isObject, type JsonObject, member } from '../json.ts'
import type { Message } from '../message.ts'
import { metaOf, SERVER_INFO } from '../meta.ts'
import { each, type PinBook, type PinKind, type ServerPin } from './book.ts'
import { isUsable, judgePage, judgeServer, type Observation } from './observe.ts'
import { type ItemVerdict, itemName, type ObservedPage } from './page.ts'
import type { PinStrictness } from './strictness.ts'

/** Where the pins of a profile are kept. Whoever is behind it writes them down; nothing here waits for that. */
export interface PinKeeper {
  readonly strictness: PinStrictness
  /** How commands name the profile, safe to show. */
  readonly profile: string
  /** As of now, all that was observed included. */
  readonly book: PinBook
  observe(observation: Observation): void
  /** Looks whether somebody else, such as `pins approve`, has changed what is kept. */
  renew(): void
}

/** What a rule may ask about pins. */
export interface Pins {
  /** How commands name the profile; undefined when nothing is pinned. */
  readonly profile: string | undefined
  /** What becomes of each element of such a result; undefined when the request was for no list that is pinned. */
  judgeList(asked: Asked, message: Message): readonly JudgedItem[] | undefined
  /** What becomes of the answer to a handshake; undefined when it is none. */
  judgeServer(asked: Asked, message: Message): JudgedServer | undefined
  /** Whether the client may use it. */
  isUsable(kind: PinKind, name: string): boolean
}

export interface JudgedItem {
  readonly kind: PinKind
  readonly name: string
  readonly verdict: ItemVerdict
}

/** What is false is not as it was pinned. */
export interface JudgedServer {
  readonly name: boolean
  readonly instructions: boolean
}

/** Follows the lists and the handshakes of one session and holds them against what is pinned. */
export class PinWatch implements Pins {
  readonly #keeper: PinKeeper | undefined
  readonly #listings: Record<PinKind, Listing> = { ...each(() => NO_LISTING) }

  /** Without a keeper everything passes. */
  constructor(keeper: PinKeeper | undefined) {
    this.#keeper = keeper
  }

  get profile(): string | undefined {
    return this.#keeper?.profile
  }

  judgeList(asked: Asked, message: Message): readonly JudgedItem[] | undefined {
    const list = PINNED_LISTS.get(asked.method)
    if (this.#keeper === undefined || list === undefined) return undefined
    const page = pageOf(list, asked, message.body.result, this.#listings[list.kind])
    const { book, strictness } = this.#keeper
    const verdicts = judgePage(book, page, strictness)
    return verdicts.map((verdict, at) => ({
      kind: list.kind,
      name: itemName(list.kind, page.items[at] ?? {}) ?? '',
      verdict,
    }))
  }

  judgeServer(asked: Asked, message: Message): JudgedServer | undefined {
    if (this.#keeper === undefined || !HANDSHAKES.has(asked.method)) return undefined
    return judgeServer(this.#keeper.book, serverOf(message.body.result), this.#keeper.strictness)
  }

  isUsable(kind: PinKind, name: string): boolean {
    const keeper = this.#keeper
    return keeper === undefined || isUsable(keeper.book, kind, name, keeper.strictness)
  }

  /** The client asked for something that goes to the server. */
  ask(method: string): void {
    if (PINNED_LISTS.has(method)) this.#keeper?.renew()
  }

  /** Takes in a result of the server, as it came and not as it went on. */
  learn(asked: Asked, message: Message): void {
    if (this.#keeper === undefined) return
    if (HANDSHAKES.has(asked.method)) {
      this.#keeper.observe({ what: 'server', server: serverOf(message.body.result) })
      return
    }
    const list = PINNED_LISTS.get(asked.method)
    if (list === undefined) return
    const page = pageOf(list, asked, message.body.result, this.#listings[list.kind])
    this.#listings[list.kind] = { pages: page.page + 1, names: page.names }
    this.#keeper.observe({ what: 'page', ...page })
  }
}

interface PinnedListing {
  readonly kind: PinKind
  /** Of the result. */
  readonly member: string
}

/** Where a run through the pages of a list is. */
interface Listing {
  readonly pages: number
  /** Undefined when it did not begin at its first page, or there were too many to remember. */
  readonly names: readonly string[] | undefined
}

function pageOf(
  { kind, member: name }: PinnedListing,
  asked: Asked,
  result: unknown,
  before: Listing,
): ObservedPage {
  const elements = member(result, name)
  const items = Array.isArray(elements) ? elements.filter(isObject) : []
  const listing = asked.isContinued ? before : FIRST
  const names = listing.names && [...listing.names, ...namesOf(kind, items)]
  return {
    kind,
    page: listing.pages,
    items,
    names: names !== undefined && names.length <= MOST_NAMES ? names : undefined,
    isLast: typeof member(result, 'nextCursor') !== 'string',
  }
}

function namesOf(kind: PinKind, items: readonly JsonObject[]): readonly string[] {
  return items.flatMap((item) => itemName(kind, item) ?? [])
}

/** `initialize` has `serverInfo` in the result, `server/discover` in its `_meta`. */
function serverOf(result: unknown): ServerPin {
  const info = member(result, 'serverInfo') ?? metaOf(result, SERVER_INFO)
  return {
    name: textOf(member(info, 'name')),
    version: textOf(member(info, 'version')),
    instructions: textOf(member(result, 'instructions')),
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** A page that is asked for out of turn is held against the first one, which is the strictest. */
const NO_LISTING: Listing = { pages: 0, names: undefined }
const FIRST: Listing = { pages: 0, names: [] }
const MOST_NAMES = 10_000

/** In every revision. */
export const PINNED_LISTS: ReadonlyMap<string, PinnedListing> = new Map([
  ['tools/list', { kind: 'tool', member: 'tools' }],
  ['prompts/list', { kind: 'prompt', member: 'prompts' }],
  ['resources/templates/list', { kind: 'template', member: 'resourceTemplates' }],
])

const HANDSHAKES: ReadonlySet<string> = new Set(['initialize', 'server/discover'])
