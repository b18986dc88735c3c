import { PassThrough, type Readable, Writable } from 'node:stream'
import { expect, test } from 'vitest'
import type { Io } from '../../../src/app/index.ts'
import { LockedClient } from '../../../src/app/locked-client.ts'
import { AirlockError } from '../../../src/base/index.ts'
import { Lender, Pipe } from '../../support/pipe.ts'

const refused = new AirlockError('AIRLOCK_VAULT_LOCKED', { message: 'no', hints: ['do this', 'x'] })
const PLACE = { url: 'http://localhost:1/t', matchCode: 'ABCDEF' }
const PING = '{"jsonrpc":"2.0","id":7,"method":"ping"}\n'
const HELLO =
  '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{"elicitation":{"url":{}}},"clientInfo":{"name":"c","version":"1"}}}\n'
const READY = '{"jsonrpc":"2.0","method":"notifications/initialized"}\n'
const AGREED =
  '{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"s","version":"1"}}}\n'
const NOISE =
  '{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":1}}\n'

function meet(stdin: PassThrough = new PassThrough(), stdout: Writable = new Pipe()) {
  const io = { stdin, stdout, stderr: new Pipe() } as unknown as Io
  return { stdin, stdout, client: new LockedClient(io, 'p') }
}
const linesOf = (stream: Writable) =>
  String((stream as Pipe).read() ?? '')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
const soon = () => new Promise((resolve) => setTimeout(resolve, 20))

test('who is refused is answered with what to do: every request that waits', async () => {
  const { stdin, stdout, client } = meet()
  stdin.write(READY + PING + PING.replace('7', '8'))
  await client.refuse(refused)
  expect(linesOf(stdout)).toMatchObject(
    [7, 8].map((id) => ({
      id,
      error: { code: -31026, message: expect.stringMatching(/no; do this$/) },
    })),
  )
})

test('the first request is waited for', async () => {
  const { stdin, stdout, client } = meet()
  const over = client.refuse(refused)
  await soon()
  stdin.write(PING)
  await over
  expect(linesOf(stdout)).toMatchObject([{ id: 7 }])
})

test.each([
  ['has ended its output', (stdin: PassThrough) => stdin.end()],
  ['is gone', (stdin: PassThrough) => stdin.destroy(new Error('EIO'))],
])('a client that %s keeps nobody waiting', async (_how, leave) => {
  const { stdin, stdout, client } = meet()
  leave(stdin)
  await soon()
  const before = performance.now()
  await client.refuse(refused)
  expect(performance.now() - before).toBeLessThan(500)
  await expect(client.ended).rejects.toMatchObject({ code: 'AIRLOCK_VAULT_LOCKED' })
  expect(await client.opensUrls()).toBe(false)
  expect(linesOf(stdout)).toEqual([])
})

test('a client that reads nothing any more keeps nobody waiting', async () => {
  const stdout = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) })
  const { stdin, client } = meet(new PassThrough(), stdout)
  stdin.write(PING)
  await client.refuse(refused)
  await expect(client.ended).rejects.toMatchObject({ code: 'AIRLOCK_VAULT_LOCKED' })
})

test.each([
  ['an `initialize` with URLs', HELLO, true],
  ['one with forms only', HELLO.replace('"url"', '"form"'), false],
  ['one of an older revision', HELLO.replace('2025-11-25', '2025-06-18'), false],
  ['one of an unknown revision', HELLO.replace('2025-11-25', '2027-01-01'), false],
  ['something else', PING, false],
  ['no message', 'GET / HTTP/1.1\n', false],
  ['nothing', '', false],
])('whether a client opens URLs is seen in its first message: %s', async (_what, line, opens) => {
  const { stdin, client } = meet()
  stdin.write(line)
  expect(await client.opensUrls()).toBe(opens)
})

test('nothing is said to a client while nobody has to go anywhere', async () => {
  const { stdin, stdout, client } = meet()
  stdin.write(HELLO + READY)
  expect(await client.opensUrls()).toBe(true)
  expect(linesOf(stdout)).toEqual([])
  const { stdin: input, stdout: output } = client.open()
  expect(output).toBe(stdout)
  expect(await read(input, HELLO.length + READY.length)).toBe(HELLO + READY)
})

