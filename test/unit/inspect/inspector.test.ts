import { isUtf8 } from 'node:buffer'
import { expect, test } from 'vitest'
import {
  type Check,
  createInspector,
  type Inspector,
  type Verdict,
} from '../../../src/inspect/index.ts'

type Step = readonly [from: 'client' | 'server', line: string, outcome: string]

const ask = (id: unknown, method = 'tools/list') => JSON.stringify({ jsonrpc: '2.0', id, method })
const reply = (id: unknown) => JSON.stringify({ jsonrpc: '2.0', id, result: {} })
const cancel = (requestId: unknown) =>
  JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId } })

/** `forward`, `noise`, `drop code`, or `answer side id code`. */
function show(verdict: Verdict): string {
  if (verdict.kind === 'drop') return `drop ${verdict.code}`
  if (verdict.kind === 'batch') return verdict.refused.map(show).join(' ')
  if (verdict.kind !== 'answer') return verdict.kind
  const { id, error } = JSON.parse(Buffer.from(verdict.line).toString())
  return `answer ${verdict.to} ${JSON.stringify(id)} ${error.data.code}`
}

function play(inspector: Inspector, steps: readonly Step[]) {
  for (const [from, line, outcome] of steps) {
    const bytes = Buffer.from(line)
    const verdict = from === 'client' ? inspector.fromClient(bytes) : inspector.fromServer(bytes)
    expect(show(verdict), `${from}: ${line}`).toBe(outcome)
  }
}

test.each<readonly [string, readonly Step[]]>([
  [
    'a call and its answer',
    [
      ['client', ask(1), 'forward'],
      ['server', reply(1), 'forward'],
      ['server', '{"jsonrpc":"2.0","method":"notifications/progress"}', 'forward'],
      ['client', '{"jsonrpc":"2.0","method":"notifications/initialized"}', 'forward'],
    ],
  ],
  [
    'a probe of the era, and an answer from an older one',
    [
      ['client', ask(0, 'server/discover'), 'forward'],
      ['server', '{"jsonrpc":"2.0","id":0,"error":{"code":-32601,"message":"no"}}', 'forward'],
    ],
  ],
  [
    'a request of the server',
    [
      ['server', ask(1, 'elicitation/create'), 'forward'],
      ['client', reply(1), 'forward'],
    ],
  ],
  [
    'the same id both ways',
    [
      ['client', ask(1), 'forward'],
      ['server', ask(1, 'roots/list'), 'forward'],
      ['client', reply(1), 'forward'],
      ['client', reply(1), 'drop not-pending'],
      ['server', reply(1), 'forward'],
    ],
  ],
  [
    'an unknown, a second and a wrongly typed answer',
    [
      ['server', reply(9), 'drop not-pending'],
      ['client', ask(1), 'forward'],
      ['server', reply('1'), 'drop not-pending'],
      ['server', reply(1), 'forward'],
      ['server', reply(1), 'drop not-pending'],
      ['client', reply(1), 'drop not-pending'],
    ],
  ],
  [
    'a second request under an id that waits',
    [
      ['client', ask(1), 'forward'],
      ['client', ask(1), 'drop duplicate-id'],
      ['client', '{"jsonrpc":"2.0","id":1,"method":"a",}', 'drop syntax'],
      ['server', reply(1), 'forward'],
      ['client', ask(1), 'forward'],
    ],
  ],
  ['an error without an id', [['server', '{"jsonrpc":"2.0","id":null,"error":{}}', 'forward']]],
  [
    'broken requests of the client',
    [
      [
        'client',
        '{"jsonrpc":"2.0","id":1,"method":"a","id":1}',
        'answer client 1 malformed-request',
      ],
      [
        'client',
        '{"jsonrpc":"2.0","id":"x","method":"a","params":[]}',
        'answer client "x" malformed-request',
      ],
      ['client', '{"jsonrpc":"2.0","method":"a","extra":1}', 'drop unknown-member'],
      ['client', '{"jsonrpc":"2.0","id":null,"method":"a"}', 'drop id'],
      ['client', 'hello', 'drop not-object'],
      ['client', '', 'drop empty'],
      ['client', '[{"jsonrpc":"2.0","id":1,"method":"a"}]', 'answer client 1 malformed-request'],
    ],
  ],
  [
    'broken answers of the server',
    [
      ['client', ask(1), 'forward'],
      [
        'server',
        '{"jsonrpc":"2.0","id":1,"result":{"a":1,"a":2}}',
        'answer client 1 malformed-response',
      ],
      ['server', reply(1), 'drop not-pending'],
      ['client', ask(2), 'forward'],
      [
        'server',
        '\ufeff{"jsonrpc":"2.0","id":2,"result":{}}',
        'answer client 2 malformed-response',
      ],
      ['client', ask(3), 'forward'],
      ['server', '{"jsonrpc":"2.0","id":3,"resu', 'answer client 3 malformed-response'],
      ['client', ask(4), 'forward'],
      [
        'server',
        '{"jsonrpc":"2.0","id":4,"method":"a","result":{}}',
        'answer client 4 malformed-response',
      ],
      ['client', ask(5), 'forward'],
      ['server', '{"jsonrpc":"2.0","id":"5","result":[]}', 'drop outcome'],
      ['server', reply(5), 'forward'],
    ],
  ],
  [
    'broken requests of the server, and broken answers to it',
    [
      [
        'server',
        '{"jsonrpc":"2.0","id":1,"method":"roots/list","params":[]}',
        'answer server 1 malformed-request',
      ],
      ['server', ask(2, 'roots/list'), 'forward'],
      ['client', '{"jsonrpc":"2.0","id":2,"result":[]}', 'answer server 2 malformed-response'],
      ['client', reply(2), 'drop not-pending'],
    ],
  ],
  [
    'text of the server',
    [
      ['server', 'listening', 'noise'],
      ['server', '', 'noise'],
      ['server', '{ debug: 1 }', 'noise'],
      ['server', '\u0000', 'noise'],
      ['server', '\ufeff{}', 'noise'],
      ['server', '{"jsonrpc":"2.0","id":1,"result":{}', 'noise'],
      ['server', '{"jsonrpc":"2.0","method":"a","extra":1}', 'drop unknown-member'],
      ['server', '[info] ready', 'noise'],
      ['server', '{"level":"info","msg":"ready"}', 'noise'],
    ],
  ],
  [
    'a cancelled request, and its answer that comes late',
    [
      ['client', ask(1), 'forward'],
      ['client', ask(2), 'forward'],
      ['client', cancel(1), 'forward'],
      ['client', cancel(77), 'forward'],
      ['client', cancel(null), 'forward'],
      ['client', ask(3), 'forward'],
      ['client', ask(4), 'answer client 4 too-many-requests'],
      ['server', reply(1), 'forward'],
      ['server', reply(1), 'drop not-pending'],
    ],
  ],
  [
    'a server that cancels what is not its own',
    [
      ['client', ask(1), 'forward'],
      ['client', ask(2, 'subscriptions/listen'), 'forward'],
      ['server', cancel(1), 'forward'],
      ['client', ask(3), 'answer client 3 too-many-requests'],
      ['server', cancel(2), 'forward'],
      ['client', ask(3), 'forward'],
    ],
  ],
])('inspects %s', (_name, steps) => {
  play(createInspector({ isUtf8, limits: { outstandingRequests: 2 } }), steps)
})

