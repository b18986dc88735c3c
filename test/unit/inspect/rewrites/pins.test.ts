import { expect, test } from 'vitest'
import type { Verdict } from '../../../../src/inspect/index.ts'
import * as d from '../doors.ts'
import { Keeper } from './keeper.ts'

const tool = (name: string, description = 'does it') => ({
  name,
  description,
  inputSchema: { type: 'object' },
})
const list = (id: number, method = 'tools/list', params: object = {}) =>
  d.request(id, method, params)
const tools = (id: number, ...all: readonly object[]) => d.result(id, { tools: all })

const modernPage = (id: number, description: string) =>
  d.result(id, {
    resultType: 'complete',
    tools: [tool('a', description)],
    ttlMs: 0,
    cacheScope: 'private',
  })

/** What goes to the client, as messages; empty when the line went on as it was. */
const sent = (verdict: Verdict): readonly Record<string, unknown>[] =>
  verdict.kind === 'replace'
    ? Buffer.from(verdict.line)
        .toString()
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>)
    : []

const greet = (logging: boolean): readonly d.Step[] => [
  ['client', d.initialize('init'), 'forward'],
  [
    'server',
    d.result('init', {
      protocolVersion: '2025-11-25',
      capabilities: { tools: {}, ...(logging && { logging: {} }) },
      serverInfo: { name: 'server', version: '1' },
    }),
    'forward',
  ],
]

/** Lists `first`, then says `then` for the second list and returns what becomes of it. */
function relisted(
  first: readonly object[],
  then: readonly object[],
  { logging = false, between = [] as readonly d.Step[] } = {},
) {
  const keeper = new Keeper()
  const door = d.door({ pins: keeper })
  d.play(door, [
    ...greet(logging),
    ['client', list(1), 'forward'],
    ['server', tools(1, ...first), 'forward'],
    ...between,
    ['client', list(2), 'forward'],
  ])
  return { keeper, door, verdict: d.say(door, 'server', tools(2, ...then)) }
}

test('a list that is as it was goes on as it came', () => {
  const { verdict } = relisted([tool('a'), tool('b')], [tool('b'), tool('a')])
  expect(verdict).toEqual({ kind: 'forward' })
})

test('a changed tool is cut out, the others stay byte for byte', () => {
  const { verdict } = relisted([tool('a'), tool('b')], [tool('a', 'evil'), tool('b')])
  expect(d.show(verdict)).toBe(`replace ${tools(2, tool('b'))}\n`)
  expect(verdict).toMatchObject({
    notices: [
      {
        code: 'pin-withheld',
        reason: 'the tool `a` is withheld: it changed since it was pinned',
        places: ['/result/tools/0'],
      },
    ],
  })
})

test.each([
  ['a new tool', tool('c')],
  ['the same words under another name', { ...tool('b'), name: 'z' }],
  ['another schema', { ...tool('b'), inputSchema: { type: 'object', required: ['x'] } }],
  ['another output', { ...tool('b'), outputSchema: { type: 'object' } }],
  ['other hints', { ...tool('b'), annotations: { readOnlyHint: true } }],
  ['other hidden data', { ...tool('b'), _meta: { 'example.com/x': 1 } }],
])('%s is withheld after the first listing', (_title, changed) => {
  const { verdict } = relisted([tool('a'), tool('b')], [tool('a'), changed])
  expect(d.show(verdict)).toBe(`replace ${tools(2, tool('a'))}\n`)
})

test('the order of members is no change', () => {
  const { name, ...rest } = tool('a')
  expect(relisted([{ name, ...rest }], [{ ...rest, name }]).verdict.kind).toBe('forward')
})

test('a client that takes log messages is told why, in a line before the list', () => {
  const { verdict } = relisted([tool('a')], [tool('a', 'evil')], { logging: true })
  const [told, answer] = sent(verdict)
  expect(told).toEqual({
    jsonrpc: '2.0',
    method: 'notifications/message',
    params: {
      level: 'warning',
      logger: 'mcp-airlock',
      data: 'withheld by mcp-airlock, since it is not as it was pinned: tool `a` changed since it was pinned. To look: mcp-airlock pins diff notes. To accept: mcp-airlock pins approve notes',
    },
  })
  expect(answer).toEqual({ jsonrpc: '2.0', id: 2, result: { tools: [] } })
})

test('a client that wants errors only is not told', () => {
  const { verdict } = relisted([tool('a')], [tool('a', 'evil')], {
    logging: true,
    between: [
      ['client', d.request(9, 'logging/setLevel', { level: 'error' }), 'forward'],
      ['server', d.result(9), 'forward'],
    ],
  })
  expect(sent(verdict)).toHaveLength(1)
})

test.each([
  ['warning', 2],
  ['debug', 2],
  ['error', 1],
  [undefined, 1],
])('in 2026-07-28 a request with the level %s gets %d lines', (logLevel, lines) => {
  const keeper = new Keeper()
  const door = d.door({ pins: keeper })
  const meta = logLevel === undefined ? {} : { 'io.modelcontextprotocol/logLevel': logLevel }
  d.play(door, [
    ['client', list(1, 'tools/list', d.modern({}, {}, meta)), 'forward'],
    ['server', modernPage(1, 'good'), 'forward'],
    ['client', list(2, 'tools/list', d.modern({}, {}, meta)), 'forward'],
  ])
  expect(sent(d.say(door, 'server', modernPage(2, 'evil')))).toHaveLength(lines)
})

