import type { JsonObject } from '../json.ts'

/** What a server lists and a client uses by a name. */
export type PinKind = 'tool' | 'prompt' | 'template'

export const PIN_KINDS: readonly PinKind[] = ['tool', 'prompt', 'template']

/**
 * Everything that is pinned of one profile's server, and beside it what the server was last seen to offer where that differs. Values
 * are never changed: whoever observes or approves gets another book.
 */
export interface PinBook {
  readonly pinned: Offer
  readonly seen: Difference
}

/** What was accepted, at first use or by a person. */
export interface Offer {
  readonly program: ProgramPin | undefined
  readonly server: ServerPin | undefined
  readonly lists: Readonly<Record<PinKind, PinnedList>>
}

/** What was seen and not accepted. Absent parts are as pinned. */
export interface Difference {
  readonly program: ProgramPin | undefined
  readonly server: ServerPin | undefined
  readonly lists: Readonly<Record<PinKind, SeenList>>
}

/** The program that runs. */
export interface ProgramPin {
  /** `NAME@VERSION` of a package in the store, the absolute path of a file, or the whole command when it holds the code itself. */
  readonly name: string
  /** SHA-256 in hexadecimal: of the whole tree of a package, or of that one file and not of what it loads. Undefined without a file. */
  readonly sha256: string | undefined
}

/** What a server says of itself. Undefined members were not said. */
export interface ServerPin {
  readonly name: string | undefined
  readonly version: string | undefined
  readonly instructions: string | undefined
}

export interface PinnedList {
  /**
   * How many pages of the list are pinned while its first listing is read; `all` of one that was read to its end, and `closed` when
   * another listing began before that: nothing more is pinned by itself then.
   */
  readonly pages: number | 'all' | 'closed'
  /** By the name that they are used by, as the server said them. */
  readonly items: Items
}

export interface SeenList {
  /** Changed or new, whether or not it is still listed. */
  readonly items: Items
  /** Pinned, not in the last list that was read to its end, and not among `items`. */
  readonly missing: readonly string[]
  /** Some that were new found no place here, so that nothing that is unknown may be used. It stays so until all is forgotten. */
  readonly isFull: boolean
}

export type Items = ReadonlyMap<string, JsonObject>

export const EMPTY_BOOK: PinBook = {
  pinned: {
    program: undefined,
    server: undefined,
    lists: each(() => ({ pages: 0, items: none() })),
  },
  seen: {
    program: undefined,
    server: undefined,
    lists: each(() => ({ items: none(), missing: [], isFull: false })),
  },
}

/** One value for each kind. */
export function each<T>(of: (kind: PinKind) => T): Readonly<Record<PinKind, T>> {
  return { tool: of('tool'), prompt: of('prompt'), template: of('template') }
}

function none(): Items {
  return new Map()
}
