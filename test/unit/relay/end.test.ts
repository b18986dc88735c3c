import { isUtf8 } from 'node:buffer'
import { PassThrough, Writable } from 'node:stream'
import { setTimeout as later } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createInspector } from '../../../src/inspect/index.ts'
import { startRelay } from '../../../src/relay/index.ts'
import { Lender, Pipe } from '../../support/pipe.ts'

const notice = (text: string) => `{"jsonrpc":"2.0","method":"n","params":{"x":"${text}"}}\n`

/** A message that no side may send. */
const BAD = '{"jsonrpc":"2.0","method":"n","x":1}\n'

test.each<[when: string, end: (relay: ReturnType<typeof startRelay>, output: PassThrough) => void]>(
  [
    ['it is told to', (relay) => relay.stop('it is time')],
    ['the server makes it', (_relay, output) => output.write(notice('x') + BAD.repeat(100))],
  ],
)(
  'a session that ends because %s leaves the server nothing that was not judged',
  async (_when, end) => {
    const received: string[] = []
    const slow = new Writable({
      write(piece: Buffer, _encoding, done) {
        setTimeout(() => {
          received.push(piece.toString())
          done()
        }, 60)
      },
    })
    const [clientInput, output, errors] = [new Lender(), new PassThrough(), new PassThrough()]
    const relay = startRelay({
      client: { input: clientInput, output: new Pipe() },
      server: {
        input: slow,
        output,
        errors,
        exited: later(150, { code: 0, signal: null }),
        terminate: () => undefined,
        kill: () => undefined,
      },
      inspector: createInspector({ isUtf8 }),
      observer: { note: () => undefined },
    })
    clientInput.write(notice('first'))
    await new Promise(setImmediate)
    end(relay, output)
    output.write(notice('last'))
    // In the memory of the chunk before, which is still being written.
    clientInput.write('this is no message, and no server may see it')
    await later(100)
    expect(received).toEqual([notice('first')])
    output.end()
    errors.end()
    await relay.ended
  },
)

test.each<[what: string, up: string, isOver: boolean]>([
  ['leaves what the client says unread', notice('x'), true],
  ['has nothing to read', '', false],
])('a server that %s: its session is over, or not', async (_what, up, isOver) => {
  const [clientInput, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()]
  const notes: string[] = []
  const calls: string[] = []
  const relay = startRelay({
    client: { input: clientInput, output: new Pipe() },
    server: {
      input: new Writable({ write: () => undefined }),
      output,
      errors,
      exited: later(300, { code: 0, signal: null }),
      terminate: () => calls.push('terminate'),
      kill: () => calls.push('kill'),
    },
    inspector: createInspector({ isUtf8 }),
    limits: { stallMs: 50, shutdownMs: 200 },
    observer: { note: (kind, text) => kind === 'end' && notes.push(text) },
  })
  clientInput.write(up)
  await later(5)
  // Nobody sees this as long as nothing is read.
  clientInput.end()
  await later(180)
  expect(notes).toEqual(isOver ? ['the server does not read any more'] : [])
  if (isOver) expect(calls[0]).toBe('terminate')
  output.end()
  errors.end()
  await relay.ended
})