test('what is withheld cannot be called, and the model is told', () => {
  const { door } = relisted([tool('a'), tool('b')], [tool('a', 'evil'), tool('b')])
  d.play(door, [
    ['client', d.call(3, { name: 'a' }), 'result client 3 not-pinned'],
    ['client', d.call(4, { name: 'b' }), 'forward'],
    ['client', d.call(5, { name: 'never-listed' }), 'forward'],
  ])
})

test('once a person approves, the next list has it again', () => {
  const { door, keeper } = relisted([tool('a'), tool('b')], [tool('a', 'better'), tool('c')])
  keeper.approve('a')
  d.play(door, [['client', list(3), 'forward']])
  const verdict = d.say(door, 'server', tools(3, tool('a', 'better'), tool('c')))
  expect(d.show(verdict)).toBe(`replace ${tools(3, tool('a', 'better'))}\n`)
  d.play(door, [['client', d.call(4, { name: 'a' }), 'forward']])
})

const first = (id: number) => d.result(id, { tools: [tool('a')], nextCursor: 'n' })
const more = (id: number) => list(id, 'tools/list', { cursor: 'n' })

test('the change may hide on the second page', () => {
  const keeper = new Keeper()
  const door = d.door({ pins: keeper })
  d.play(door, [
    ...greet(false),
    ['client', list(1), 'forward'],
    ['server', first(1), 'forward'],
    ['client', more(2), 'forward'],
    ['server', tools(2, tool('b', 'good')), 'forward'],
    ['client', list(3), 'forward'],
    ['server', first(3), 'forward'],
    ['client', more(4), 'forward'],
    ['server', tools(4, tool('b', 'evil')), `replace ${tools(4)}\n`],
  ])
})

test('what changed is cleared by a listing that has it once and as it was, on whichever page', () => {
  const door = d.door({ pins: new Keeper() })
  d.play(door, greet(false))
  const flow = (page: object, last: object) => {
    d.play(door, [['client', list(7), 'forward']])
    d.say(door, 'server', d.result(7, { tools: [tool('a'), page], nextCursor: 'n' }))
    d.play(door, [['client', more(8), 'forward']])
    d.say(door, 'server', tools(8, last))
  }
  const [good, evil, other] = [tool('b'), tool('b', 'evil'), tool('c')]
  flow(good, other)
  for (const pages of [
    [evil, good],
    [good, evil],
    [other, other],
  ] as const) {
    flow(...pages)
    d.play(door, [['client', d.call(9, { name: 'b' }), 'result client 9 not-pinned']])
  }
  flow(other, good)
  d.play(door, [['client', d.call(9, { name: 'b' }), 'forward']])
})

test.each([
  ['many names', 3000],
  ['few names', 2],
])('a list without an end and with %s is trusted once', (_title, size) => {
  const door = d.door({ pins: new Keeper() })
  d.play(door, greet(false))
  const answer = (at: number) => {
    const params = at === 0 ? {} : { cursor: `n${at}` }
    d.play(door, [['client', list(1, 'tools/list', params), 'forward']])
    const all = Array.from({ length: size }, (_, each) => tool(`t${at}-${each}`))
    return d.say(door, 'server', d.result(1, { tools: all, nextCursor: `n${at + 1}` }))
  }
  for (const at of [0, 1, 2, 3, 0, 1, 2, 3]) answer(at)
  expect(sent(answer(4))).toMatchObject([{ result: { tools: [], nextCursor: 'n5' } }])
})

test.each([
  [
    'prompts/list',
    (text: string) => ({ prompts: [{ name: 'p', description: text }] }),
    { prompts: [] },
  ],
  [
    'resources/templates/list',
    (text: string) => ({
      resourceTemplates: [{ name: 'n', uriTemplate: 'a:{x}', description: text }],
    }),
    { resourceTemplates: [] },
  ],
])('%s is pinned too', (method, of, empty) => {
  const door = d.door({ pins: new Keeper() })
  d.play(door, [
    ...greet(false),
    ['client', list(1, method), 'forward'],
    ['server', d.result(1, of('good')), 'forward'],
    ['client', list(2, method), 'forward'],
    ['server', d.result(2, of('evil')), `replace ${d.result(2, empty)}\n`],
  ])
})

test('a withheld prompt cannot be had', () => {
  const keeper = new Keeper('required')
  const door = d.door({ pins: keeper })
  d.play(door, [
    ...greet(false),
    ['client', list(1, 'prompts/list'), 'forward'],
    [
      'server',
      d.result(1, { prompts: [{ name: 'p' }] }),
      `replace ${d.result(1, { prompts: [] })}\n`,
    ],
    ['client', d.request(2, 'prompts/get', { name: 'p' }), 'answer client 2 not-pinned'],
  ])
})

test('in a batch the list is cut and nothing goes before it', () => {
  const keeper = new Keeper()
  const door = d.door({ pins: keeper, batches: 'allow' })
  const revision = '2025-03-26'
  d.play(door, [
    ['client', d.initialize('i', {}, revision), 'forward'],
    [
      'server',
      d.result('i', {
        protocolVersion: revision,
        capabilities: { tools: {}, logging: {} },
        serverInfo: { name: 'server', version: '1' },
      }),
      'forward',
    ],
    ['client', list(1), 'forward'],
    ['server', tools(1, tool('a')), 'forward'],
    ['client', list(2), 'forward'],
    ['server', `[${tools(2, tool('a', 'evil'))}]`, `batch [${tools(2)}]`],
  ])
})

test('without pins everything may change', () => {
  const door = d.door()
  d.play(door, [
    ['client', list(1), 'forward'],
    ['server', tools(1, tool('a')), 'forward'],
    ['client', list(2), 'forward'],
    ['server', tools(2, tool('a', 'evil')), 'forward'],
  ])
})