test.each([1, 7, 50, 5000])(
  'all bytes arrive, whatever pieces of %i bytes they come in and whatever memory they lay in',
  async (size) => {
    const rest = `${PING}é ${'x'.repeat(3000)}\n${NOISE}cut`
    const all = Buffer.from(HELLO + READY + rest)
    const { stdin, client } = meet(new Lender())
    const pieces = Array.from({ length: Math.ceil(all.length / size) }, (_, at) =>
      all.subarray(at * size, (at + 1) * size),
    )
    const half = Math.floor(pieces.length / 2)
    for (const piece of pieces.slice(0, half)) stdin.write(piece)
    await soon()
    const { stdin: input } = client.open()
    let got = ''
    input.on('data', (chunk: Buffer) => (got += chunk.toString('latin1')))
    for (const piece of pieces.slice(half)) stdin.write(piece)
    stdin.end()
    await new Promise((resolve) => input.once('end', resolve))
    // A last line without a newline is no line: it may be lost with the client.
    expect(got.replace(/cut$/, '')).toBe(all.subarray(0, -3).toString('latin1'))
  },
)

test('the server’s own answer is kept from the client, and only then does the server hear more', async () => {
  const { stdin, stdout, client } = meet()
  stdin.write(HELLO)
  client.show(PLACE)
  await soon()
  stdin.write(NOISE + READY + PING)
  await soon()
  expect(linesOf(stdout).map(({ id, method }) => id ?? method)).toEqual([
    1,
    expect.stringMatching(/^mcp-airlock:/),
    7,
  ])
  const ends = client.open()
  expect(linesOf(stdout).map(({ method }) => method)).toEqual([
    'notifications/cancelled',
    'notifications/elicitation/complete',
  ])
  expect(await read(ends.stdin, HELLO.length)).toBe(HELLO)
  ends.stdout.write(NOISE)
  stdin.write(PING)
  await soon()
  expect(ends.stdin.read()).toBe(null)
  expect(linesOf(stdout)).toMatchObject([
    { method: 'notifications/message' },
    { id: 7, result: {} },
  ])
  ends.stdout.write(NOISE + AGREED + NOISE)
  await soon()
  const after = linesOf(stdout).map(({ method }) => method)
  expect(after).toEqual([
    'notifications/message',
    'notifications/tools/list_changed',
    'notifications/message',
  ])
  expect(String(ends.stdin.read())).toBe(NOISE + READY)
  stdin.write(PING)
  await soon()
  expect(String(ends.stdin.read())).toBe(PING)
})

test('a client is not asked before it has said that it is initialized', async () => {
  const { stdin, stdout, client } = meet()
  stdin.write(HELLO)
  client.show(PLACE)
  stdin.write(NOISE + PING.replace('ping', 'tools/list'))
  await soon()
  expect(linesOf(stdout)).toMatchObject([{ id: 1 }])
  stdin.write(READY)
  await soon()
  expect(linesOf(stdout)).toMatchObject([{ method: 'elicitation/create' }])
})

test('an `initialize` that found no room is not answered', async () => {
  const { stdin, stdout, client } = meet()
  stdin.write(NOISE.repeat(64) + HELLO)
  client.show(PLACE)
  await soon()
  expect(linesOf(stdout)).toMatchObject([{ id: 1, error: { code: -31005 } }])
})

test('a reader that is slow holds the client back', async () => {
  const { stdin, client } = meet()
  stdin.write(PING)
  await soon()
  const ends = client.open()
  let written = 0
  while (written < 4_000_000 && stdin.write(PING.repeat(1000))) {
    written += PING.length * 1000
    await new Promise(setImmediate)
  }
  expect(written).toBeLessThan(1_000_000)
  let got = 0
  ends.stdin.on('data', (chunk: Buffer) => (got += chunk.length))
  stdin.end()
  await new Promise((resolve) => ends.stdin.once('end', resolve))
  expect(got).toBe(PING.length + written + PING.length * 1000)
})

async function read(stream: Readable, bytes: number): Promise<string> {
  for (let round = 0; round < 50; round += 1) {
    const chunk = stream.read(bytes) as Buffer | null
    if (chunk !== null) return chunk.toString()
    await soon()
  }
  throw new Error('too little to read')
}
