import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonical, isSameValue } from '../../src/inspect/pins/canonical.ts'
import {
  changesIn,
  decodeBook,
  encodeBook,
  type Observation,
} from '../../src/inspect/pins/index.ts'
import { after, listing, page, tool } from '../unit/inspect/pins/pages.ts'

/** The same value with the members of every object in another order. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([key, each]) => [key, shuffled(each)] as const)
  return Object.fromEntries(members.toReversed())
}

const json = fc.jsonValue({ maxDepth: 5 })

test('the canonical form is that of the value, whatever order its members have', () => {
  fc.assert(
    fc.property(json, (value) => {
      const text = canonical(value)
      expect(canonical(shuffled(value))).toBe(text)
      expect(canonical(JSON.parse(text))).toBe(text)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('two values are the same exactly when they have one canonical form', () => {
  fc.assert(
    fc.property(json, json, (one, other) => {
      expect(isSameValue(one, shuffled(one))).toBe(true)
      expect(isSameValue(one, other)).toBe(canonical(one) === canonical(other))
      const isSame = canonical(one) === canonical(other)
      fc.pre(isSame || one !== other)
      if (isSame) expect(JSON.parse(JSON.stringify(one))).toEqual(JSON.parse(JSON.stringify(other)))
    }),
  )
})

const tools = fc.array(
  fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), description: fc.constantFrom('x', 'y') }),
  { maxLength: 4 },
)
const listings = tools.map((all) =>
  listing(...all.map(({ name, description }) => tool(name, description))),
)
const pages = fc.tuple(tools, fc.nat({ max: 3 })).map(([all, at]) =>
  page(
    all.map(({ name, description }) => tool(name, description)),
    at,
  ),
)
const said = fc.array(fc.oneof<fc.Arbitrary<Observation>[]>(listings, pages), { maxLength: 6 })

test('what is pinned never changes by what a server says', () => {
  fc.assert(
    fc.property(said, said, (first, then) => {
      const before = after(first)
      const now = after(then, 'first-use', before)
      for (const [name, item] of before.pinned.lists.tool.items) {
        expect(now.pinned.lists.tool.items.get(name)).toBe(item)
      }
    }),
  )
})

test('a book read from its file goes on as the one that was written', () => {
  fc.assert(
    fc.property(said, said, (first, then) => {
      const book = after(first)
      const read = decodeBook(encodeBook(book, 'p'))
      expect(read).toBeDefined()
      if (read === undefined) return
      const [one, other] = [after(then, 'first-use', book), after(then, 'first-use', read)]
      expect(encodeBook(other, 'p')).toBe(encodeBook(one, 'p'))
      expect(changesIn(other)).toEqual(changesIn(one))
    }),
  )
})
