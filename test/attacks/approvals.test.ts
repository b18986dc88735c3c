import { EventEmitter, once } from 'node:events'
import { readdirSync } from 'node:fs'
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { expect, test } from 'vitest'
import { approveIn, commandIn, connect, makeHome, undo, waiting } from './approval-stage.ts'
import { startSession } from './line-client.ts'

/**
 * A tool that needs a person's consent, and everybody who would rather do without: the server, an impatient client, a program in the place
 * of the person.
 */

/** What a client brings back to a question in 2026-07-28. */
const consent = (state: unknown) => ({
  requestState: state,
  inputResponses: {
    'mcp-airlock': { action: 'accept', content: { decision: 'allow once' } },
  },
})

test('a client with forms is asked, for exactly what is done', async () => {
  const questions: string[] = []
  const { call, seen } = await connect(makeHome(), ({ message }) => {
    questions.push(message)
    return message.includes('"good"') ? 'allow once' : 'refuse'
  })
  expect(await call('write', { path: 'good' })).toBe('did {"path":"good"}')
  expect(await call('write', { path: 'evil' })).toMatch(/^refused: .*the person refused/)
  expect(await call('write', { path: 'good' })).toBe('did {"path":"good"}')
  expect(questions).toHaveLength(3)
  const lines = await seen()
  expect(lines.filter((line) => line.includes('"write"'))).toHaveLength(2)
  expect(lines.join()).not.toContain('evil')
  expect(lines.join()).not.toContain('decision')
})

test('a form that is declined, or holds another answer, is a refusal', async () => {
  const answers = [undefined, 'yes', 'allow for this session']
  const { call, seen } = await connect(makeHome(), () => answers.shift())
  expect(await call('write', { at: 1 })).toMatch(/^refused/)
  expect(await call('write', { at: 2 })).toMatch(/^refused/)
  expect(await call('write', { at: 3 })).toBe('did {"at":3}')
  expect(await call('write', { at: 4 })).toBe('did {"at":4}')
  expect(await seen()).toHaveLength(2)
})

