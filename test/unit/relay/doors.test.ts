import { isUtf8 } from 'node:buffer'
import { EventEmitter, once } from 'node:events'
import { expect, test } from 'vitest'
import { type Check, createInspector } from '../../../src/inspect/index.ts'
import { startRelay } from '../../../src/relay/index.ts'
import { Pipe } from '../../support/pipe.ts'

/** A relay between streams; `terminate` ends the server. */
function stage(checks: readonly Check[] = []) {
  const client = { input: new Pipe(), output: new Pipe() }
  const server = { input: new Pipe(), output: new Pipe(), errors: new Pipe() }
  const life = new EventEmitter()
  const exited = once(life, 'exit').then(([end]) => end)
  const terminate = () => {
    server.output.end()
    server.errors.end()
    life.emit('exit', { code: null, signal: 'SIGTERM' })
  }
  const notes: string[] = []
  const relay = startRelay({
    client,
    server: { ...server, exited, terminate, kill: () => undefined },
    inspector: createInspector({ isUtf8, checks }),
    observer: { note: (kind, text) => notes.push(`${kind}: ${text}`) },
  })
  const seen = { client: '', server: '' }
  client.output.on('data', (chunk: Buffer) => (seen.client += chunk.toString()))
  server.input.on('data', (chunk: Buffer) => (seen.server += chunk.toString()))
  return { client, server, relay, notes, seen }
}

const shout: Check = ({ line }) =>
  line.includes(0x78) ? { kind: 'replace', line: Buffer.from('{"new":1}\n') } : undefined

const bad = (id: number) => `{"jsonrpc":"2.0","id":${id},"method":"a","x":1}\n`

test('a replaced line goes on in its place, between the bytes of the others', async () => {
  const { client, server, seen } = stage([shout])
  const lines = ['a', 'x', 'b', 'x', 'x', 'c'].map((word) =>
    JSON.stringify({ jsonrpc: '2.0', method: word }),
  )
  client.input.write(`${lines.join('\n')}\n`)
  await new Promise(setImmediate)
  const expected = lines.map((line) => (line.includes('x') ? '{"new":1}' : line))
  expect(seen.server).toBe(`${expected.join('\n')}\n`)
  server.output.end()
})

test('a side that speaks another protocol ends the session, and whoever waits is answered', async () => {
  const { client, server, relay, notes, seen } = stage()
  client.input.write('{"jsonrpc":"2.0","id":7,"method":"initialize"}\n')
  await new Promise(setImmediate)
  server.output.write('HTTP/1.1 200 OK\r\n')
  const { exitCode } = await relay.ended
  expect(exitCode).toBe(128 + 15)
  expect(JSON.parse(seen.client)).toMatchObject({
    id: 7,
    error: { data: { source: 'mcp-airlock', code: 'session-ended' } },
  })
  expect(notes).toEqual([
    'end: the server speaks HTTP instead of one JSON message per line',
    expect.stringMatching(/^hint: .*stdio/),
  ])
})

test('the message that was one too many is answered, and the reason said', async () => {
  const { client, relay, notes, seen } = stage()
  client.input.write(Array.from({ length: 120 }, (_, id) => bad(id)).join(''))
  const { refused } = await relay.ended
  expect(refused.client).toBe(120)
  const answers = seen.client
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).id)
  expect(answers).toEqual(Array.from({ length: 120 }, (_, id) => id))
  expect(notes).toContainEqual(expect.stringMatching(/^end: too many messages of the client/))
})
