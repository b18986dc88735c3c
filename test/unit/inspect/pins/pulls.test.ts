import { expect, test } from 'vitest'
import {
  approve,
  changesIn,
  changesNamed,
  decodeBook,
  encodeBook,
  type Observation,
  type PinBook,
} from '../../../../src/inspect/pins/index.ts'
import { isUsable, judgePage } from '../../../../src/inspect/pins/observe.ts'
import { after, listing, page, tool } from './pages.ts'

const [a, b, c] = [tool('a'), tool('b'), tool('c')]
const names = (book: PinBook) => [...book.pinned.lists.tool.items.keys()]
const waiting = (book: PinBook) => changesIn(book).map(({ item, what }) => `${item} ${what}`)

/** What a hostile server says once `t` is pinned, and which names must not be usable afterwards. */
const t = tool('t')
const bad = tool('t', 'EVIL')
const junk = (from: number) => Array.from({ length: 900 }, (_, at) => tool(`junk${from + at}`))
const pulls: readonly (readonly [
  title: string,
  said: readonly Observation[],
  unusable: readonly string[],
])[] = [
  ['relisted without it', [listing(t), listing(bad), listing()], ['t']],
  ['new and then gone', [listing(t), listing(t, a), listing(t)], ['a']],
  ['hidden before its twin', [listing(t), listing(bad, t)], ['t']],
  ['hidden behind its twin', [listing(t), listing(t, bad)], ['t']],
  ['hidden on the page before its twin', [listing(t), page([bad]), page([t], 1)], ['t']],
  [
    'behind a flood of pages',
    [listing(t), ...[0, 900, 1800].map((from, at) => page(junk(from), at)), page([bad], 3)],
    ['t', 'junk0', 'junk2699', 'unheard-of'],
  ],
  [
    'let go of after a flood',
    [listing(t, a), listing(bad), page([...junk(0), ...junk(900), ...junk(1800)]), listing(t, a)],
    ['junk2699', 'unheard-of'],
  ],
  ['gone from the list', [listing(t, a), listing(a)], ['t']],
  ['too long a name to be kept', [listing(t)], ['x'.repeat(2000)]],
]

test.each(pulls)('a tool cannot be used that is %s', (_title, said, unusable) => {
  const book = after(said)
  const read = decodeBook(encodeBook(book, 'p'))
  for (const each of [book, read as PinBook]) {
    expect(unusable.filter((name) => isUsable(each, 'tool', name, 'first-use'))).toEqual([])
  }
})

test('a twin of what changed is withheld with it, and what came back may be used', () => {
  const book = after([listing(t), listing(bad)])
  const { what: _, ...twins } = listing(bad, t) as Extract<Observation, { what: 'page' }>
  expect(judgePage(book, twins, 'first-use')).toEqual(['changed', 'changed'])
  const gone = after([listing(t), listing()])
  expect(isUsable(after([page([t])], 'first-use', gone), 'tool', 't', 'first-use')).toBe(true)
  expect(isUsable(after([listing(t)], 'first-use', book), 'tool', 't', 'first-use')).toBe(true)
})

test('a change behind a flood can be looked at and approved', () => {
  const book = after([listing(t), page([tool('big', 'x'.repeat(2 * 1024 * 1024 - 100)), bad])])
  const approved = approve(book, changesNamed(book, 't'))
  expect(approved.pinned.lists.tool.items.get('t')).toEqual(bad)
})

test('a first listing without an end is trusted once, in the session that reads it', () => {
  const read = after([page([a]), page([b], 1), page([c], 2)])
  expect(names(read)).toEqual(['a', 'b', 'c'])
  expect(read.pinned.lists.tool.pages).toBe(3)
  const again = after([page([a]), page([b], 1), page([c], 2), page([t], 3)], 'first-use', read)
  expect(names(again)).toEqual(['a', 'b', 'c'])
  expect(again.pinned.lists.tool.pages).toBe('closed')
  expect(waiting(again)).toEqual(['tool:t new'])
  const whole = after([listing(a, b, c)], 'first-use', again)
  expect(whole.pinned.lists.tool.pages).toBe('all')
})
