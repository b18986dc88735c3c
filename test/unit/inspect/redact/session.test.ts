import { expect, test } from 'vitest'
import type { DecisionEvent, Verdict } from '../../../../src/inspect/index.ts'
import { createRedactor } from '../../../../src/inspect/redact/index.ts'
import * as stage from '../approvals/stage.ts'
import * as d from '../doors.ts'
import { Keeper } from '../rewrites/keeper.ts'

const TOKEN = 'ghp_16C7e42F292c6912E771'
const MARK = '[redacted: TOKEN]'
const PIN = '12345678'
const secrets = [
  { name: 'TOKEN', value: Buffer.from(TOKEN) },
  { name: 'PIN', value: Buffer.from(PIN) },
]

/** A session in which the client has just asked for this, and its record. */
function asked(method: string, params: object = {}, options: Parameters<typeof d.door>[0] = {}) {
  const redactor = createRedactor(secrets)
  const record: (readonly [DecisionEvent, string | undefined])[] = []
  const inspector = d.door({
    ...options,
    redactor,
    observe: (event, line) => record.push([event, line && Buffer.from(line).toString()]),
  })
  const capabilities = { sampling: {}, elicitation: { form: {}, url: {} }, roots: {} }
  d.play(inspector, d.handshake(capabilities))
  d.play(inspector, [['client', d.request(1, method, params), 'forward']])
  return { inspector, redactor, record }
}

const called = (options?: Parameters<typeof d.door>[0]) =>
  asked('tools/call', { name: 't', _meta: { progressToken: 'p' } }, options)
const reason = (name: string) =>
  `the value of \`${name}\` was on its way to the client and has been redacted`
const tool = (description: string) =>
  d.result(1, { tools: [{ name: 't', description, inputSchema: { type: 'object' } }] })
const replaced = (line: string) => `replace ${line.replaceAll(TOKEN, MARK)}\n`
const answer = (verdict: Verdict) => {
  if (verdict.kind !== 'answer') throw new Error(verdict.kind)
  return Buffer.from(verdict.line).toString()
}

test.each([
  ['a result', d.result(1, d.text(`x ${TOKEN}`))],
  ['structured content', d.result(1, { content: [], structuredContent: { uri: TOKEN } })],
  ['an error', d.failure(1, { code: -32603, message: `no ${TOKEN}`, data: { TOKEN } })],
  [
    'progress',
    d.notify('notifications/progress', { progressToken: 'p', progress: 1, message: TOKEN }),
  ],
  [
    'a request of the server',
    d.request(7, 'elicitation/create', {
      message: TOKEN,
      requestedSchema: { type: 'object', properties: {} },
    }),
  ],
])('%s goes on with a marker in the place of the value', (_name, line) => {
  const { inspector } = called()
  d.play(inspector, [['server', line, replaced(line)]])
})

test('everything else of a message goes on byte for byte', () => {
  const { inspector } = called()
  const log = `{ "jsonrpc":"2.0" ,"method":"notifications/message","params":{"level":"info","data":[1.0e2,"\\u00e9 ${TOKEN} \\/"]}}\r`
  const answered = ` {"id":1,"jsonrpc":"2.0" ,"result":{"content":[{"type":"text","text":"\\u00e9 ${TOKEN} \\/"}],"structuredContent":{"n":1.0e2}}}\r`
  d.play(inspector, [
    ['server', log, replaced(log)],
    ['server', answered, replaced(answered)],
  ])
})

test("what holds no value is forwarded as it came, and the client's own words are", () => {
  const { inspector, redactor } = called()
  d.play(inspector, [
    ['client', d.call(2, { arguments: { key: TOKEN } }), 'forward'],
    ['server', d.result(1, d.text(TOKEN.slice(1))), 'forward'],
    ['server', d.result(2, d.text('\\u0041')), 'forward'],
  ])
  expect(redactor.matchCount.size).toBe(0)
})

