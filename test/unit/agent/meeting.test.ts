import { randomBytes } from 'node:crypto'
import { type Duplex, duplexPair } from 'node:stream'
import { expect, test } from 'vitest'
import type { Channel } from '../../../src/agent/channel.ts'
import { meetAgent, meetClient } from '../../../src/agent/meeting.ts'

/** Two ends and everything between them, which a test may read, hold and change. */
function line(options: { readonly onClient?: Change; readonly onAgent?: Change } = {}) {
  const [client, clientSide] = duplexPair()
  const [agent, agentSide] = duplexPair()
  const said = { client: [] as Buffer[], agent: [] as Buffer[] }
  carry(clientSide, agentSide, said.client, options.onClient)
  carry(agentSide, clientSide, said.agent, options.onAgent)
  return { client, agent, said, clientSide, agentSide }
}

type Change = (chunk: Buffer, at: number) => readonly Buffer[]

function carry(from: Duplex, to: Duplex, said: Buffer[], change: Change = (chunk) => [chunk]) {
  let at = 0
  from.on('data', (chunk: Buffer) => {
    said.push(chunk)
    for (const one of change(chunk, at++)) if (!to.destroyed) to.write(one)
  })
  from.on('close', () => to.destroy())
  from.on('error', () => undefined)
}

const token = randomBytes(32)
const PATIENT = { token, silenceMs: 1000 }

async function meet(options: Parameters<typeof line>[0] = {}) {
  const ends = line(options)
  const [client, agent] = await Promise.all([
    meetAgent(ends.client, PATIENT),
    meetClient(ends.agent, PATIENT),
  ])
  return { ...ends, client: client as Channel, agent: agent as Channel }
}

test.each([
  ['no secrets', []],
  ['an empty one', [Buffer.alloc(0)]],
  ['several, of every byte', [Buffer.from([...Array(256).keys()]), Buffer.from('two')]],
  ['one that fills several frames', [randomBytes(200_000)]],
  ['one that fills a frame to the last byte', [randomBytes(64 * 1024 - 17)]],
])('both ends understand each other: %s', async (_name, secrets) => {
  const { client, agent } = await meet()
  client.send({ control: { verb: 'x' }, secrets })
  expect(await agent.receive()).toEqual({ control: { verb: 'x' }, secrets })
  agent.send({ control: ['y'.repeat(100_000)], secrets })
  expect(await client.receive()).toEqual({ control: ['y'.repeat(100_000)], secrets })
})

test('twenty secrets go in one frame', async () => {
  const { agent, client, said } = await meet()
  const secrets = Array.from({ length: 20 }, (_, at) => Buffer.from(`secret ${at}`))
  agent.send({ control: 1, secrets })
  expect(await client.receive()).toEqual({ control: 1, secrets })
  // Behind the handshake.
  expect(wholeFrames(Buffer.concat(said.agent).subarray(64))).toHaveLength(1)
})

test('nothing that is said can be read on the way', async () => {
  const { client, agent, said } = await meet()
  client.send({ control: { verb: 'hello-there' }, secrets: [Buffer.from('the-secret-itself')] })
  await agent.receive()
  const all = Buffer.concat(said.client).toString('latin1')
  expect(all).not.toMatch(/hello-there|the-secret-itself/)
  expect(all).not.toContain(token.toString('latin1'))
})

test('a client that does not know the token is hung up on, and learns nothing', async () => {
  const { client, agent } = line()
  const other = { token: randomBytes(32), silenceMs: 100 }
  const met = await Promise.all([
    meetAgent(client, other),
    meetClient(agent, { token, silenceMs: 100 }),
  ])
  expect(met).toEqual(['stranger', undefined])
  expect(agent.destroyed).toBe(true)
})

test('a client that skips the check of the agent still cannot prove itself', async () => {
  const { client, agent } = line()
  const met = meetClient(agent, PATIENT)
  client.write(Buffer.concat([Buffer.from('mcp-airlock agent/2\n'), randomBytes(32)]))
  client.write(randomBytes(32))
  expect(await met).toBeUndefined()
})

test.each([
  ['all zero', Buffer.alloc(32)],
  ['one', Buffer.concat([Buffer.of(1), Buffer.alloc(31)])],
])('a public key of low order is refused: %s', async (_name, key) => {
  const { client, agent } = line()
  client.write(Buffer.concat([Buffer.from('mcp-airlock agent/2\n'), key]))
  expect(await meetClient(agent, PATIENT)).toBeUndefined()
})

test('what another version says is not answered', async () => {
  const { client, agent, said } = line()
  client.write(Buffer.concat([Buffer.from('mcp-airlock agent/1\n'), randomBytes(32)]))
  expect(await meetClient(agent, PATIENT)).toBeUndefined()
  expect(said.agent).toEqual([])
})

test('an agent that answers with what the client said is a stranger', async () => {
  const [client, mirror] = duplexPair()
  mirror.on('data', (chunk: Buffer) => mirror.write(Buffer.concat([chunk.subarray(20), chunk])))
  expect(await meetAgent(client, PATIENT)).toBe('stranger')
})

