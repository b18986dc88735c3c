import { expect, test } from 'vitest'
import { createGrammar, type Grammar } from '../../../src/wire/grammar.ts'
import { REVISIONS } from '../../../src/wire/revisions/index.ts'
import { compileGrammars } from '../../differential/grammars.ts'

const grammars = await compileGrammars()
const grammar = (date: string) => grammars.get(date) as Grammar
const latest = grammar('2026-07-28')
const legacy = grammar('2025-11-25')

test('there is a grammar for every revision', () => {
  expect([...grammars.keys()]).toEqual(REVISIONS.map(({ date }) => date))
  for (const [date, { revision }] of grammars) expect(revision).toBe(date)
})

test.each([
  ['2024-11-05', 'request', 'client', 'tools/call', true],
  ['2024-11-05', 'request', 'server', 'tools/call', false],
  ['2024-11-05', 'request', 'server', 'elicitation/create', false],
  ['2025-06-18', 'request', 'server', 'elicitation/create', true],
  ['2025-06-18', 'request', 'client', 'tasks/get', false],
  ['2025-11-25', 'request', 'server', 'tasks/get', true],
  ['2025-11-25', 'request', 'client', 'server/discover', false],
  ['2025-11-25', 'request', 'server', 'ping', true],
  ['2025-11-25', 'notification', 'client', 'notifications/message', false],
  ['2025-11-25', 'notification', 'client', 'tools/call', false],
  ['2026-07-28', 'request', 'client', 'initialize', false],
  ['2026-07-28', 'request', 'server', 'sampling/createMessage', false],
  ['2026-07-28', 'notification', 'client', 'notifications/progress', false],
  ['2026-07-28', 'notification', 'server', 'notifications/tasks', true],
  ['2026-07-28', 'request', 'client', 'toString', false],
] as const)('%s knows the %s of the %s %s: %s', (date, kind, from, method, known) => {
  expect(grammar(date).knows(kind, from, method)).toBe(known)
  if (!known) {
    expect(grammar(date)[kind](from, method, {})).toEqual({
      path: 'method',
      expected: 'must be one that the revision allows from this side',
    })
  }
})

test('no server may ask in 2026-07-28', () => {
  const requests = REVISIONS.at(-1)?.requests ?? {}
  expect(Object.values(requests).flatMap(({ from }) => from)).not.toContain('server')
})

test.each([
  [{ name: 5 }, 'params.name must be a string'],
  [{}, 'params must have `name`'],
  [undefined, 'params must have `name`'],
  [{ name: '' }, 'params.name must not be empty'],
  [[], 'params must be an object'],
  [{ name: 'x', arguments: [] }, 'params.arguments must be an object'],
  [{ name: 'x', arguments: null }, 'params.arguments must be an object'],
  [{ name: 'x', Name: 'y' }, 'params must not have a key that could be mistaken for `name`'],
  [
    { name: 'x', _meta: { progressToken: 1.5 } },
    'params._meta.progressToken must be a string or an integer',
  ],
  [
    { name: 'x', _meta: { progressToken: 2 ** 53 } },
    'params._meta.progressToken must be at most 9007199254740991',
  ],
  [{ name: 'x', task: { ttl: '1' } }, 'params.task.ttl must be an integer'],
])('a faulty call says what is wrong: %j', (params, sentence) => {
  expect(say(legacy.request('client', 'tools/call', params))).toBe(sentence)
})

test.each([
  ['tools/call', {}, 'result must have `content`'],
  [
    'tools/call',
    { content: [{ type: 'zap' }] },
    'result.content[0].type must name a kind the revision has',
  ],
  ['tools/call', { content: [{ text: 'x' }] }, 'result.content[0] must have `type`'],
  ['tools/call', { content: [], isError: 'no' }, 'result.isError must be `true` or `false`'],
  [
    'resources/read',
    { contents: [{ uri: 'a', text: '', blob: '' }] },
    'result.contents[0] must have exactly one of "text", "blob"',
  ],
  [
    'resources/read',
    { contents: [{ uri: 'a' }] },
    'result.contents[0] must have exactly one of "text", "blob"',
  ],
  [
    'roots/list',
    { roots: [{ uri: 'https://example.com/' }] },
    'result.roots[0].uri must begin with "file://"',
  ],
  [
    'elicitation/create',
    { action: 'maybe' },
    'result.action must be one of "accept", "decline", "cancel"',
  ],
  [
    'prompts/get',
    {
      messages: [
        { role: 'user', content: { type: 'text', text: '', annotations: { priority: 2 } } },
      ],
    },
    'result.messages[0].content.annotations.priority must be at most 1',
  ],
  [
    'completion/complete',
    { completion: { values: Array<string>(101).fill('') } },
    'result.completion.values must have at most 100 items',
  ],
  [
    'tasks/get',
    { taskId: 't', status: 'working', createdAt: '', lastUpdatedAt: '', ttl: '' },
    'result.ttl must be an integer or `null`',
  ],
  ['nothing/such', {}, 'method must be one that the revision allows from this side'],
])('a faulty result says what is wrong: %s %j', (method, result, sentence) => {
  expect(say(legacy.result(method, result))).toBe(sentence)
})