test('a number with a value in it becomes a string', () => {
  const { inspector } = called()
  d.play(inspector, [
    [
      'server',
      d.result(1, { content: [], structuredContent: { n: [Number(`${PIN}0`), 2] } }),
      `replace ${d.result(1, { content: [], structuredContent: { n: ['[redacted: PIN]', 2] } })}\n`,
    ],
  ])
})

test.each([
  ['the id of a request', d.request(TOKEN, 'ping'), `answer server "${TOKEN}" invalid-request`],
  ['a numeric id', d.request(Number(PIN), 'ping'), `answer server ${PIN} invalid-request`],
  ['the method', d.notify(TOKEN), 'drop invalid-notification'],
  ['a cursor', d.result(1, { ...d.text(), nextCursor: TOKEN }), 'answer client 1 invalid-response'],
  [
    'an address',
    d.result(1, { content: [{ type: 'resource_link', uri: `https://${TOKEN}@host/`, name: 'x' }] }),
    'answer client 1 invalid-response',
  ],
  [
    'a token',
    d.notify('notifications/progress', { progressToken: Number(PIN), progress: 1 }),
    'drop invalid-notification',
  ],
  [
    'two keys of one object',
    d.result(1, {
      ...d.text(),
      structuredContent: { [TOKEN]: 1, [Buffer.from(TOKEN).toString('hex')]: 2 },
    }),
    'answer client 1 invalid-response',
  ],
])(
  'a message with a value in %s is refused, and whoever waits is told why',
  (_name, line, outcome) => {
    const { inspector } = called()
    const verdict = d.say(inspector, 'server', line)
    expect(d.show(verdict)).toBe(outcome)
    expect('reason' in verdict && verdict.reason).toMatch(
      /^the message holds the value of `(TOKEN|PIN)` /,
    )
    expect('reason' in verdict && verdict.reason).not.toContain(TOKEN)
  },
)

test('an answer is refused when it grows beyond what the profile allows', () => {
  const { inspector } = called({ limits: { messageBytes: 300 } })
  const line = d.result(1, d.text(`${PIN} `.repeat(20)))
  expect(line.length).toBeLessThan(300)
  d.play(inspector, [['server', line, 'answer client 1 invalid-response']])
})

test('each entry is noticed with the message it was in, and the record has it without the value', () => {
  const { inspector, record, redactor } = called()
  const verdict = d.say(inspector, 'server', d.result(1, d.text(`${TOKEN} ${TOKEN} ${PIN}`)))
  const notices = [
    { code: 'redacted', reason: reason('TOKEN'), count: 2, places: [] },
    { code: 'redacted', reason: reason('PIN'), count: 1, places: [] },
  ]
  expect(verdict).toMatchObject({ kind: 'replace', notices })
  expect(record.at(-1)).toMatchObject([
    { rule: 'redacted', verdict: 'replace', notices },
    undefined,
  ])
  expect([...redactor.matchCount]).toEqual([
    ['TOKEN', 2],
    ['PIN', 1],
  ])
})

test.each([
  ['a result that does not follow the revision', d.result(1, { content: TOKEN })],
  ['a result with two keys', `{"jsonrpc":"2.0","id":1,"result":{"a":"${TOKEN}","a":1}}`],
  ['a request for nothing', d.request(`x${TOKEN}`, 'no/such', { a: TOKEN })],
  ['a notification under its name', d.notify(`no/${TOKEN}`)],
  ['what is no JSON', `{"jsonrpc":"2.0","method":"x","params":{"a":"${TOKEN}"`],
  ['an answer to nobody', d.result(TOKEN)],
])('a refused message is kept and told without the value: %s', (_name, line) => {
  const { inspector, record } = called()
  const verdict = d.say(inspector, 'server', line)
  const toClient = verdict.kind === 'answer' && verdict.to === 'client' ? answer(verdict) : ''
  expect(JSON.stringify([record, toClient, 'reason' in verdict && verdict.reason])).not.toContain(
    TOKEN,
  )
  expect(record.at(-1)?.[1] ?? MARK).toContain(MARK)
})