test('what a client said once opens nothing a second time', async () => {
  const first = await meet()
  first.client.send({ control: { verb: 'shutdown' }, secrets: [] })
  await first.agent.receive()
  const { client, agent } = line()
  const met = meetClient(agent, PATIENT)
  for (const chunk of first.said.client) client.write(chunk)
  expect(await met).toBeUndefined()
})

test.each([
  ['silent from the start', Buffer.alloc(0)],
  ['silent in the greeting', Buffer.from('mcp-air')],
  ['silent after the greeting', Buffer.concat([Buffer.from('mcp-airlock agent/2\n'), token])],
])('a peer is hung up on that is %s', async (_name, bytes) => {
  const { client, agent } = line()
  client.write(bytes)
  const start = performance.now()
  expect(await meetClient(agent, { token, silenceMs: 60 })).toBeUndefined()
  expect(performance.now() - start).toBeLessThan(1000)
})

test('a silent agent is given up', async () => {
  const [client] = duplexPair()
  expect(await meetAgent(client, { token, silenceMs: 50 })).toBe('gone')
})

/** Applies to the frames of the client; the first two chunks are the handshake. */
async function tampered(change: (frames: readonly Buffer[]) => readonly Buffer[]) {
  const frames: Buffer[] = []
  const ends = await meet({
    onClient: (chunk, at) => (at < 2 ? [chunk] : (frames.push(chunk), [])),
  })
  ends.client.send({ control: { verb: 'lock' }, secrets: [] })
  ends.client.send({ control: { verb: 'status' }, secrets: [] })
  await new Promise(setImmediate)
  const whole = wholeFrames(Buffer.concat(frames))
  for (const one of change(whole)) ends.agentSide.write(one)
  return { ...ends, whole }
}

function wholeFrames(bytes: Buffer): readonly Buffer[] {
  const frames: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 + bytes.readUInt32BE(at)
    frames.push(bytes.subarray(at, end))
    at = end
  }
  return frames
}

test('frames that nobody touched arrive', async () => {
  const { agent } = await tampered((frames) => frames)
  expect(await agent.receive()).toEqual({ control: { verb: 'lock' }, secrets: [] })
  expect(await agent.receive()).toEqual({ control: { verb: 'status' }, secrets: [] })
})

test('a frame that is said twice ends the talk', async () => {
  const { agent } = await tampered(([first = Buffer.alloc(0)]) => [first, first])
  expect(await agent.receive()).toBeDefined()
  expect(await agent.receive()).toBeUndefined()
})

test('frames in another order, and one that is left out, end the talk', async () => {
  const turned = await tampered((frames) => frames.toReversed())
  expect(await turned.agent.receive()).toBeUndefined()
  const left = await tampered((frames) => frames.slice(1))
  expect(await left.agent.receive()).toBeUndefined()
})

test('every flipped bit of a frame ends the talk', async () => {
  const { whole } = await tampered((frames) => frames)
  const bits = (whole[0]?.length ?? 0) * 8
  for (let bit = 0; bit < bits; bit += 3) {
    const { agent, agentSide } = await tampered(([first = Buffer.alloc(0)]) => {
      const changed = Buffer.from(first)
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      return [changed]
    })
    agentSide.end()
    expect(await agent.receive(), `bit ${bit}`).toBeUndefined()
  }
})

test('a frame of the other direction ends the talk', async () => {
  const ends = await meet()
  ends.agent.send({ control: { said: 'done' }, secrets: [] })
  await ends.client.receive()
  const frame = Buffer.concat(ends.said.agent.slice(1))
  ends.agentSide.write(frame)
  expect(await ends.agent.receive()).toBeUndefined()
})

test.each([
  ['cut off in the length', 2],
  ['cut off in the body', 20],
])('a frame that is %s is no message', async (_name, length) => {
  const { agent, agentSide } = await tampered(([first = Buffer.alloc(0)]) => [
    first.subarray(0, length),
  ])
  agentSide.end()
  expect(await agent.receive()).toBeUndefined()
})

test.each([0, 16, 65_537, 0xffff_ffff])('a length of %i is refused unread', async (length) => {
  const { agent, agentSide } = await meet()
  const header = Buffer.alloc(4)
  header.writeUInt32BE(length)
  agentSide.write(header)
  expect(await agent.receive()).toBeUndefined()
})

test('a message that is too long is not sent, and a longer one is not taken', async () => {
  const { client, agent } = await meet()
  const big = Buffer.alloc(1_500_000)
  expect(client.send({ control: 1, secrets: [big, big] })).toBe(false)
  const many = Array.from({ length: 257 }, () => Buffer.alloc(1))
  expect(client.send({ control: 1, secrets: many })).toBe(false)
  client.send({ control: 1, secrets: [big] })
  expect((await agent.receive())?.secrets[0]?.length).toBe(big.length)
})
