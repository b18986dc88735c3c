import { expect, test } from 'vitest'
import type { DecisionEvent } from '../../../src/inspect/index.ts'
import * as d from './doors.ts'
import { role } from './roles.ts'

type Seen = readonly [event: DecisionEvent, line: string | undefined]

/** An inspector and what it tells. */
function watched(options: Parameters<typeof d.door>[0] = {}) {
  const seen: Seen[] = []
  const inspector = d.door({
    ...options,
    observe: (event, line) => seen.push([event, line && Buffer.from(line).toString()]),
  })
  return { inspector, seen, events: () => seen.map(([event]) => event) }
}

const rules = {
  tools: { deny: ['delete_*'], approve: ['write_*'] },
  resources: { deny: ['https://**'] },
  prompts: { deny: ['secret'] },
}
const PROFILE = { kind: 'decision', from: 'client', role: 'admin' }

test.each([
  [
    'an allowed call',
    d.call(7, { name: 'echo', arguments: { password: 'hunter2' } }),
    {
      method: 'tools/call',
      id: 7,
      subject: { kind: 'tool', name: 'echo' },
      rule: 'tools.allow',
      verdict: 'forward',
    },
  ],
  [
    'a denied call',
    d.call('a', { name: 'delete_all' }),
    {
      method: 'tools/call',
      id: 'a',
      subject: { kind: 'tool', name: 'delete_all' },
      rule: 'tools.deny',
      verdict: 'answer',
      code: 'tool-denied',
    },
  ],
  [
    'a reading',
    d.request(1, 'resources/read', { uri: 'notes://a' }),
    {
      method: 'resources/read',
      subject: { kind: 'resource', name: 'notes://a' },
      rule: 'resources.allow',
      verdict: 'forward',
    },
  ],
  [
    'a denied prompt',
    d.request(1, 'prompts/get', { name: 'secret' }),
    {
      subject: { kind: 'prompt', name: 'secret' },
      rule: 'prompts.deny',
      code: 'prompt-denied',
    },
  ],
  [
    'an unknown method',
    d.request(1, 'vendor/x'),
    { method: 'vendor/x', id: 1, verdict: 'answer', rule: 'unknown-method' },
  ],
  ['what is no message', '{"jsonrpc":', { rule: 'syntax', verdict: 'drop', code: 'syntax' }],
])('%s is told once, with what decided it', (_title, line, expected) => {
  const { inspector, events } = watched({ role: role(rules) })
  d.play(inspector, d.handshake())
  expect(events()).toEqual([])
  d.say(inspector, 'client', line)
  expect(events()).toHaveLength(1)
  expect(events()[0]).toMatchObject({ ...PROFILE, ...expected })
  expect(JSON.stringify(events())).not.toContain('hunter2')
})

test('plain traffic is not told of', () => {
  const { inspector, events } = watched()
  d.play(inspector, [
    ...d.handshake(),
    ['client', d.request(1, 'tools/list'), 'forward'],
    ['server', d.result(1, { tools: [] }), 'forward'],
    ['client', d.request(2, 'ping'), 'forward'],
    ['server', d.result(2), 'forward'],
  ])
  expect(events()).toEqual([])
  d.say(inspector, 'server', 'listening on 80')
  expect(events()).toEqual([])
})

test('a refused answer names the request that it was for', () => {
  const { inspector, seen } = watched()
  d.play(inspector, [...d.handshake(), ['client', d.call(1, { name: 'echo' }), 'forward']])
  const bad = d.result(1, { content: 7 })
  d.say(inspector, 'server', bad)
  expect(seen).toHaveLength(2)
  expect(seen[1]).toEqual([
    expect.objectContaining({
      from: 'server',
      method: 'tools/call',
      id: 1,
      subject: { kind: 'tool', name: 'echo' },
      rule: 'invalid-response',
      verdict: 'answer',
    }),
    bad,
  ])
})

test('what was made visible is told with its places, and the line that goes on is not kept', () => {
  const { inspector, seen } = watched()
  d.play(inspector, [...d.handshake(), ['client', d.call(1), 'forward']])
  d.say(inspector, 'server', d.result(1, d.text('a\u202eb')))
  expect(seen[1]).toEqual([
    expect.objectContaining({
      from: 'server',
      rule: 'bidi-control',
      verdict: 'replace',
      notices: [expect.objectContaining({ count: 1, places: ['/result/content/0/text'] })],
    }),
    undefined,
  ])
})

