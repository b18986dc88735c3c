import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { expect, test } from 'vitest'
import { greeted, type Json, open } from './doors-client.ts'

/**
 * Each row is an incident or a weakness of real clients and SDKs, played by a server that does it on purpose. What reaches the
 * client's side of the launcher, and what reaches the server's, is judged.
 */

const codeOf = (answer: Json) =>
  (answer['error'] as { data?: { source?: string; code?: string } } | undefined)?.data

const RESULT = '{"jsonrpc":"2.0","id":$ID,"result":{"content":[]}}'
const modern = (params: object, capabilities: object = {}) => ({
  ...params,
  _meta: {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': capabilities,
  },
})

// CVE-2026-27896, GHSA-q382-vc8q-7jhj, GHSA-4gph-2hhr-5mwg: a server whose parser folds keys runs another tool than was checked.
test('a request that two parsers read differently does not reach the server', async () => {
  const door = await greeted(open('parrot.mjs'))
  const params = [
    '"params":{"name":"good","Name":"evil"}',
    '"params":{"name":"good","NAME":"evil"}',
    '"params":{"name":"good","name\\u0000":"evil"}',
    '"params":{"name":"good","name":"evil"}',
    '"params":{"name":"good"},"param\u017f":{"name":"evil"}',
    '"params":{"name":"good"},"Params":{"name":"evil"}',
    '"params":{"name":"good","argument\u017f":{}}',
    '"params":{"name":"good"},"Method":"ping"',
    '"params":{"name":"good","to\u212aen":1,"ta\u017f\u212a":{}}',
  ]
  for (const [at, text] of params.entries()) {
    const id = `p${at}`
    door.raw(`{"jsonrpc":"2.0","id":"${id}","method":"tools/call",${text}}`)
    const code = codeOf(await door.answerTo(id))
    expect(code, text).toMatchObject({ source: 'mcp-airlock', code: 'malformed-request' })
  }
  expect(await door.seen()).toHaveLength(1)
})

test('an answer that two parsers read differently does not reach the client', async () => {
  const door = await greeted(open('parrot.mjs'))
  for (const line of [
    '{"jsonrpc":"2.0","id":$ID,"result":{"content":[],"Content":[{"type":"text","text":"evil"}]}}',
    '{"jsonrpc":"2.0","id":$ID,"result":{"content":[],"content\\u0000":[]}}',
    '{"jsonrpc":"2.0","id":$ID,"result":{"content":[],"content":[]}}',
    '{"jsonrpc":"2.0","id":$ID,"result":{"content":[]},"re\u017fult":{}}',
    '{"jsonrpc":"2.0","id":$ID,"result":{"content":[],"i\u017fError":true}}',
    '{"jsonrpc":"2.0","id":$ID,"result":{"content":[{"type":"text","text":1}]}}',
    '{"jsonrpc":"2.0","id":$ID,"result":7}',
  ]) {
    const answer = await door.parrot([line])
    expect(codeOf(answer)?.source, line).toBe('mcp-airlock')
    expect(codeOf(answer)?.code, line).toMatch(/^(?:malformed|invalid)-response$/)
  }
})

// One client took a message with both for a response and a request, another dropped it.
test('a message that is a response and a request at once is neither', async () => {
  const door = await greeted(open('parrot.mjs'), { sampling: {} })
  const answer = await door.parrot([
    '{"jsonrpc":"2.0","id":$ID,"result":{"content":[]},"method":"sampling/createMessage","params":{}}',
  ])
  expect(codeOf(answer)).toMatchObject({ code: 'malformed-response' })
  const both = await door.parrot([
    '{"jsonrpc":"2.0","id":$ID,"result":{"content":[]},"error":{"code":1,"message":"m"}}',
  ])
  expect(codeOf(both)).toMatchObject({ code: 'malformed-response' })
  expect(door.lines.filter((line) => line.includes('sampling'))).toEqual([])
})

