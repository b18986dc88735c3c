import { expect, test } from 'vitest'
import type { Verdict } from '../../../../src/inspect/index.ts'
import * as d from '../doors.ts'

const RLO = '\u202e'
const SHOWN = '<U+202E>'

/** A session up to 2025-11-25 in which the client has just asked for this. */
function asked(method: string, params: object = {}, options: Parameters<typeof d.door>[0] = {}) {
  const inspector = d.door(options)
  const capabilities = { sampling: {}, elicitation: { form: {}, url: {} }, roots: {} }
  d.play(inspector, d.handshake(capabilities))
  d.play(inspector, [['client', d.request(1, method, params), 'forward']])
  return inspector
}

const placesOf = (verdict: Verdict) =>
  'notices' in verdict ? verdict.notices?.flatMap(({ places }) => places) : undefined

const tool = (more: object) => ({
  tools: [{ name: 't', inputSchema: { type: 'object' }, ...more }],
})

test.each<[string, string, object, unknown, string]>([
  [
    'a description',
    'tools/list',
    {},
    tool({ description: `a${RLO}b` }),
    '/result/tools/0/description',
  ],
  ['a title', 'tools/list', {}, tool({ title: `a${RLO}b` }), '/result/tools/0/title'],
  [
    'a description in a schema',
    'tools/list',
    {},
    tool({ inputSchema: { type: 'object', properties: { 'a/b': { description: `a${RLO}b` } } } }),
    '/result/tools/0/inputSchema/properties/a~1b/description',
  ],
  ['a key', 'tools/list', {}, tool({ _meta: { [`a${RLO}b`]: 1 } }), '/result/tools/0/_meta'],
  ['a tool result', 'tools/call', { name: 't' }, d.text(`a${RLO}b`), '/result/content/0/text'],
  [
    'structured content',
    'tools/call',
    { name: 't' },
    { content: [], structuredContent: { uri: [`a${RLO}b`] } },
    '/result/structuredContent/uri/0',
  ],
  [
    'the name of a link',
    'tools/call',
    { name: 't' },
    { content: [{ type: 'resource_link', uri: 'a:b', name: `a${RLO}b` }] },
    '/result/content/0/name',
  ],
  [
    'the text of a resource',
    'resources/read',
    { uri: 'a:b' },
    { contents: [{ uri: 'a:b', text: `a${RLO}b` }] },
    '/result/contents/0/text',
  ],
  [
    'a prompt',
    'prompts/get',
    { name: 'p' },
    { messages: [{ role: 'user', content: { type: 'text', text: `a${RLO}b` } }] },
    '/result/messages/0/content/text',
  ],
  [
    'a completion',
    'completion/complete',
    { ref: { type: 'ref/prompt', name: 'p' }, argument: { name: 'a', value: 'b' } },
    { completion: { values: [`a${RLO}b`] } },
    '/result/completion/values/0',
  ],
])('makes visible what is hidden in %s', (_name, method, params, value, place) => {
  const line = d.result(1, value)
  const verdict = d.say(asked(method, params), 'server', line)
  expect(d.show(verdict)).toBe(`replace ${line.replace(RLO, SHOWN)}\n`)
  expect(placesOf(verdict)).toContain(place)
})

test.each([
  ['an error', d.failure(1, { code: 1, message: `a${RLO}b` })],
  ['the data of an error', d.failure(1, { code: 1, message: 'a', data: { b: `a${RLO}b` } })],
  ['a log message', d.notify('notifications/message', { level: 'info', data: [`a${RLO}b`] })],
  [
    'a question to a person',
    d.request(9, 'elicitation/create', {
      message: `a${RLO}b`,
      requestedSchema: { type: 'object', properties: {} },
    }),
  ],
  [
    'words for a model',
    d.request(9, 'sampling/createMessage', {
      messages: [{ role: 'user', content: { type: 'text', text: `a${RLO}b` } }],
      maxTokens: 1,
    }),
  ],
])('makes visible what is hidden in %s', (_name, line) => {
  const verdict = d.say(asked('tools/call', { name: 't' }), 'server', line)
  expect(d.show(verdict)).toBe(`replace ${line.replace(RLO, SHOWN)}\n`)
})