test('refusals that quote the client, and their record, hold no value either', () => {
  const { inspector, record } = called()
  const verdict = d.say(
    inspector,
    'client',
    d.request(2, 'tools/call', { name: TOKEN, [TOKEN]: 1, arguments: 7 }),
  )
  expect(answer(verdict)).not.toContain(TOKEN)
  expect(JSON.stringify(record)).not.toContain(TOKEN)
  d.say(inspector, 'client', d.request(TOKEN, 'no/such'))
  expect(JSON.stringify(record)).not.toContain(TOKEN)
})

test('the id under which the client waits stays its own', () => {
  const { inspector } = asked('ping')
  const verdict = d.say(inspector, 'client', d.request(TOKEN, 'no/such'))
  expect(JSON.parse(answer(verdict))).toMatchObject({ id: TOKEN, error: { code: -31008 } })
})

test('hidden characters are made visible in what is left, and bring no value back', () => {
  const { inspector } = called()
  const split = `\u202e${TOKEN} ${TOKEN.slice(0, 4)}\u200b${TOKEN.slice(4)}`
  const verdict = d.say(inspector, 'server', d.result(1, d.text(split)))
  expect(d.show(verdict)).toBe(
    `replace ${d.result(1, d.text(`<U+202E>${MARK} ghp_<U+200B>${TOKEN.slice(4)}`))}\n`,
  )
  expect('notices' in verdict && verdict.notices?.map(({ code }) => code)).toEqual([
    'redacted',
    'bidi-control',
    'invisible',
  ])
  const made = d.door({
    redactor: createRedactor([{ name: 'A', value: Buffer.from('a<U+202E>b') }]),
  })
  d.play(made, [
    ...d.handshake(),
    ['client', d.call(1), 'forward'],
    ['server', d.result(1, d.text('a\u202eb')), 'answer client 1 invalid-response'],
  ])
})

test('pins are of what arrived without the value, so a new value changes none', () => {
  const keeper = new Keeper()
  const first = asked('tools/list', {}, { pins: keeper })
  d.play(first.inspector, [['server', tool(`uses ${TOKEN}`), replaced(tool(`uses ${TOKEN}`))]])
  const pinned = JSON.stringify(keeper.book.pinned.lists.tool.items.get('t'))
  expect(pinned).toContain(MARK)
  const later = asked('tools/list', {}, { pins: keeper })
  d.play(later.inspector, [
    ['server', tool(`uses ${PIN}`), `replace ${d.result(1, { tools: [] })}\n`],
  ])
  expect(
    JSON.stringify(keeper.book, (_key, value) => (value instanceof Map ? [...value] : value)),
  ).not.toContain(PIN)
})

test('each message of a batch is redacted, and one with a value across messages is refused', () => {
  const redactor = createRedactor([
    ...secrets,
    { name: 'ODD', value: Buffer.from('}},{"jsonrpc":"2.0","id":2') },
  ])
  const inspector = d.door({ batches: 'allow', redactor })
  const one = d.result(1, d.text(TOKEN))
  d.play(inspector, [
    ...d.handshake({}, '2025-03-26'),
    ['client', d.call(1), 'forward'],
    ['client', d.call(2), 'forward'],
    ['server', `[${one}]`, `batch [${one.replace(TOKEN, MARK)}]`],
    ['client', d.call(1), 'forward'],
    [
      'server',
      `[{"jsonrpc":"2.0","id":1,"result":{"content":[],"_meta":{}}},{"jsonrpc":"2.0","id":2,"result":{"content":[]}}]`,
      'batch nothing | answer client 1 malformed-response | answer client 2 malformed-response',
    ],
  ])
})

test('a person is asked without the value, and the request goes on with it', () => {
  const { inspector } = stage.stage({ redactor: createRedactor(secrets) })
  d.play(inspector, d.handshake({ elicitation: {} }))
  const line = stage.write(1, { key: TOKEN })
  const { question, ask } = stage.hold(inspector, line)
  expect(question.arguments).toBe(`{"key":"${MARK}"}`)
  expect(Buffer.from(ask?.line ?? []).toString()).not.toContain(TOKEN)
  expect(stage.resolve(inspector, question.ticket, 'once')).toBe(`forward ${line}`)
})
