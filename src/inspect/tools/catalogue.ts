import { isObject, member } from '../json.ts'
import {
  compileSchema,
  lintSchema,
  type SoundSchema,
  type Validator,
} from '../tool-schema/index.ts'
import { skeletonOf } from './look-alike.ts'
import { toolNameFault } from './tool-name.ts'

/** What is known of one tool. */
export type KnownTool =
  | { readonly kind: 'sound'; readonly input: Validator; readonly output: Validator | undefined }
  /** Not shown and not to be called. `reason` is a clause that follows "the tool"; it is escaped and bounded. */
  | { readonly kind: 'withheld'; readonly reason: string }

/** What a check may ask about the server's tools. */
export interface Tools {
  /** Undefined for a tool that the server has not listed. */
  of(name: string): KnownTool | undefined
  /** What would become of the tools in this result, one reason or undefined each; nothing is remembered. */
  judge(page: ListedPage): PageVerdict
}

/** The result of a `tools/list` that follows the protocol's grammar. */
export interface ListedPage {
  readonly result: unknown
  /** The client asked for it with a cursor. */
  readonly isContinued: boolean
}

export interface PageVerdict {
  /** By index in `tools`: why the tool is withheld. */
  readonly withheld: ReadonlyMap<number, string>
  /** Why the whole page is refused, as a sentence. */
  readonly refused: string | undefined
}

/**
 * The tools that a server has listed, page by page. Each is judged when it is listed, which is cheap, and its schemas are compiled when
 * it is first called. What is remembered is bounded: what goes beyond is withheld. A notice that the list has changed
 * teaches nothing; until the client asks again, both sides go by the old one.
 */
export class ToolCatalogue implements Tools {
  readonly #limits: CatalogueLimits
  readonly #suspicion: Suspicion
  #listing = new Listing()
  /** Tools of the listing before, which are known until the new one is complete. */
  #before: Listing | undefined
  /** Judging and learning come one after the other and see the same result. */
  #judged: { readonly result: unknown; readonly draft: Draft } | undefined

  constructor({ limits = CATALOGUE_LIMITS, suspicion = () => undefined }: CatalogueOptions = {}) {
    this.#limits = limits
    this.#suspicion = suspicion
  }

  of(name: string): KnownTool | undefined {
    const entry = this.#listing.entries.get(name) ?? this.#before?.entries.get(name)
    if (entry !== undefined) return entry.known()
    return this.#listing.isFull ? { kind: 'withheld', reason: FULL } : undefined
  }

  judge(page: ListedPage): PageVerdict {
    const { withheld, refused } = this.#draft(page)
    return { withheld, refused }
  }

  /** Takes in a page that goes to the client. */
  learn(page: ListedPage): void {
    const draft = this.#draft(page)
    this.#judged = undefined
    if (draft.refused !== undefined) return
    if (!page.isContinued) {
      this.#before = this.#listing
      this.#listing = new Listing()
    }
    this.#listing.add(draft)
    if (draft.cursor === undefined) this.#before = undefined
  }

  #draft({ result, isContinued }: ListedPage): Draft {
    const judged = this.#judged
    if (judged !== undefined && judged.result === result) return judged.draft
    const listing = isContinued ? this.#listing : new Listing()
    const draft = draftOf(result, listing, { limits: this.#limits, suspicion: this.#suspicion })
    this.#judged = { result, draft }
    return draft
  }
}

/** Why the profile wants a tool withheld that could be checked, as in `KnownTool`; whoever changes the list says so there. */
export type Suspicion = (tool: unknown) => string | undefined

export interface CatalogueOptions {
  readonly limits?: CatalogueLimits
  readonly suspicion?: Suspicion
}

export interface CatalogueLimits {
  /** Of one listing. */
  readonly tools: number
  readonly pages: number
  /** UTF-16 units of all schemas together, as the lint counts them. */
  readonly schemaUnits: number
}

/** Servers with the longest lists that were seen have some hundreds of tools, on one page, and 76 KB of them. */
const CATALOGUE_LIMITS: CatalogueLimits = { tools: 1000, pages: 100, schemaUnits: 4 * 1024 * 1024 }

/** One run through all pages. */
class Listing {
  readonly entries = new Map<string, Entry>()
  /** What the names look like, by skeleton. */
  readonly skeletons = new Map<string, string>()
  readonly cursors = new Set<string>()
  /** Of schemas. */
  readonly ids = new Set<string>()
  units = 0
  count = 0
  isFull = false

