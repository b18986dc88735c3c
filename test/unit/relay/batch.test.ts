import { EventEmitter, once } from 'node:events'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { startRelay } from '../../../src/relay/index.ts'
import * as d from '../inspect/doors.ts'

test('what is left of a batch goes on between other lines, and every refusal is answered and counted', async () => {
  const client = { input: new PassThrough(), output: new PassThrough() }
  const server = { input: new PassThrough(), output: new PassThrough(), errors: new PassThrough() }
  const life = new EventEmitter()
  const inspector = d.door({ batches: 'allow' })
  d.play(inspector, d.handshake({}, '2025-03-26'))
  const notes: string[] = []
  const relay = startRelay({
    client,
    server: {
      ...server,
      exited: once(life, 'exit').then(([end]) => end),
      terminate: () => undefined,
      kill: () => undefined,
    },
    inspector,
    observer: { note: (kind, text) => notes.push(`${kind}: ${text}`) },
  })
  const seen = { client: '', server: '' }
  client.output.on('data', (chunk: Buffer) => (seen.client += chunk.toString()))
  server.input.on('data', (chunk: Buffer) => (seen.server += chunk.toString()))

  const [ping, whole] = [d.request(1, 'ping'), `[${d.request(2, 'ping')} ]`]
  const mixed = `[${d.request(3, 'no')},${d.request(4, 'ping')},${d.request('x', 'no')}]`
  const refused = `[${d.request(5, 'no')}]`
  client.input.write(`${[ping, whole, mixed, refused, d.request(6, 'ping')].join('\n')}\n`)
  await new Promise(setImmediate)
  const left = `[${d.request(4, 'ping')}]`
  expect(seen.server).toBe(`${[ping, whole, left, d.request(6, 'ping')].join('\n')}\n`)
  const answers = seen.client.trim().split('\n')
  expect(answers.map((line) => JSON.parse(line).id)).toEqual([3, 'x', 5])
  expect(notes.filter((note) => note.startsWith('refused: client'))).toHaveLength(3)

  server.output.end()
  server.errors.end()
  life.emit('exit', { code: 0, signal: null })
  expect((await relay.ended).refused.client).toBe(3)
})
