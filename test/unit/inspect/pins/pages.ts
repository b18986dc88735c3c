import {
  EMPTY_BOOK,
  type Observation,
  observe,
  type PinBook,
  type PinStrictness,
} from '../../../../src/inspect/pins/index.ts'

/** A tool that does nothing. */
export const tool = (name: string, description = name) => ({
  name,
  description,
  inputSchema: { type: 'object' },
})

type Item = ReturnType<typeof tool>

/** One page of tools; `all` are the names of the whole listing, when it is the last. Those before a later page are not known otherwise. */
export const page = (items: readonly Item[], at = 0, all?: readonly string[]): Observation => ({
  what: 'page',
  kind: 'tool',
  page: at,
  items,
  names: all ?? (at === 0 ? items.map(({ name }) => name) : undefined),
  isLast: all !== undefined,
})

/** A listing on one page. */
export const listing = (...items: readonly Item[]): Observation =>
  page(
    items,
    0,
    items.map(({ name }) => name),
  )

export const server = (name: string | undefined, version: string, instructions?: string) => ({
  what: 'server' as const,
  server: { name, version, instructions },
})

/** The book after these. */
export const after = (
  observations: readonly Observation[],
  strictness: PinStrictness = 'first-use',
  book: PinBook = EMPTY_BOOK,
): PinBook => observations.reduce((now, each) => observe(now, each, strictness), book)