test('makes visible what is hidden in the instructions and the name of a server', () => {
  const inspector = d.door()
  d.play(inspector, [['client', d.initialize('init'), 'forward']])
  const line = d.result('init', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    serverInfo: { name: `a${RLO}`, version: '1' },
    instructions: `b${RLO}`,
  })
  const verdict = d.say(inspector, 'server', line)
  expect(d.show(verdict)).toBe(`replace ${line.replaceAll(RLO, SHOWN)}\n`)
})

test('every byte outside the changed strings stays, and so do escapes in other strings', () => {
  const before = `{ "jsonrpc":"2.0" ,\t"id":1,"result":{"content":[{"type":"text","text":"caf\\u00e9 \\/ \\ud83d\\ude00"},{"type":"text","text":"\\u001B[2J\\n"}],"_meta":{"n":1.0,"k":12345678901234567890}}}\r`
  const verdict = d.say(asked('tools/call', { name: 't' }), 'server', before)
  expect(d.show(verdict)).toBe(`replace ${before.replace('\\u001B', '<U+001B>')}\n`)
})

test('counts each kind, names the first places, and bounds both', () => {
  const content = Array.from({ length: 20 }, () => ({ type: 'text', text: 'a\u200bb\x07' }))
  const verdict = d.say(asked('tools/call', { name: 't' }), 'server', d.result(1, { content }))
  expect('notices' in verdict && verdict.notices).toEqual([
    {
      code: 'invisible',
      reason: 'made visible: invisible characters',
      count: 20,
      places: Array.from({ length: 8 }, (_, index) => `/result/content/${index}/text`),
    },
    {
      code: 'control',
      reason: 'made visible: control characters',
      count: 20,
      places: Array.from({ length: 8 }, (_, index) => `/result/content/${index}/text`),
    },
  ])
})

test('`report` lets the original bytes pass and says what it saw; `off` says nothing', () => {
  const line = d.result(1, d.text(`a${RLO}b`))
  const reported = d.say(asked('tools/call', { name: 't' }, { text: 'report' }), 'server', line)
  expect(reported).toEqual({
    kind: 'forward',
    notices: [
      {
        code: 'bidi-control',
        reason: 'found: characters that reorder text',
        count: 1,
        places: ['/result/content/0/text'],
      },
    ],
  })
  const off = d.say(asked('tools/call', { name: 't' }, { text: 'off' }), 'server', line)
  expect(off).toEqual({ kind: 'forward' })
})

test.each([
  ['a cursor', 'tools/list', {}, { tools: [], nextCursor: `a${RLO}` }],
  ['an address', 'resources/list', {}, { resources: [{ uri: `a:${RLO}`, name: 'n' }] }],
])('refuses what must come back unaltered: %s', (_name, method, params, value) => {
  const verdict = d.say(asked(method, params), 'server', d.result(1, value))
  expect(d.show(verdict)).toBe('answer client 1 invalid-response')
})

test('refuses keys that become the same once they are visible', () => {
  const value = { content: [], structuredContent: { [RLO]: 1, [SHOWN]: 2 } }
  const verdict = d.say(asked('tools/call', { name: 't' }), 'server', d.result(1, value))
  expect(d.show(verdict)).toBe('answer client 1 malformed-response')
})

test('refuses what grows beyond the longest line', () => {
  const value = d.text('a\x01'.repeat(100))
  const line = d.result(1, value)
  const limits = { messageBytes: line.length }
  const verdict = d.say(asked('tools/call', { name: 't' }, { limits }), 'server', line)
  expect(d.show(verdict)).toBe('answer client 1 oversize-response')
})

test('what a client says is its own, and so is an id', () => {
  const inspector = asked('ping')
  d.play(inspector, [
    ['client', d.call(2, { arguments: { a: `a${RLO}\x1b` } }), 'forward'],
    ['client', d.request(`i${RLO}`, 'ping'), 'forward'],
    ['server', d.result(`i${RLO}`), 'forward'],
  ])
})
