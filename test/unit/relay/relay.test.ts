import { isUtf8 } from 'node:buffer'
import { EventEmitter, once } from 'node:events'
import { PassThrough, Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { createInspector } from '../../../src/inspect/index.ts'
import { startRelay } from '../../../src/relay/index.ts'
import type { RelayLimits } from '../../../src/relay/relay.ts'
import { Lender, Pipe } from '../../support/pipe.ts'

/** A relay between streams that the test holds the other ends of. */
function start(
  limits: Partial<RelayLimits> = {},
  clientOutput: Pipe | Writable = new Pipe(),
  output: PassThrough | Lender = new PassThrough(),
) {
  const clientInput = new PassThrough()
  const input = new Pipe()
  const errors = new PassThrough()
  const notes: (readonly [string, string])[] = []
  const calls: string[] = []
  const life = new EventEmitter()
  const exited = once(life, 'exit').then(([end]) => end)
  const exit = (code: number | null, signal: string | null = null) => {
    output.end()
    errors.end()
    life.emit('exit', { code, signal })
  }
  const relay = startRelay({
    client: { input: clientInput, output: clientOutput },
    server: {
      input,
      output,
      errors,
      exited,
      terminate: () => calls.push('terminate'),
      kill: () => calls.push('kill'),
    },
    inspector: createInspector({ isUtf8 }),
    limits,
    observer: { note: (kind, text) => notes.push([kind, text]) },
  })
  return {
    relay,
    clientInput,
    clientOutput: clientOutput as Pipe,
    input,
    output,
    errors,
    exit,
    notes,
    calls,
  }
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 20))
const read = (stream: Pipe) => String(stream.read() ?? '')
const ask = (id: unknown) => `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"method":"tools/list"}\n`
const notice = (text: string) =>
  `{"jsonrpc":"2.0","method":"n","params":{"x":${JSON.stringify(text)}}}\n`

test('passes the original bytes both ways, in order', async () => {
  const { relay, clientInput, clientOutput, input, output, exit } = start()
  const up = `${ask(1)} { "jsonrpc" : "2.0", "method":"\\u0061" }\r\n${notice('日本')}`
  clientInput.write(up)
  await soon()
  expect(read(input)).toBe(up)
  const down = `${notice('x\u2028y')}{"jsonrpc":"2.0","result":{ "n": 1.0e2 },"id":1}\r\n`
  const bytes = Buffer.from(down)
  for (let at = 0; at < bytes.length; at += 1) output.write(bytes.subarray(at, at + 1))
  await soon()
  expect(read(clientOutput)).toBe(down)
  exit(0)
  expect(await relay.ended).toEqual({ exitCode: 0, refused: { client: 0, server: 0 } })
})

test('sends neighbouring lines of one chunk on as one piece of it', async () => {
  const pieces: string[] = []
  const homes: unknown[] = []
  const sink = new Writable({
    write(piece: Buffer, _encoding, done) {
      pieces.push(piece.toString())
      homes.push(piece.buffer)
      done()
    },
  })
  const { output, relay, exit } = start({}, sink)
  const chunk = Buffer.from(`${notice('a')}${notice('b')}log\n${notice('c')}`)
  output.write(chunk)
  await soon()
  expect(pieces).toEqual([notice('a') + notice('b'), notice('c')])
  expect(new Set(homes).size).toBe(1)
  exit(0)
  await relay.ended
})