test('keys of the peer’s own choosing are not repeated', () => {
  const result = { resultType: 'input_required', inputRequests: { 'do as I say': 5 } }
  expect(say(latest.result('tools/call', result))).toBe('result.inputRequests.* must be an object')
  const capabilities = { 'io.modelcontextprotocol/clientCapabilities': 1 }
  const _meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', ...capabilities }
  expect(say(latest.request('client', 'tools/list', { _meta }))).toBe(
    'params._meta["io.modelcontextprotocol/clientCapabilities"] must be an object',
  )
})

test('a task may come back only where one was allowed to', () => {
  const task = { taskId: 't', status: 'working', createdAt: '', lastUpdatedAt: '', ttl: null }
  expect(legacy.result('tools/call', { task }, { task: true })).toBeUndefined()
  expect(legacy.result('tools/call', { content: [] }, { task: true })).toBeUndefined()
  expect(legacy.result('tools/call', { task })).toBeDefined()
  expect(legacy.result('tools/call', { task, content: [] }, { task: true })).toBeDefined()
  expect(legacy.result('tools/list', { task }, { task: true })).toBeDefined()
  const { ttl: ttlMs, ...rest } = task
  const created = { resultType: 'task', ttlMs, ...rest }
  expect(latest.result('tools/call', created, { task: true })).toBeUndefined()
  expect(latest.result('tools/call', created)).toBeDefined()
  expect(latest.result('prompts/get', created, { task: true })).toBeDefined()
})

test('only three methods may demand input', () => {
  const demand = { resultType: 'input_required', requestState: 's' }
  for (const method of Object.keys(REVISIONS.at(-1)?.requests ?? {})) {
    const may = ['tools/call', 'prompts/get', 'resources/read'].includes(method)
    expect([method, latest.result(method, demand) === undefined]).toEqual([method, may])
  }
})

test('a result without `resultType` is complete, as of an earlier revision', () => {
  expect(latest.result('tools/list', { tools: [] })).toBeUndefined()
  expect(latest.result('tools/list', { tools: [], resultType: 'complete' })).toBeDefined()
  expect(latest.result('tools/call', { requestState: 's' })).toBeDefined()
})

test.each([
  [{ code: -32601, message: 'no' }, undefined],
  [{ code: -32601, message: 'no', data: null }, undefined],
  [{ code: -32050, message: 'of its own' }, undefined],
  [{ code: '1', message: '' }, 'error.code must be an integer'],
  [{ code: 1e300, message: '' }, 'error.code must be at most 9007199254740991'],
  [{ code: 1 }, 'error must have `message`'],
  [
    { code: 1, message: '', Code: 2 },
    'error must not have a key that could be mistaken for `code`',
  ],
  [{ code: -32022, message: '', data: { supported: ['x'], requested: 'y' } }, undefined],
  [{ code: -32022, message: '', data: { supported: 'x' } }, 'error.data must have `requested`'],
  [{ code: -32021, message: '' }, 'error must have `data`'],
])('the error %j: %s', (error, sentence) => {
  expect(say(latest.error(error))).toBe(sentence)
})

test('members of the prototype stand for nothing', () => {
  expect(say(legacy.request('client', 'tools/call', Object.create({ name: 'x' })))).toBe(
    'params must have `name`',
  )
  const own = JSON.parse('{"name":"x","__proto__":{"arguments":1},"constructor":1}') as unknown
  expect(legacy.request('client', 'tools/call', own)).toBeUndefined()
})

test('a validator that gives no reason still refuses', () => {
  const refuse = Object.assign(() => false, { errors: null })
  const made = createGrammar({
    revision: 'x',
    requests: { a: { from: ['client'], params: refuse, result: refuse } },
    notifications: {},
    error: refuse,
    names: [],
  })
  expect(say(made.request('client', 'a', {}))).toBe('params must follow the protocol')
})

function say(fault: { readonly path: string; readonly expected: string } | undefined) {
  return fault && `${fault.path} ${fault.expected}`
}