  add(draft: Draft): void {
    for (const [name, entry] of draft.entries) this.entries.set(name, entry)
    for (const [skeleton, name] of draft.skeletons) this.skeletons.set(skeleton, name)
    for (const id of draft.ids) this.ids.add(id)
    if (draft.cursor !== undefined) this.cursors.add(draft.cursor)
    this.units += draft.units
    this.count += draft.count
    this.isFull ||= draft.isFull
  }
}

/** A page that is judged and not taken in yet. */
interface Draft {
  readonly entries: ReadonlyMap<string, Entry>
  readonly skeletons: ReadonlyMap<string, string>
  readonly ids: ReadonlySet<string>
  readonly withheld: ReadonlyMap<number, string>
  readonly cursor: string | undefined
  readonly units: number
  readonly count: number
  readonly isFull: boolean
  readonly refused: string | undefined
}

function draftOf(
  result: unknown,
  listing: Listing,
  { limits, suspicion }: Required<CatalogueOptions>,
): Draft {
  const tools = member(result, 'tools')
  const entries = new Map<string, Entry>()
  const skeletons = new Map<string, string>()
  const ids = new Set<string>()
  const withheld = new Map<number, string>()
  let { units } = listing
  let isFull = false
  const list: readonly unknown[] = Array.isArray(tools) ? tools : []

  const judge = (tool: unknown, index: number): string | undefined => {
    if (listing.count + index >= limits.tools) {
      isFull = true
      return FULL
    }
    const name = member(tool, 'name')
    const nameFault = toolNameFault(name)
    if (typeof name !== 'string' || nameFault !== undefined) return `has a name that ${nameFault}`
    // What is known to go beyond is not looked at any more.
    if (units > limits.schemaUnits) return FULL
    if (entries.has(name) || listing.entries.has(name)) return 'has the name of another'
    const skeleton = skeletonOf(name)
    const twin = skeletons.get(skeleton) ?? listing.skeletons.get(skeleton)
    if (twin === undefined) skeletons.set(skeleton, name)
    const entry = twin === undefined ? entryOf(tool) : withheldAs(`looks like \`${twin}\``)
    if (entry.ids.some((id) => ids.has(id) || listing.ids.has(id))) {
      entries.set(name, withheldAs(SHARED_ID))
      return SHARED_ID
    }
    for (const id of entry.ids) ids.add(id)
    units += entry.units
    if (units > limits.schemaUnits) {
      isFull = true
      return FULL
    }
    const suspected = entry.reason === undefined ? suspicion(tool) : undefined
    entries.set(name, suspected === undefined ? entry : withheldAs(suspected, entry.units))
    return entry.reason
  }

  for (const [index, tool] of list.entries()) {
    const reason = judge(tool, index)
    if (reason !== undefined) withheld.set(index, reason)
  }
  const next = member(result, 'nextCursor')
  const cursor = typeof next === 'string' ? next : undefined
  return {
    entries,
    skeletons,
    ids,
    withheld,
    cursor,
    units: units - listing.units,
    count: list.length,
    isFull,
    refused: pagingFault(cursor, listing, limits),
  }
}

function pagingFault(
  cursor: string | undefined,
  { cursors }: Listing,
  { pages }: CatalogueLimits,
): string | undefined {
  if (cursor === undefined) return undefined
  if (cursor.length > MOST_CURSOR_UNITS)
    return 'the list of tools goes on at a cursor too long to keep'
  if (cursors.has(cursor)) return 'the list of tools goes on where it has been before'
  return cursors.size + 1 < pages ? undefined : `the list of tools has more than ${pages} pages`
}

/** One tool; its validators are made when they are first needed. */
interface Entry {
  readonly units: number
  /** `$id` of its schemas. Clients are known to share compiled schemas by it, and then take one tool's for another's. */
  readonly ids: readonly string[]
  readonly reason: string | undefined
  known(): KnownTool
}

function withheldAs(reason: string, units = 0): Entry {
  return { units, ids: [], reason, known: () => ({ kind: 'withheld', reason }) }
}

function entryOf(tool: unknown): Entry {
  const input = lintSchema(member(tool, 'inputSchema'))
  if (input.kind === 'unsound') {
    return withheldAs(`has an unsound input schema: ${input.reason}`, input.units)
  }
  const declared = isObject(tool) && Object.hasOwn(tool, 'outputSchema')
  const output = declared ? lintSchema(member(tool, 'outputSchema')) : undefined
  if (output?.kind === 'unsound') {
    const units = input.units + output.units
    return withheldAs(`has an unsound output schema: ${output.reason}`, units)
  }
  const isShared = input.id !== undefined && input.id === output?.id
  if (!isShared) return soundEntry(input, output)
  return withheldAs(SHARED_ID, input.units + output.units)
}

function soundEntry(input: SoundSchema, output: SoundSchema | undefined): Entry {
  let known: KnownTool | undefined
  return {
    units: input.units + (output?.units ?? 0),
    ids: [input.id, output?.id].filter((id) => id !== undefined),
    reason: undefined,
    known: () => {
      known ??= {
        kind: 'sound',
        input: compileSchema(input),
        output: output && compileSchema(output),
      }
      return known
    },
  }
}

const SHARED_ID = 'has a schema with the `$id` of another'
const FULL = 'is one of more than can be checked'
/** Cursors are opaque; those of known servers have less than a hundred characters. */
const MOST_CURSOR_UNITS = 4096
