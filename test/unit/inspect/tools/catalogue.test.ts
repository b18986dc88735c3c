import { expect, test } from 'vitest'
import { ToolCatalogue } from '../../../../src/inspect/tools/index.ts'

const tool = (name: string, inputSchema: unknown = { type: 'object' }, more: object = {}) => ({
  name,
  inputSchema,
  ...more,
})
const page = (tools: readonly unknown[], nextCursor?: string, isContinued = false) => ({
  result: { tools, ...(nextCursor !== undefined && { nextCursor }) },
  isContinued,
})
const reasons = (catalogue: ToolCatalogue, listed: ReturnType<typeof page>) => [
  ...catalogue.judge(listed).withheld.values(),
]
const kindOf = (catalogue: ToolCatalogue, name: string) => catalogue.of(name)?.kind

function learnt(...pages: readonly ReturnType<typeof page>[]): ToolCatalogue {
  const catalogue = new ToolCatalogue()
  for (const each of pages) catalogue.learn(each)
  return catalogue
}

test('a tool with an unsound schema is withheld, and the others work', () => {
  const listed = page([
    tool('good'),
    tool('bad', { type: 'object', $async: true }),
    tool('worse', { type: 'object' }, { outputSchema: { $ref: 'https://example.org' } }),
  ])
  const catalogue = learnt(listed)
  expect([...catalogue.judge(listed).withheld]).toEqual([
    [1, 'has an unsound input schema: `#/$async` is a keyword that is not allowed'],
    [
      2,
      'has an unsound output schema: `#/$ref` leads out of the schema; only references that begin with `#` are followed',
    ],
  ])
  expect(kindOf(catalogue, 'good')).toBe('sound')
  expect(kindOf(catalogue, 'bad')).toBe('withheld')
  expect(kindOf(catalogue, 'worse')).toBe('withheld')
  expect(kindOf(catalogue, 'other')).toBeUndefined()
})

test('the first of tools that look alike stays', () => {
  const catalogue = new ToolCatalogue()
  const first = page([tool('read_file'), tool('Read-File'), tool('read_file'), tool('')], 'next')
  expect(reasons(catalogue, first)).toEqual([
    'looks like `read_file`',
    'has the name of another',
    'has a name that is empty',
  ])
  catalogue.learn(first)
  const second = page([tool('READ_FILE'), tool('read_file'), tool('write_file')], undefined, true)
  expect(reasons(catalogue, second)).toEqual(['looks like `read_file`', 'has the name of another'])
  catalogue.learn(second)
  expect(kindOf(catalogue, 'read_file')).toBe('sound')
  expect(kindOf(catalogue, 'READ_FILE')).toBe('withheld')
  expect(kindOf(catalogue, 'write_file')).toBe('sound')
})

test('one id may not belong to two schemas', () => {
  const $id = 'https://example.org/a'
  const catalogue = new ToolCatalogue()
  const listed = page([
    tool('one', { type: 'object', $id }),
    tool('two', { type: 'object', $id, required: ['a'] }),
    tool(
      'both',
      { type: 'object', $id: 'https://example.org/b' },
      { outputSchema: { $id: 'https://example.org/b' } },
    ),
  ])
  expect([...catalogue.judge(listed).withheld]).toEqual([
    [1, 'has a schema with the `$id` of another'],
    [2, 'has a schema with the `$id` of another'],
  ])
})

test('judging teaches nothing', () => {
  const catalogue = new ToolCatalogue()
  catalogue.judge(page([tool('a')]))
  expect(catalogue.of('a')).toBeUndefined()
})

test('a new list takes the place of the old one when it is complete', () => {
  const catalogue = learnt(page([tool('a'), tool('b')]))
  catalogue.learn(page([tool('A')], 'next'))
  expect(kindOf(catalogue, 'b')).toBe('sound')
  catalogue.learn(page([tool('c')], undefined, true))
  expect(['a', 'b', 'A', 'c'].map((name) => kindOf(catalogue, name))).toEqual([
    undefined,
    undefined,
    'sound',
    'sound',
  ])
})

test('a tool that was sound may come back unsound', () => {
  const catalogue = learnt(page([tool('a')]), page([tool('a', { type: 'object', $async: true })]))
  expect(kindOf(catalogue, 'a')).toBe('withheld')
})

test('paging that does not end is refused', () => {
  const refusal = (listed: ReturnType<typeof page>, ...before: (typeof listed)[]) =>
    learnt(...before).judge(listed).refused
  const begin = page([tool('a')], 'x')
  expect(refusal(page([], 'y', true), begin)).toBeUndefined()
  expect(refusal(page([], 'x', true), begin)).toBe(
    'the list of tools goes on where it has been before',
  )
  expect(refusal(page([], 'x'), begin)).toBeUndefined()
  expect(refusal(page([], 'z'.repeat(5000)))).toBe(
    'the list of tools goes on at a cursor too long to keep',
  )
  const many = Array.from({ length: 120 }, (_, n) => page([tool(`t${n}`)], `c${n}`, n > 0))
  const refused = many.findIndex(
    (_, n) => refusal(many[n] as typeof begin, ...many.slice(0, n)) !== undefined,
  )
  expect(refused).toBe(99)
})

test('what is beyond the bounds is withheld, and so is whatever was not remembered', () => {
  const tools = Array.from({ length: 1001 }, (_, n) => tool(`t${String(n).padStart(4, '2')}`))
  const listed = page(tools)
  const catalogue = new ToolCatalogue()
  const full = 'is one of more than can be checked'
  expect(reasons(catalogue, listed)).toContain(full)
  catalogue.learn(listed)
  expect(catalogue.of('anything')).toEqual({ kind: 'withheld', reason: full })

  const large = { type: 'object', description: 'x'.repeat(250_000) }
  const heavy = Array.from({ length: 20 }, (_, n) => tool(String.fromCodePoint(0x4e00 + n), large))
  expect(reasons(new ToolCatalogue(), page(heavy))).toEqual([full, full, full, full])
})

test('tools beyond the limit are not looked at, not even at their names', () => {
  const tools = Array.from({ length: 1000 }, (_, n) => tool(`t${n}x`))
  const listed = page([...tools, tool('')])
  expect(reasons(new ToolCatalogue(), listed)).toEqual(['is one of more than can be checked'])
})