test.each([
  ['text', Buffer.from('listening on 80\n')],
  ['a byte order mark', Buffer.from('\ufeff{}\n')],
  ['a NUL', Buffer.from('{"jsonrpc":"\0"}\n')],
  ['bad UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d, 0x0a])],
  ['an empty line', Buffer.from('\r\n')],
])('keeps %s of the server from the client', async (_name, bytes) => {
  const { output, clientOutput, notes, relay, exit } = start()
  output.write(notice('before'))
  output.write(bytes)
  output.write(bytes)
  output.write(notice('after'))
  await soon()
  expect(read(clientOutput)).toBe(notice('before') + notice('after'))
  expect(notes.filter(([kind]) => kind === 'hint')).toHaveLength(1)
  exit(0)
  await relay.ended
})

test('answers 11 MB lines both ways without keeping them', async () => {
  const { clientInput, clientOutput, input, output, relay, exit, notes } = start()
  const big = 'x'.repeat(11 * 1024 * 1024)
  clientInput.write(`{"jsonrpc":"2.0","method":"a","params":{"x":"${big}"},"id":"late"}\n`)
  await soon()
  expect(JSON.parse(read(clientOutput))).toMatchObject({ id: 'late', error: { code: -31003 } })
  clientInput.write(ask(2))
  await soon()
  expect(read(input)).toBe(ask(2))
  output.write(`{"jsonrpc":"2.0","id":2,"result":{"x":"${big}"}}\n`)
  await soon()
  expect(JSON.parse(read(clientOutput))).toMatchObject({ id: 2, error: { code: -31004 } })
  expect(notes.map(([kind]) => kind)).toEqual(['refused', 'refused'])
  exit(0)
  expect((await relay.ended).refused).toEqual({ client: 1, server: 1 })
})

test.each([0, 3])(
  'the memory of a chunk is used again only when it is written (%i ms)',
  async (ms) => {
    const received: Buffer[] = []
    const slow = new Writable({
      write(piece: Buffer, _encoding, done) {
        setTimeout(() => {
          received.push(Buffer.from(piece))
          done()
        }, ms)
      },
    })
    const source = new Lender()
    const { relay, exit } = start({}, slow, source)
    const text = Array.from({ length: 40 }, (_, at) => notice(`${at}`.repeat(at * 9))).join('')
    for (let at = 0; at < text.length; at += 700) source.write(text.slice(at, at + 700))
    await expect.poll(() => Buffer.concat(received).toString(), { timeout: 5000 }).toBe(text)
    exit(0)
    await relay.ended
  },
)

/** Writes and waits for room, as a pipe does. */
async function pour(stream: Writable, chunk: Buffer, times: number) {
  for (let index = 0; index < times; index += 1) {
    if (!stream.write(chunk)) await new Promise((resolve) => stream.once('drain', resolve))
  }
}

test('takes 200 MB without a newline in bounded memory', async () => {
  const { output, relay, exit, clientOutput, notes } = start()
  const before = process.memoryUsage().arrayBuffers
  let peak = 0
  for (let index = 0; index < 50; index += 1) {
    await pour(output, Buffer.alloc(65_536, 'x'), 64)
    peak = Math.max(peak, process.memoryUsage().arrayBuffers - before)
  }
  expect(peak).toBeLessThan(40_000_000)
  output.write(`\n${notice('alive')}`)
  await soon()
  expect(read(clientOutput)).toBe(notice('alive'))
  expect(notes[0]).toEqual(['noise', '(a line over the limit)'])
  exit(0)
  await relay.ended
})

test('holds a server back while the client does not read, and the other way goes on', async () => {
  const { output, clientInput, clientOutput, input, relay, exit } = start({ shutdownMs: 300 })
  const lines = Buffer.from(notice('x'.repeat(1000)).repeat(60))
  let taken = 0
  while (taken < 50_000_000 && output.write(lines)) {
    taken += lines.length
    await new Promise(setImmediate)
  }
  expect(taken).toBeLessThan(1_000_000)
  clientInput.write(notice('up'))
  await soon()
  expect(read(input)).toBe(notice('up'))
  let received = 0
  clientOutput.on('data', (chunk: Buffer) => (received += chunk.length))
  await pour(output, lines, 50)
  exit(0)
  await relay.ended
  expect(received % lines.length).toBe(0)
  expect(received).toBeGreaterThan(49 * lines.length)
})

test('stops reading a client that causes answers and reads none', async () => {
  const { clientInput, relay, exit } = start({ shutdownMs: 100 })
  const bad = Buffer.from('{"jsonrpc":"2.0","id":1,"method":"a","x":1}\n'.repeat(100))
  let taken = 0
  while (taken < 5_000_000 && clientInput.write(bad)) {
    taken += bad.length
    await new Promise(setImmediate)
  }
  expect(taken).toBeLessThan(1_000_000)
  exit(0)
  await relay.ended
})

test('200 000 notifications arrive in order', async () => {
  const { output, clientOutput, relay, exit } = start()
  let next = 0
  let rest = ''
  clientOutput.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n')
    rest = lines.pop() as string
    for (const line of lines) if (line === `{"jsonrpc":"2.0","method":"n${next}"}`) next += 1
  })
  for (let base = 0; base < 200_000; base += 1000) {
    let text = ''
    for (let index = base; index < base + 1000; index += 1)
      text += `{"jsonrpc":"2.0","method":"n${index}"}\n`
    await pour(output, Buffer.from(text), 1)
  }
  exit(0)
  await relay.ended
  expect(next).toBe(200_000)
})

test('our answers stand between lines, never inside one', async () => {
  const { clientInput, clientOutput, output, relay, exit } = start()
  const line = Buffer.from(notice('x'.repeat(500)))
  let received = ''
  clientOutput.on('data', (chunk: Buffer) => (received += chunk.toString()))
  for (let round = 0; round < 50; round += 1) {
    output.write(line.subarray(0, 100 + round))
    clientInput.write(`{"jsonrpc":"2.0","id":${round},"method":"a","x":1}\n`)
    await new Promise(setImmediate)
    output.write(line.subarray(100 + round))
  }
  await soon()
  const lines = received
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text))
  expect(lines.filter(({ method }) => method === 'n')).toHaveLength(50)
  expect(lines.filter(({ error }) => error).map(({ id }) => id)).toEqual([...Array(50).keys()])
  exit(0)
  await relay.ended
})

test('an answer in place of a line takes its place in the order', async () => {
  const { clientInput, clientOutput, output, relay, exit } = start()
  clientInput.write(ask(1))
  await soon()
  output.write(`${notice('a')}{"jsonrpc":"2.0","id":1,"result":[]}\n${notice('b')}`)
  await soon()
  const lines = read(clientOutput).trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line).id ?? line)).toEqual([
    notice('a').trim(),
    1,
    notice('b').trim(),
  ])
  exit(0)
  await relay.ended
})

test('ends only when a slow client has taken everything', async () => {
  let received = 0
  const slow = new Writable({
    write(chunk, _encoding, done) {
      received += chunk.length
      setTimeout(done, 5)
    },
  })
  const { output, relay, exit } = start({}, slow)
  for (let index = 0; index < 20; index += 1) output.write(notice('x'))
  exit(0)
  await relay.ended
  expect(received).toBe(20 * notice('x').length)
})
