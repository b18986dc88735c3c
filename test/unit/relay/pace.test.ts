import { isUtf8 } from 'node:buffer'
import { EventEmitter, once } from 'node:events'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { createInspector, type Inspector } from '../../../src/inspect/index.ts'
import { startRelay } from '../../../src/relay/index.ts'
import { Pace } from '../../../src/relay/pace.ts'
import { Pipe } from '../../support/pipe.ts'

const ping = (id: number) => `{"jsonrpc":"2.0","id":${id},"method":"ping"}\n`
const notice = '{"jsonrpc":"2.0","method":"n"}\n'
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const read = (stream: Pipe) => String(stream.read() ?? '')

/** A relay whose inspector wants this delay for what the client sends. */
function start(delayMs: number) {
  const clientInput = new PassThrough()
  const clientOutput = new Pipe()
  const input = new Pipe()
  const output = new PassThrough()
  const errors = new PassThrough()
  const real = createInspector({ isUtf8 })
  const inspector: Inspector = {
    ...real,
    fromClient: (line) => {
      const verdict = real.fromClient(line)
      return verdict.kind === 'forward' ? { ...verdict, delayMs } : verdict
    },
  }
  const life = new EventEmitter()
  const exited = once(life, 'exit').then(() => ({ code: 0, signal: null }))
  const end = () => {
    output.end()
    errors.end()
    life.emit('exit')
  }
  const relay = startRelay({
    client: { input: clientInput, output: clientOutput },
    server: { input, output, errors, exited, terminate: end, kill: end },
    inspector,
    limits: { shutdownMs: 400 },
    observer: { note: () => undefined },
  })
  return { relay, clientInput, clientOutput, input, output, end }
}

test('a client is held back behind its message, in order, and the server is not', async () => {
  const { relay, clientInput, clientOutput, input, output, end } = start(150)
  clientInput.write(ping(1))
  await wait(20)
  expect(read(input)).toBe(ping(1))
  clientInput.write(ping(2))
  clientInput.write(ping(3))
  output.write(notice)
  await wait(50)
  expect([read(input), read(clientOutput)]).toEqual(['', notice])
  await wait(150)
  expect(read(input)).toBe(ping(2))
  await wait(150)
  expect(read(input)).toBe(ping(3))
  end()
  await relay.ended
})

test('being held back does not delay the end of a session', async () => {
  const { relay, clientInput, input } = start(60_000)
  clientInput.write(ping(1))
  await wait(20)
  expect(read(input)).toBe(ping(1))
  const begun = performance.now()
  relay.stop('SIGTERM')
  await relay.ended
  expect(performance.now() - begun).toBeLessThan(500)
})

test('what was sent at once waits for the longest time, not for the sum', async () => {
  let freed = 0
  const pace = new Pace(() => {
    freed += 1
  })
  for (const ms of [10, 60, 30, 60]) pace.hold(ms)
  expect(pace.isHeld).toBe(true)
  await wait(30)
  expect([pace.isHeld, freed]).toEqual([true, 0])
  await wait(80)
  expect([pace.isHeld, freed]).toEqual([false, 1])
})
