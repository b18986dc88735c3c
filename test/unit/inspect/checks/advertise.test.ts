import { expect, test } from 'vitest'
import * as d from '../doors.ts'

const deny = { sampling: 'deny', elicitation: 'deny', roots: 'deny' } as const
const form = {
  message: 'name?',
  requestedSchema: { type: 'object', properties: { name: { type: 'string' } } },
}

const legacy = (capabilities: string) =>
  `{"jsonrpc": "2.0","id":0, "method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":${capabilities},"clientInfo":{"name":"a","version":"1"}}}`

test.each([
  ['{"roots":{"listChanged":true}}', '{}'],
  ['{"roots":{},"sampling":{},"elicitation":{"form":{"a":"}"}}}', '{}'],
  [
    '{ "experimental" : {"n":{"f":1.0,"k":12345678901234567890}} , "r\\u006fots": {} }',
    '{ "experimental" : {"n":{"f":1.0,"k":12345678901234567890}}  }',
  ],
  ['{"roots":{},"experimental":{"a":{}}}', '{"experimental":{"a":{}}}'],
  [
    '{"tasks":{"list":{},"requests":{"sampling":{"createMessage":{}},"elicitation":{"create":{}}}}}',
    '{"tasks":{"list":{},"requests":{}}}',
  ],
])('cuts what is denied out of the handshake: %s', (before, after) => {
  expect(d.show(d.say(d.door({ capabilities: deny }), 'client', legacy(before)))).toBe(
    `replace ${legacy(after)}\n`,
  )
})

test('changes nothing where nothing is denied or offered', () => {
  d.play(d.door(), [['client', legacy('{"roots":{}}'), 'forward']])
  d.play(d.door({ capabilities: deny }), [['client', legacy('{"experimental":{}}'), 'forward']])
  d.play(d.door({ capabilities: { roots: 'deny' } }), [
    ['client', legacy('{"sampling":{}}'), 'forward'],
    ['client', d.modernCall(1, { sampling: {} }), 'forward'],
    ['client', d.request(2, 'server/discover', d.modern({}, { sampling: {} })), 'forward'],
  ])
})

test('cuts what is denied out of each request that names its revision', () => {
  const inspector = d.door({ capabilities: { elicitation: 'deny' } })
  d.play(inspector, [
    [
      'client',
      d.modernCall(1, { elicitation: { form: {} }, roots: {} }),
      `replace ${d.modernCall(1, { roots: {} })}\n`,
    ],
    [
      'server',
      d.result(1, {
        resultType: 'input_required',
        inputRequests: { a: { method: 'elicitation/create', params: form } },
      }),
      'answer client 1 capability-denied',
    ],
  ])
})

const probe = (capabilities: object) =>
  d.request('p', 'server/discover', d.modern({}, capabilities))

test('cuts what is denied out of a probe', () => {
  d.play(d.door({ capabilities: deny }), [
    ['client', probe({ roots: {}, sampling: {}, x: 1 }), `replace ${probe({ x: 1 })}\n`],
  ])
})

test('refuses what is denied in requests of the server, and changes that nobody is to hear of', () => {
  const inspector = d.door({ capabilities: deny })
  expect(d.say(inspector, 'client', d.initialize(0, { roots: {}, elicitation: {} })).kind).toBe(
    'replace',
  )
  d.play(inspector, [
    ['server', d.initialized(0), 'forward'],
    ['server', d.request(1, 'roots/list'), 'answer server 1 capability-denied'],
    ['server', d.request(2, 'elicitation/create', form), 'answer server 2 capability-denied'],
    ['client', d.notify('notifications/roots/list_changed'), 'drop undeclared-notification'],
  ])
})
