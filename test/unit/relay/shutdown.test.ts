import { isUtf8 } from 'node:buffer'
import { EventEmitter, once } from 'node:events'
import { expect, test } from 'vitest'
import { createInspector } from '../../../src/inspect/index.ts'
import { startRelay } from '../../../src/relay/index.ts'
import { Pipe } from '../../support/pipe.ts'

const TOTAL_MS = 400

interface Behaviour {
  readonly exitsOn?: 'eof' | 'terminate' | 'kill'
  /** Milliseconds after that. */
  readonly delay?: number
  readonly lastWords?: string
  readonly clientReads?: boolean
}

function start({ exitsOn, delay = 0, lastWords = '', clientReads = true }: Behaviour) {
  const began = performance.now()
  const calls: string[] = []
  const client = { input: new Pipe(), output: new Pipe() }
  const server = { input: new Pipe(), output: new Pipe(), errors: new Pipe() }
  const life = new EventEmitter()
  const exited = once(life, 'exit').then(([end]) => end)
  const exit = (code: number | null, signal: string | null) => {
    server.output.end(lastWords)
    server.errors.end()
    life.emit('exit', { code, signal })
  }
  const happens = (what: string, code: number | null, signal: string | null) => () => {
    calls.push(what)
    if (what === exitsOn) setTimeout(() => exit(code, signal), delay)
  }
  server.input.on('end', happens('eof', 3, null)).resume()
  let received = ''
  if (clientReads) client.output.on('data', (chunk: Buffer) => (received += chunk.toString()))
  const relay = startRelay({
    client,
    server: {
      ...server,
      exited,
      terminate: happens('terminate', null, 'SIGTERM'),
      kill: happens('kill', null, 'SIGKILL'),
    },
    inspector: createInspector({ isUtf8 }),
    limits: { shutdownMs: TOTAL_MS },
    observer: { note: () => undefined },
  })
  const ended = relay.ended.then(({ exitCode }) => ({ exitCode, ms: performance.now() - began }))
  return {
    relay,
    ended,
    client,
    server,
    calls,
    exit,
    received: () => received,
    left: (code: number) => life.emit('exit', { code, signal: null }),
  }
}

test.each([
  ['exits at the end of its input', { exitsOn: 'eof' }, ['eof'], 3, [0, TOTAL_MS]],
  ['exits a little later', { exitsOn: 'eof', delay: 100 }, ['eof'], 3, [95, TOTAL_MS]],
  ['exits when asked', { exitsOn: 'terminate' }, ['eof', 'terminate'], 143, [195, TOTAL_MS]],
  ['exits when killed', { exitsOn: 'kill' }, ['eof', 'terminate', 'kill'], 137, [295, TOTAL_MS]],
  ['never exits', {}, ['eof', 'terminate', 'kill', 'kill'], 137, [300, TOTAL_MS + 100]],
  [
    'leaves more than the client reads',
    {
      exitsOn: 'eof',
      clientReads: false,
      lastWords: '{"jsonrpc":"2.0","method":"n"}\n'.repeat(9999),
    },
    ['eof', 'kill'],
    3,
    [300, TOTAL_MS + 100],
  ],
] as const)(
  'the client leaves and the server %s',
  async (_name, behaviour, calls, code, [from, to]) => {
    const run = start(behaviour)
    run.client.input.end()
    const { exitCode, ms } = await run.ended
    expect(run.calls).toEqual(calls)
    expect(exitCode).toBe(code)
    expect(ms).toBeGreaterThan(from)
    expect(ms).toBeLessThan(to)
  },
)

test('a launcher that must stop asks at once and kills soon', async () => {
  const run = start({ exitsOn: 'kill' })
  run.relay.stop('SIGTERM')
  run.relay.stop('SIGTERM')
  const { exitCode, ms } = await run.ended
  expect(run.calls.toSorted()).toEqual(['eof', 'kill', 'terminate'])
  expect(exitCode).toBe(137)
  expect(ms).toBeLessThan(280)
})

test('a stop hurries an end that has begun', async () => {
  const run = start({ exitsOn: 'terminate' })
  run.client.input.end()
  await new Promise((resolve) => setTimeout(resolve, 30))
  run.relay.stop('SIGTERM')
  expect((await run.ended).ms).toBeLessThan(190)
})

test('a client that no longer takes output is an end', async () => {
  const run = start({ exitsOn: 'terminate' })
  run.client.output.destroy(new Error('EPIPE'))
  expect((await run.ended).exitCode).toBe(143)
})

test('a server that closes its input or its output is ending', async () => {
  for (const side of ['input', 'output'] as const) {
    const run = start({ exitsOn: 'terminate' })
    if (side === 'input') run.server.input.destroy(new Error('EPIPE'))
    else run.server.output.end()
    expect((await run.ended).exitCode).toBe(143)
  }
})

test('a server that dies leaves its last lines, and errors for those who wait', async () => {
  const run = start({
    lastWords: '{"jsonrpc":"2.0","id":2,"result":{}}\n{"jsonrpc":"2.0","id":1,"resu',
  })
  for (const id of [1, 2]) run.client.input.write(`{"jsonrpc":"2.0","id":${id},"method":"a"}\n`)
  await new Promise((resolve) => setTimeout(resolve, 20))
  run.exit(7, null)
  expect((await run.ended).exitCode).toBe(7)
  const lines = run
    .received()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines).toMatchObject([
    { id: 2, result: {} },
    { id: 1, error: { code: -31006 } },
  ])
})

test('a server that dies with nothing open leaves nothing', async () => {
  const run = start({})
  run.exit(null, 'SIGSEGV')
  expect((await run.ended).exitCode).toBe(139)
  expect(run.received()).toBe('')
})

test('who waits is answered in time even if the server never ends', async () => {
  const run = start({})
  run.client.input.end('{"jsonrpc":"2.0","id":1,"method":"a"}\n')
  const { exitCode, ms } = await run.ended
  expect(exitCode).toBe(137)
  expect(ms).toBeLessThan(TOTAL_MS + 100)
  expect(JSON.parse(run.received())).toMatchObject({ id: 1, error: { code: -31006 } })
})

test('a server that has ended but left its pipes to others is not waited for', async () => {
  const run = start({})
  run.left(5)
  const { exitCode, ms } = await run.ended
  expect(exitCode).toBe(5)
  expect(run.calls).toEqual(['kill'])
  expect(ms).toBeLessThan(TOTAL_MS + 100)
})
