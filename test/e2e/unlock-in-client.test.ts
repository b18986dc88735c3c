import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import {
  ElicitationCompleteNotificationSchema,
  ElicitRequestSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { launcher } from '../support/launcher.ts'
import {
  ELICIT,
  greeted,
  hello,
  type Line,
  type LockedHome,
  makeLockedHome,
  modern,
  pause,
} from '../support/locked-home.ts'

/** The client shows a person where to unlock, and the server starts behind it as if it had been there all the time. */

const COMPLETE = 'notifications/elicitation/complete'
const CHANGED = 'notifications/tools/list_changed'

let locked: LockedHome
const key = (name: string) => join(locked.home.path, name)
beforeAll(async () => {
  locked = await makeLockedHome()
})
afterEach(async () => {
  if (existsSync(key('key'))) renameSync(key('key'), key('key.away'))
  await locked.reset()
})
afterAll(async () => {
  await locked.end()
})

test('a client of the SDK opens the page, its person unlocks, and it lists and calls the tools of the real server', async () => {
  const [command = '', ...words] = launcher
  const transport = new StdioClientTransport({
    command,
    args: [...words, 'run', 'everything'],
    env: { HOME: locked.home.path, PATH: process.env['PATH'] ?? '' },
    stderr: 'pipe',
  })
  const client = new Client(
    { name: 'unlock', version: '1' },
    { capabilities: { elicitation: { form: {}, url: {} } } },
  )
  const questions: unknown[] = []
  const heard: string[] = []
  client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
    questions.push(params)
    if (params.mode !== 'url') throw new Error('not a URL')
    void locked.unlockAt({ params })
    return { action: 'accept' as const }
  })
  client.setNotificationHandler(
    ElicitationCompleteNotificationSchema,
    () => void heard.push('complete'),
  )
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => void heard.push('changed'))
  await client.connect(transport)
  expect(client.getServerVersion()).toMatchObject({ name: 'mcp-airlock' })
  const { tools } = await client.listTools()
  expect(tools.map(({ name }) => name)).toContain('get-sum')
  const sum = await client.callTool({ name: 'get-sum', arguments: { a: 20, b: 22 } })
  expect(JSON.stringify(sum.content)).toContain('42')
  const environment = await client.callTool({ name: 'get-env', arguments: {} })
  expect(JSON.stringify(environment.content)).toContain('[redacted: api-key]')
  expect(questions).toHaveLength(1)
  expect(heard.slice(0, 2)).toEqual(['complete', 'changed'])
  await client.close()
})

test('a program that is new to the vault is asked about on a second page, and the client is sent there too', async () => {
  const talk = locked.start('fresh')
  const first = await greeted(talk)
  await locked.unlockAt(first)
  const second = await talk.said((line) => line.method === ELICIT && line.id !== first.id)
  expect(second.params.url).not.toBe(first.params.url)
  expect(talk.all.filter(({ method }) => method === COMPLETE)).toHaveLength(1)
  await locked.allowAt(second)
  talk.send({ id: 2, method: 'tools/list', params: {} })
  expect(await talk.said(({ id }) => id === 2)).toHaveProperty('result.tools')
})

test('the server gets all that was said in its order and nothing of what was ours, and only when it has answered `initialize`', async () => {
  const talk = locked.start('nothing')
  const asked = await greeted(talk)
  talk.send({ id: 2, method: 'tools/list', params: {} })
  talk.send({ id: 'p', method: 'ping' })
  expect(await talk.said(({ id }) => id === 'p')).toEqual({ jsonrpc: '2.0', id: 'p', result: {} })
  talk.send({ id: asked.id, result: { action: 'accept' } })
  talk.send({ id: 3, method: 'tools/call', params: { name: 'seen', arguments: {} } })
  await pause(300)
  expect(locked.hasRun()).toBe(false)
  await locked.unlockAt(asked)
  const { result } = await talk.said(({ id }) => id === 3)
  const seen = JSON.parse(result.content[0].text).map((line: string) => JSON.parse(line))
  expect(seen.map(({ id, method }: Line) => [id, method])).toEqual([
    [1, 'initialize'],
    [undefined, 'notifications/initialized'],
    [2, 'tools/list'],
    [3, 'tools/call'],
  ])
  expect(talk.all.filter(({ id }) => id === 1)).toHaveLength(1)
  expect(talk.all.map(({ method }) => method).filter(Boolean)).toEqual([ELICIT, COMPLETE, CHANGED])
  talk.child.stdin?.end()
  expect(await talk.ended).toBe(0)
})