test('answers what is too long, or lets it be', () => {
  const inspector = createInspector({ isUtf8 })
  const report = { isObject: true, id: 1, hasMethod: false, hasOutcome: false }
  const request = { bytes: 9, envelope: { ...report, hasMethod: true } }
  const result = { bytes: 9, envelope: { ...report, hasOutcome: true } }
  const text = { bytes: 9, envelope: { ...report, id: undefined, isObject: false } }
  expect(show(inspector.oversizeFromClient(request))).toBe('answer client 1 oversize-request')
  expect(show(inspector.oversizeFromServer(result))).toBe('drop oversize')
  play(inspector, [['client', ask(1), 'forward']])
  expect(show(inspector.oversizeFromServer(result))).toBe('answer client 1 oversize-response')
  expect(show(inspector.oversizeFromServer(result))).toBe('drop oversize')
  expect(show(inspector.oversizeFromServer(request))).toBe('answer server 1 oversize-request')
  play(inspector, [['server', ask(1), 'forward']])
  expect(show(inspector.oversizeFromClient(result))).toBe('answer server 1 oversize-response')
  expect(show(inspector.oversizeFromServer(text))).toBe('noise')
  expect(show(inspector.oversizeFromClient(text))).toBe('drop oversize')
})

test('answers each request that still waits when the server ends, once', () => {
  const inspector = createInspector({ isUtf8 })
  expect(inspector.noteEnd()).toEqual([])
  play(inspector, [
    ['client', ask(1), 'forward'],
    ['client', ask('1'), 'forward'],
    ['client', ask(2), 'forward'],
    ['client', ask(3), 'forward'],
    ['server', ask(5, 'roots/list'), 'forward'],
    ['server', reply(2), 'forward'],
    ['client', cancel(3), 'forward'],
  ])
  const answers = inspector.noteEnd().map((line) => JSON.parse(Buffer.from(line).toString()))
  expect(answers.map(({ id }) => id)).toEqual([1, '1'])
  expect(answers[0].error.data.code).toBe('server-ended')
  expect(inspector.noteEnd()).toEqual([])
})

test('bounds what is remembered of cancelled requests', () => {
  const inspector = createInspector({ isUtf8, limits: { outstandingRequests: 2 } })
  for (let id = 0; id < 5; id += 1) {
    play(inspector, [
      ['client', ask(id), 'forward'],
      ['client', cancel(id), 'forward'],
    ])
  }
  play(inspector, [
    ['server', reply(2), 'drop not-pending'],
    ['server', reply(3), 'forward'],
    ['server', reply(4), 'forward'],
  ])
})

const answersBad: Check = ({ asked }) =>
  asked?.method === 'bad'
    ? {
        kind: 'answer',
        to: 'client',
        line: Buffer.from('{"id":2,"error":{"data":{}}}\n'),
        code: 'invalid-response',
        reason: 'x',
      }
    : undefined

test('asks the checks in their order and changes the session only by the verdict', () => {
  const seen: unknown[] = []
  const first: Check = ({ from, envelope, asked }) => {
    seen.push([from, envelope.kind, asked?.method])
    return envelope.kind === 'request' && envelope.method === 'no'
      ? { kind: 'drop', code: 'method', reason: 'no' }
      : undefined
  }
  play(createInspector({ isUtf8, checks: [first, answersBad] }), [
    ['client', ask(1, 'no'), 'drop method'],
    ['server', reply(1), 'drop not-pending'],
    ['client', ask(2, 'bad'), 'forward'],
    ['server', reply(2), 'answer client 2 undefined'],
    ['server', reply(2), 'drop not-pending'],
  ])
  expect(seen).toEqual([
    ['client', 'request', undefined],
    ['client', 'request', undefined],
    ['server', 'result', 'bad'],
  ])
})
