import { expect, test } from 'vitest'
import {
  approve,
  changesIn,
  changesNamed,
  decodeBook,
  diffLines,
  EMPTY_BOOK,
  encodeBook,
} from '../../../../src/inspect/pins/index.ts'
import { writtenUnits } from '../../../../src/inspect/pins/written.ts'
import { after, listing, page, server, tool } from './pages.ts'

const [a, b] = [tool('a'), tool('b')]
const changed = after([
  { what: 'program', program: { name: 'x@1', sha256: '00' } },
  server('s', '1', 'one\ntwo'),
  listing(a, b, tool('old', 'same words')),
  { what: 'program', program: { name: 'x@1', sha256: '01' } },
  server('s', '2', 'one\nthree'),
  listing(tool('a', 'evil'), b, tool('__proto__'), tool('renamed', 'same words')),
])

test.each([
  ['an empty book', EMPTY_BOOK],
  ['a book with changes', changed],
  ['a book of half a listing', after([page([a])])],
])('%s comes back as it was written', (_title, book) => {
  const read = decodeBook(encodeBook(book, 'p'))
  expect(read && encodeBook(read, 'p')).toBe(encodeBook(book, 'p'))
  expect(read && changesIn(read)).toEqual(changesIn(book))
})

test('the file can be read and compared line by line', () => {
  const text = encodeBook(after([listing(b, a)]), 'notes')
  expect(text).toBe(encodeBook(after([listing(a, b)]), 'notes'))
  expect(text.split('\n').slice(0, 14)).toEqual([
    '{',
    '  "format": "mcp-airlock-pins/1",',
    '  "profile": "notes",',
    '  "pinned": {',
    '    "tool": {',
    '      "pages": "all",',
    '      "items": [',
    '        {',
    '          "description": "a",',
    '          "inputSchema": {',
    '            "type": "object"',
    '          },',
    '          "name": "a"',
    '        },',
  ])
})

const spoilt: readonly (readonly [title: string, (text: string) => string])[] = [
  ['no JSON', (text) => text.slice(1)],
  ['another format', (text) => text.replace('pins/1', 'pins/2')],
  ['no list of tools', (text) => text.replaceAll('"tool"', '"tools"')],
  ['a tool without a name', (text) => text.replace('"name": "b"', '"nom": "b"')],
  ['a tool twice', (text) => text.replace('"name": "b"', '"name": "a"')],
  ['odd pages', (text) => text.replace('"pages": "all"', '"pages": -1')],
  ['a program without a name', (text) => text.replace('"name": "x@1"', '"name": 1')],
  ['odd instructions', (text) => text.replace('"instructions": "one\\ntwo"', '"instructions": []')],
  ['an empty file', () => ''],
]

test.each(spoilt)('a file with %s is not read', (_title, spoil) => {
  const text = spoil(encodeBook(changed, 'p'))
  expect(text).not.toBe(encodeBook(changed, 'p'))
  expect(decodeBook(text)).toBeUndefined()
})

test('a diff shows the places that differ, and what was renamed', () => {
  expect(changesIn(changed).flatMap(diffLines)).toEqual([
    '~ program: changed',
    '    /sha256',
    '      - 00',
    '      + 01',
    '~ server: changed',
    '    /version',
    '      - 1',
    '      + 2',
    '~ instructions: changed',
    '    (the whole text)',
    '      - two',
    '      + three',
    '+ tool:__proto__: new',
    '    /description',
    '      + __proto__',
    '    /inputSchema/type',
    '      + object',
    '    /name',
    '      + __proto__',
    '~ tool:a: changed',
    '    /description',
    '      - a',
    '      + evil',
    '> tool:renamed: renamed, it was `old`',
    '    /name',
    '      - old',
    '      + renamed',
  ])
})

test('a diff is safe to look at and shows of long texts only what differs', () => {
  const words = 'word '.repeat(400)
  const book = after([
    listing(tool('a', `${words}end`), tool('b')),
    listing(tool('a', `${words}\u001b[2J\u{e0041}end`), tool('b\n', 'b')),
  ])
  const lines = changesIn(book).flatMap(diffLines)
  const text = lines.join('\n')
  expect(text).toContain('\\x1b[2J\\u{e0041}end')
  expect(text).toContain('tool:b\\x0a: renamed')
  expect(text).not.toContain('\u001b')
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(500)
})

test.each([
  [undefined, 6],
  ['tool:a', 1],
  ['a', 1],
  ['instructions', 1],
  ['b', 0],
  ['tool:b', 0],
])('approving %s means %d changes', (word, count) => {
  const accepted = changesNamed(changed, word)
  expect(accepted).toHaveLength(count)
  const left = changesIn(approve(changed, accepted))
  expect(left).toHaveLength(6 - count)
})

test('what was approved is pinned from then on', () => {
  const all = approve(changed, changesNamed(changed, undefined))
  expect([...all.pinned.lists.tool.items.keys()].toSorted()).toEqual(
    ['__proto__', 'a', 'b', 'renamed'].toSorted(),
  )
  expect(all.pinned.server).toEqual({ name: 's', version: '2', instructions: 'one\nthree' })
  expect(all.pinned.program).toEqual({ name: 'x@1', sha256: '01' })
  const one = approve(changed, changesNamed(changed, 'a'))
  expect(after([listing(tool('a', 'evil'), b)], 'first-use', one).pinned).toEqual(one.pinned)
})

test('approving where pins are required ends the first listing', () => {
  const seen = after([listing(a)], 'required')
  const book = approve(seen, changesNamed(seen, undefined))
  expect(changesIn(after([listing(a, b)], 'first-use', book)).map(({ item }) => item)).toEqual([
    'tool:b',
  ])
})

const length = (...tools: readonly object[]) =>
  encodeBook(after([listing(...(tools as ReturnType<typeof tool>[]))]), 'p').length

const nested = (value: unknown, levels: number): unknown =>
  levels === 0 ? value : nested([value], levels - 1)

test.each([
  {},
  { _meta: {} },
  { _meta: { a: [], b: {}, 'c"\n': [1, [true, null, { d: '"\u2028' }]], e: -1.5e-7 } },
  { _meta: nested([0, 0, {}], 50) },
])('what an item takes in the file is known before it is written: %j', (more) => {
  const item = { ...tool('a'), ...more }
  // The comma between the two.
  expect(length(item, b) - length(b)).toBe(writtenUnits(item) + 1)
})

test('the file stays within its bounds, however deep what a server says is nested', () => {
  const deep = { ...tool('deep'), _meta: { x: nested(Array<number>(40_000).fill(0), 58) } }
  expect(JSON.stringify(deep).length).toBeLessThan(100_000)
  const book = after([listing(deep, b)])
  expect(encodeBook(book, 'p').length).toBeLessThan(10_000)
  expect(changesIn(book).map(({ item }) => item)).not.toContain('tool:b')
})