test('a request of 2026-07-28 is answered with the question; it comes back, waits, and goes on as it was', async () => {
  const talk = locked.start('nothing')
  talk.send(modern(1, 'server/discover'))
  talk.send(modern(2, 'tools/list'))
  talk.send(modern(3, 'tools/call', { name: 'seen', arguments: { a: 1.0 } }))
  const { result } = await talk.said(({ id }) => id === 3)
  expect(result).toEqual({
    resultType: 'input_required',
    requestState: expect.stringMatching(/^mcp-airlock:/),
    inputRequests: {
      'mcp-airlock': {
        method: ELICIT,
        params: { mode: 'url', url: expect.any(String), message: expect.any(String) },
      },
    },
  })
  const { params } = result.inputRequests['mcp-airlock']
  const back = { inputResponses: { 'mcp-airlock': { action: 'accept' } } }
  talk.send(
    modern(4, 'tools/call', {
      name: 'seen',
      arguments: {},
      ...back,
      requestState: result.requestState,
    }),
  )
  await pause(300)
  expect(locked.hasRun()).toBe(false)
  expect(talk.all).toHaveLength(1)
  await locked.unlockAt({ params })
  const answer = await talk.said(({ id }) => id === 4)
  const seen = JSON.parse(answer.result.content[0].text) as string[]
  expect(seen.map((line) => JSON.parse(line).id)).toEqual([1, 2, 4])
  expect(JSON.parse(seen[2] ?? '')).toEqual({
    jsonrpc: '2.0',
    ...modern(4, 'tools/call', { name: 'seen', arguments: {} }),
  })
})

test('a request that comes back when the vault has been unlocked elsewhere goes on as well', async () => {
  const talk = locked.start('nothing')
  talk.send(modern(3, 'tools/call', { name: 'seen', arguments: {} }))
  const { result } = await talk.said(({ id }) => id === 3)
  await locked.unlock()
  for (const next of [5, 7]) {
    talk.send(modern(next, 'tools/call', { name: 'seen', arguments: {} }))
    await talk.said(({ id }) => id === next)
  }
  const back = { inputResponses: { 'mcp-airlock': { action: 'decline' } } }
  talk.send(
    modern(6, 'tools/call', {
      name: 'seen',
      arguments: {},
      ...back,
      requestState: result.requestState,
    }),
  )
  const answer = await talk.said(({ id }) => id === 6)
  expect(answer).toHaveProperty('result.content')
  expect(JSON.stringify(answer)).not.toMatch(/requestState|inputResponses|decline/)
})

test.each([
  ['an unlocked start', () => locked.unlock()],
  ['a start that a key file unlocks', async () => renameSync(key('key.away'), key('key'))],
])('%s passes what both sides say as it is, and nobody is asked', async (_what, open) => {
  await open()
  const talk = locked.start('nothing')
  const call = { id: 2, method: 'tools/call', params: { name: 'seen', arguments: {} } }
  const said = [hello(), { method: 'notifications/initialized' }, call]
  for (const one of said) talk.send(one)
  const { result } = await talk.said(({ id }) => id === 2)
  const lines = said.map((one) => JSON.stringify({ jsonrpc: '2.0', ...one }))
  expect(JSON.parse(result.content[0].text)).toEqual(lines)
  const greeting = await talk.said(({ id }) => id === 1)
  expect(greeting).toHaveProperty('result.serverInfo.name', 'witness')
  expect(talk.all).toHaveLength(2)
})