// SDK clients take "0" for 0; a second answer, or one for an id that was never asked, is somebody else's.
test('an id is answered once, by its type', async () => {
  const door = await greeted(open('parrot.mjs'))
  const [first, strays] = [RESULT, ['"1"', '99', 'null', '1.0']]
  const answer = await door.parrot([
    ...strays.map(
      (id) => `{"jsonrpc":"2.0","id":${id},"result":{"content":[{"type":"text","text":"evil"}]}}`,
    ),
    first,
    first,
    first.replace('[]', '[{"type":"text","text":"evil"}]'),
  ])
  expect(answer['result']).toEqual({ content: [] })
  expect((await door.parrot([RESULT]))['result']).toEqual({ content: [] })
  expect(door.lines).toHaveLength(3)
})

// Claude Code 2.1.105: stray lines on standard output hang or disconnect; Claude Desktop shows each as an error.
test('what a server says to people does not reach the client', async () => {
  const door = await greeted(open('banner.mjs'))
  const answer = await door.ask('tools/call', { name: 'x' })
  expect(answer['result']).toEqual({ content: [{ type: 'text', text: 'alive' }] })
  expect(door.lines).toHaveLength(2)
  expect(door.errors()).toContain('\\x1b[1mwelcome')
  expect(door.errors()).toMatch(/the server writes text to its standard output/)
})

// Claude Code 2.1.132: over 10 GB of memory for a server that writes no newline; 2.1.208: 64 MB of standard error for each server.
test.each([
  ['stdout', ''],
  ['stdout', '{"jsonrpc":"2.0","id":0,"result":{"x":"'],
  ['stderr', ''],
])('memory stays small whatever a server writes to its %s: %j', async (stream, opening) => {
  const door = open('endless.mjs', stream, '256', ...(opening === '' ? [] : [opening]))
  const answer = await door.ask('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'doors', version: '1' },
  })
  if (opening === '') expect(answer['result']).toBeDefined()
  else expect(codeOf(answer)).toMatchObject({ code: 'oversize-response' })
  expect(peakMemory(door.pid)).toBeLessThan(160 * 1024)
  expect(door.errors().length).toBeLessThan(2 * 1024 * 1024)
})

// Schemas that stop SDK clients for minutes or exhaust them pass here without being run.
test('a tool with a schema made to be compiled is withheld, at no cost; the others stay', async () => {
  const door = await greeted(open('parrot.mjs'))
  const bomb = Object.fromEntries(
    Array.from({ length: 24 }, (_, at) => {
      const next = { $ref: `#/$defs/d${at + 1}` }
      return [`d${at}`, { anyOf: [next, next] }]
    }),
  )
  const inputSchema = {
    type: 'object',
    properties: { a: { type: 'string', pattern: '^(a+)+$' } },
    $defs: { ...bomb, d24: false },
    $async: true,
  }
  const honest = { name: 'honest', inputSchema: { type: 'object' } }
  const tools = [{ name: 'bomb', inputSchema }, honest]
  door.raw('{"jsonrpc":"2.0","id":"list","method":"tools/list"}')
  const list = door.answerTo('list')
  const at = performance.now()
  await door.parrot([`{"jsonrpc":"2.0","id":"list","result":${JSON.stringify({ tools })}}`, RESULT])
  expect((await list)['result']).toEqual({ tools: [honest] })
  expect(performance.now() - at).toBeLessThan(1000)
})

// CVE-2025-6514 was an address that became a command. Here a server asks a person to open one.
test.each([
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/html,x',
  '-flag',
  'http://example.org/',
  'https://example.org/\\u0007',
  'https://user:word@example.org/',
  'https://example.org\\\\@evil.example/',
])('a server cannot have %s opened', async (url) => {
  const door = await greeted(open('parrot.mjs'), { elicitation: { url: {}, form: {} } })
  const params = `{"mode":"url","message":"m","elicitationId":"e","url":"${url}"}`
  const ask = `{"jsonrpc":"2.0","id":"e","method":"elicitation/create","params":${params}}`
  await door.parrot([ask, RESULT])
  const error = `{"code":-32042,"message":"m","data":{"elicitations":[${params}]}}`
  const answer = await door.parrot([`{"jsonrpc":"2.0","id":$ID,"error":${error}}`])
  expect(codeOf(answer)).toMatchObject({ code: 'unsafe-url' })
  expect(door.lines.filter((line) => line.includes('elicitationId'))).toEqual([])
  expect((await door.seen()).join('\n')).toContain('unsafe-url')
})

