import { isUtf8 } from 'node:buffer'
import { EventEmitter, once } from 'node:events'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createInspector } from '../../src/inspect/index.ts'
import { startRelay } from '../../src/relay/index.ts'
import { Lender, Pipe } from '../support/pipe.ts'
import { rethrow } from '../support/rethrow.ts'

type Event = readonly [
  kind: 'good' | 'broken' | 'long' | 'silent' | 'noise' | 'unknown' | 'notice',
  padding: number,
]

const event: fc.Arbitrary<Event> = fc.tuple(
  fc.constantFrom('good', 'broken', 'long', 'silent', 'noise', 'unknown', 'notice'),
  fc.nat(80),
)

/** What the server writes about the request `id`. */
function words([kind, padding]: Event, id: number): string {
  const text = 'ü'.repeat(padding)
  if (kind === 'good') return `{"jsonrpc":"2.0","id":${id},"result":{"x":"${text}"}}\r\n`
  if (kind === 'broken') return `{"jsonrpc":"2.0","result":{"x":"${text}",},"id":${id}}\n`
  if (kind === 'long') return `{"jsonrpc":"2.0","result":{"x":"${'y'.repeat(500)}"},"id":${id}}\n`
  if (kind === 'noise') return `${text}\n`
  if (kind === 'unknown') return `{"jsonrpc":"2.0","id":"${id}","result":{}}\n`
  return kind === 'notice' ? `{"jsonrpc":"2.0","method":"n","params":{"x":"${text}"}}\n` : ''
}

test('every request gets exactly one answer, and what passes is the same bytes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { maxLength: 30 }),
      fc.integer({ min: 1, max: 200 }),
      async (events, size) => {
        const client = { input: new Lender(), output: new Pipe() }
        const server = {
          input: new Pipe(),
          output: new Lender(),
          errors: new Pipe(),
        }
        const life = new EventEmitter()
        const exited = once(life, 'exit').then(([end]) => end)
        const relay = startRelay({
          client,
          server: { ...server, exited, terminate: () => undefined, kill: () => undefined },
          inspector: createInspector({ isUtf8, onBug: rethrow }),
          limits: { messageBytes: 400 },
          observer: { note: () => undefined },
        })
        let asked = ''
        server.input.on('data', (chunk: Buffer) => (asked += chunk.toString()))
        let received = ''
        client.output.setEncoding('utf8').on('data', (chunk: string) => (received += chunk))

        const requests = events
          .map((_, id) => `{"jsonrpc":"2.0","id":${id},"method":"a"}\n`)
          .join('')
        client.input.write(requests)
        await new Promise(setImmediate)
        await new Promise(setImmediate)
        expect(asked).toBe(requests)

        const output = Buffer.from(events.map(words).join(''))
        for (let at = 0; at < output.length; at += size)
          server.output.write(output.subarray(at, at + size))
        server.output.end()
        server.errors.end()
        life.emit('exit', { code: 0, signal: null })
        await relay.ended

        const lines = received.split('\n').slice(0, -1)
        const answers = lines.map((line) => JSON.parse(line)).filter(({ id }) => id !== undefined)
        expect(answers.map(({ id }) => id).toSorted((a, b) => a - b)).toEqual([...events.keys()])
        const forwarded = lines
          .filter((line) => !line.includes('"source":"mcp-airlock"'))
          .map((line) => `${line}\n`)
        const passing = events.map((one, id) =>
          one[0] === 'good' || one[0] === 'notice' ? words(one, id) : '',
        )
        expect(forwarded.join('')).toBe(passing.join(''))
      },
    ),
  )
})