test('an address is told without its secrets, in the reason too', () => {
  const { inspector, seen } = watched({ role: role(rules) })
  const uri = 'https://me:hunter2@private.example/a?token=hunter2#hunter2'
  d.say(inspector, 'client', d.request(1, 'resources/read', { uri }))
  const [event, line] = seen[0] as Seen
  expect(event.subject?.name).toBe('https://…@private.example/a?token=…#…')
  expect(event.code).toBe('resource-denied')
  expect(JSON.stringify(event)).not.toContain('hunter2')
  expect(line).toContain('hunter2')
})

test('what waits for consent is told without its secrets as well', () => {
  const { inspector, seen } = watched({ role: role({ resources: { approve: ['**'] } }) })
  d.say(inspector, 'client', d.request(1, 'resources/read', { uri: 'https://h/a?token=hunter2' }))
  expect(seen).toHaveLength(1)
  expect(seen[0]?.[0]).toMatchObject({ rule: 'resources.approve', code: 'needs-approval' })
  expect(JSON.stringify(seen[0]?.[0])).not.toContain('hunter2')
})

test('a wrong argument is told without its value', () => {
  const { inspector, events } = watched()
  const inputSchema = { type: 'object', properties: { key: { type: 'number' } } }
  d.play(inspector, [
    ...d.handshake(),
    ['client', d.request(1, 'tools/list'), 'forward'],
    ['server', d.result(1, { tools: [{ name: 'echo', inputSchema }] }), 'forward'],
  ])
  const verdict = d.say(inspector, 'client', d.call(2, { arguments: { key: 'hunter2' } }))
  expect(verdict).toMatchObject({ reason: expect.stringContaining('hunter2') })
  expect(events()).toEqual([
    expect.objectContaining({
      rule: 'invalid-arguments',
      reason: 'the tool did not run: argument `key`: expected number',
    }),
  ])
})

test('the end of patience is one decision, the last refusal and the end together', () => {
  const { inspector, events } = watched()
  for (let left = 100; left > 0; left -= 1) d.say(inspector, 'client', '{"jsonrpc":')
  expect(events()).toHaveLength(100)
  expect(events().at(-1)).toMatchObject({ verdict: 'end', code: 'too-many-violations' })
  expect(events().at(-2)).toMatchObject({ verdict: 'drop', code: 'syntax' })
})

test('a message over the limit is told without its line', () => {
  const { inspector, seen } = watched()
  inspector.oversizeFromClient({
    bytes: 1e9,
    envelope: { isObject: true, id: 1, hasMethod: true, hasOutcome: false },
  })
  expect(seen).toEqual([
    [expect.objectContaining({ code: 'oversize-request', verdict: 'answer' }), undefined],
  ])
})

test('each message of a batch is a decision, and so is a batch as a whole', () => {
  const open = watched({ batches: 'allow' })
  d.play(open.inspector, d.handshake({}, '2025-03-26'))
  d.say(open.inspector, 'client', `[${d.call(1)},${d.request(2, 'ping')},${d.request(3, 'no')}]`)
  expect(open.events().map(({ verdict, id }) => [verdict, id])).toEqual([
    ['forward', 1],
    ['answer', 3],
  ])
  const closed = watched()
  d.say(closed.inspector, 'client', `[${d.notify('notifications/initialized')}]`)
  expect(closed.events()).toEqual([expect.objectContaining({ rule: 'batch', verdict: 'drop' })])
})

test('many notices are bounded, and the rest is counted', () => {
  const { inspector, events } = watched()
  const tools = Array.from({ length: 30 }, (_, index) => ({
    name: `t${index}`,
    inputSchema: { type: 'object', $ref: 'http://x' },
  }))
  d.play(inspector, [...d.handshake(), ['client', d.request(1, 'tools/list'), 'forward']])
  d.say(inspector, 'server', d.result(1, { tools }))
  expect(events()[0]?.notices).toHaveLength(20)
  expect(events()[0]).toMatchObject({ rule: 'tool-withheld', moreNotices: 10 })
})

test('rates are charged for what passes, and hold the client back before they refuse', () => {
  let now = 0
  const { inspector } = watched({
    role: role({ rate: { requestsPerMinute: 60, burst: 4 } }),
    now: () => now,
  })
  const delays = [1, 2, 3, 4].map((id) => {
    const verdict = d.say(inspector, 'client', d.call(id))
    return 'delayMs' in verdict ? verdict.delayMs : 0
  })
  expect(delays).toEqual([0, 0, 500, 1000])
  expect(d.show(d.say(inspector, 'client', d.call(5)))).toBe('result client 5 rate-exceeded')
  now = 1000
  expect(d.show(d.say(inspector, 'client', d.call(6)))).toBe('forward')
})