test('a server gets nothing that the client did not offer', async () => {
  const door = await greeted(open('parrot.mjs'))
  const requests = ['sampling/createMessage', 'elicitation/create', 'roots/list', 'tools/call'].map(
    (method) => `{"jsonrpc":"2.0","id":"${method}","method":"${method}","params":{"name":"x"}}`,
  )
  await door.parrot([...requests, RESULT])
  expect(door.lines.filter((line) => line.includes('"method"'))).toEqual([])
  const refused = (await door.seen()).filter((line) => line.includes('mcp-airlock'))
  expect(refused).toHaveLength(requests.length)
})

test('a request hidden in a result passes the same rule', async () => {
  const door = open('parrot.mjs')
  const hidden =
    '{"resultType":"input_required","inputRequests":{"a":{"method":"roots/list"}},"requestState":"s"}'
  const said = { lines: [`{"jsonrpc":"2.0","id":$ID,"result":${hidden}}`] }
  const refused = await door.ask('tools/call', modern({ name: 'say', arguments: said }))
  expect(codeOf(refused)).toMatchObject({ code: 'capability-not-offered' })
  const passed = await door.ask(
    'tools/call',
    modern({ name: 'say', arguments: said }, { roots: {} }),
  )
  expect(passed['result']).toEqual(JSON.parse(hidden))
  const altered = { name: 'say', requestState: 'S', inputResponses: { a: { roots: [] } } }
  expect(codeOf(await door.ask('tools/call', modern(altered)))).toMatchObject({
    code: 'request-state',
  })
})

// 20,000 unsolicited notifications took an SDK client 0.8 s and as many errors.
test('a flood of progress for nothing does not reach the client', async () => {
  const door = await greeted(open('parrot.mjs'))
  const late =
    '{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"x","progress":1}}'
  door.raw(
    '{"jsonrpc":"2.0","id":"before","method":"tools/call","params":{"name":"waits","arguments":{"lines":[]}}}',
  )
  expect(
    (await door.parrot([...Array.from({ length: 5000 }, () => late), RESULT]))['result'],
  ).toEqual({
    content: [],
  })
  expect(door.lines).toHaveLength(2)
  const ended = await door.parrot([...Array.from({ length: 15_000 }, () => late), RESULT])
  expect(codeOf(ended)).toMatchObject({ code: 'session-ended' })
  expect(codeOf(await door.answerTo('before'))).toMatchObject({ code: 'session-ended' })
  await door.closed
  expect(door.errors()).toMatch(/too many messages of the server had to be refused/)
})

test.each([
  ['http', 'HTTP'],
  ['lsp', 'LSP framing'],
])('a server that speaks %s is recognised, and the client told', async (mode, name) => {
  const door = open('foreign.mjs', mode)
  const answer = await door.ask('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'doors', version: '1' },
  })
  expect(codeOf(answer)).toMatchObject({ code: 'session-ended' })
  await door.closed
  expect(door.errors()).toContain(`the server speaks ${name}`)
  expect(door.errors()).toMatch(/start the server in its stdio mode/)
})

test('a client that speaks HTTP is told so', async () => {
  const door = open('parrot.mjs')
  door.raw('POST /mcp HTTP/1.1\r')
  await door.closed
  expect(door.lines).toEqual([])
  expect(door.errors()).toContain('the client speaks HTTP')
})

// CVE-2025-49596, CVE-2025-66416, CVE-2025-9611: local proxies that listened.
test('the launcher listens nowhere', async () => {
  const door = await greeted(open('parrot.mjs'))
  const inodes = new Set(
    readdirSync(`/proc/${door.pid}/fd`).flatMap((fd) => {
      const target = readlinkSync(`/proc/${door.pid}/fd/${fd}`)
      return /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []
    }),
  )
  const listening = ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((table) =>
    readFileSync(`/proc/${door.pid}/net/${table}`, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .filter((row) => inodes.has(row.trim().split(/\s+/)[9] ?? '')),
  )
  expect(listening).toEqual([])
})

/** The most memory that the process has had, in KB (proc_pid_status(5), VmHWM). */
function peakMemory(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
}