test('a server that answers in the place of the person gets nothing', async () => {
  const home = makeHome()
  const person = new EventEmitter()
  const held = once(person, 'answers')
  const shown: string[] = []
  const { client, call, seen } = await connect(home, ({ message }) => {
    shown.push(message)
    return message.includes('`write`') ? 'refuse' : 'allow once'
  })
  client.setRequestHandler(ElicitRequestSchema, async ({ params }) => {
    shown.push(params.message)
    if (!params.message.includes('`write`')) {
      return { action: 'accept' as const, content: { decision: 'allow once' } }
    }
    await held
    return { action: 'decline' as const }
  })
  const written = call('write', { path: 'x' })
  while (shown.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
  const ids = Array.from({ length: 20 }, (_, id) => id)
  await call('forge', { ids: ids.filter((id) => id !== 2) })
  // The server's own question reached the person, who agreed to it; that is no consent to anything.
  while (shown.length < 2) await new Promise((resolve) => setTimeout(resolve, 10))
  person.emit('answers')
  expect(await written).toMatch(/^refused/)
  expect((await seen()).join()).not.toContain('"write"')
})

test('without forms a person in a terminal answers, and sees what is done', async () => {
  const home = makeHome()
  const { call, seen, said } = await connect(home)
  const written = [call('write', { path: '\u001b[2J' }), call('write', { path: 'b' })]
  const directory = await waiting(home)
  expect(await call('forge', { ids: [1, 2] })).toMatch(/^did/)
  const { code, text } = await approveIn(home, ['y', 'n'])
  expect(code, text).toBe(0)
  expect(text).toContain('arguments  {"path":"\\u001b[2J"}')
  expect(text).not.toContain('\u001b')
  expect(await Promise.all(written)).toEqual([
    'did {"path":"\\u001b[2J"}',
    expect.stringMatching(/^refused: .*the person refused/),
  ])
  expect((await seen()).filter((line) => line.includes('"write"'))).toHaveLength(1)
  expect(said.errors).toMatch(
    /`write` waits for the consent of a person\nhint: mcp-airlock approve\n/,
  )
  expect(said.errors.match(/hint: mcp-airlock approve/g)).toHaveLength(1)
  while (undo.length > 1) await undo.pop()?.()
  expect(readdirSync(directory)).toEqual([])
})

test('several launchers are answered in one terminal, one of them for its session', async () => {
  const home = makeHome()
  const one = await connect(home)
  const two = await connect(home)
  const written = [one.call('write', { n: 1 }), two.call('write', { n: 2 })]
  await waiting(home, 2)
  await approveIn(home, ['a', 'a'])
  expect(await Promise.all(written)).toEqual(['did {"n":1}', 'did {"n":2}'])
  expect(await one.call('write', { n: 3 })).toBe('did {"n":3}')
})

test('nobody answers: the request is refused in time and says how to answer', async () => {
  const { call, seen } = await connect(makeHome(), undefined, { approvals: { timeoutSeconds: 5 } })
  expect(await call('write')).toMatch(/^refused: .*nobody gave it in time.*`mcp-airlock approve`/)
  expect(await seen()).toEqual([])
})

test('a client that gives up is not answered, and nothing is done', async () => {
  const home = makeHome()
  const { client, seen } = await connect(home)
  const given = client.callTool({ name: 'write' }, undefined, { timeout: 500 })
  await expect(given).rejects.toThrow(/timed out/i)
  const { text } = await approveIn(home, ['y'])
  expect(text).toContain('nothing waits for consent')
  expect(await seen()).toEqual([])
})

test('a client that gives up inside a batch leaves no question behind that a person could answer for nothing', async () => {
  const home = makeHome()
  const [command = '', ...args] = commandIn(home, { batches: 'allow' })
  const env = { HOME: home, PATH: process.env['PATH'] ?? '' }
  const session = startSession({ command, args, env })
  undo.push(() => session.kill('SIGKILL'))
  await session.request('initialize', {
    protocolVersion: '2025-03-26',
    capabilities: {},
    clientInfo: { name: 'approvals', version: '1' },
  })
  const unanswered = session.request('tools/call', { name: 'write', arguments: {} })
  unanswered.catch(() => undefined)
  await waiting(home)
  session.send([{ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 2 } }])
  const { result } = await session.request('tools/call', { name: 'seen', arguments: {} })
  expect(JSON.stringify(result)).not.toContain('write')
  const { text } = await approveIn(home, ['y'])
  expect(text).toContain('nothing waits for consent')
})

test('in 2026-07-28 the question is a result, and consent to one call is not spent on another', async () => {
  const home = makeHome()
  const [command = '', ...args] = commandIn(home)
  const env = { HOME: home, PATH: process.env['PATH'] ?? '' }
  const session = startSession({ command, args, env })
  undo.push(() => session.kill('SIGKILL'))
  const call = async (name: string, given: object, more: object = {}) => {
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': { elicitation: {} },
    }
    const { result, error } = await session.request('tools/call', {
      name,
      arguments: given,
      ...more,
      _meta,
    })
    return { ...(result as object), ...(error as object) } as Record<string, unknown>
  }
  const first = await call('write', { path: 'good' })
  expect(first).toMatchObject({ resultType: 'input_required', requestState: expect.any(String) })
  const changed = await call('write', { path: 'evil' }, consent(first['requestState']))
  expect(changed).toMatchObject({ resultType: 'input_required' })
  const again = await call('write', { path: 'good' }, consent(first['requestState']))
  expect(again).toMatchObject({ data: { code: 'request-state' } })
  const done = await call('write', { path: 'evil' }, consent(changed['requestState']))
  expect(done).toMatchObject({ content: [{ text: 'did {"path":"evil"}' }] })
  const spent = await call('write', { path: 'evil' }, consent(changed['requestState']))
  expect(spent).toMatchObject({ data: { code: 'request-state' } })
  const { content } = await call('seen', {})
  const lines = JSON.parse((content as [{ text: string }])[0].text) as string[]
  expect(lines.filter((line) => line.includes('"write"'))).toHaveLength(1)
  expect(lines.join()).not.toMatch(/mcp-airlock|requestState|inputResponses/)
})
