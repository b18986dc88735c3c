import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { airlock, direct, type Wrapper } from '../support/launcher.ts'
import { layOut, type Subject, subjects } from '../support/servers.ts'
import { playRaw, type RawMessage } from '../support/session-raw.ts'

const base = mkdtempSync(join(tmpdir(), 'airlock-modern-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

const place = { home: join(base, 'home'), data: join(base, 'data') }
layOut(place)

test('a 2026-07-28 session passes byte for byte', async () => {
  const without = await play(named('context7'), direct)
  const through = await play(named('context7'), airlock)
  expect(without.answers.map(({ result }) => result)).toEqual([
    expect.objectContaining({ supportedVersions: expect.arrayContaining(['2026-07-28']) }),
    expect.objectContaining({ resultType: 'complete', tools: expect.any(Array) }),
    undefined,
  ])
  expect(without.answers[2]).toHaveProperty('error')
  expect(through.toServer.toString()).toBe(without.toServer.toString())
  expect(through.toClient.toString()).toBe(without.toClient.toString())
  expect(through.exitCode).toBe(0)
})

test('the probe of a legacy server gets that server’s own answer', async () => {
  const probe = session.slice(0, 1)
  const without = await playRaw(direct(named('sequential-thinking'), place), probe, place.home)
  const through = await playRaw(airlock(named('sequential-thinking'), place), probe, place.home)
  expect(without.answers).toEqual([expect.objectContaining({ error: expect.anything() })])
  expect(through.toClient.toString()).toBe(without.toClient.toString())
})

test('a sibling that gets one probe and a SIGTERM does not disturb the session beside it', async () => {
  const [program = '', ...args] = airlock(named('context7'), place)
  const [real, sibling] = await Promise.all([play(named('context7'), airlock), probeAndKill()])
  expect(real.answers).toHaveLength(session.length)
  expect(real.exitCode).toBe(0)
  expect(sibling).toBeLessThan(2000)

  /** As the SDK's `auto` mode does it; returns the milliseconds from the signal to the exit. */
  async function probeAndKill(): Promise<number> {
    const environment = { HOME: place.home, PATH: process.env['PATH'] }
    const options = { cwd: '/', env: environment, stdio: ['pipe', 'pipe', 'ignore'] as const }
    const child = spawn(program, args, { ...options, stdio: [...options.stdio] })
    child.stdin?.write(`${JSON.stringify({ jsonrpc: '2.0', ...session[0] })}\n`)
    const closed = once(child, 'close')
    await Promise.race([once(child.stdout as NodeJS.ReadableStream, 'data'), closed])
    const signalledAt = performance.now()
    child.kill('SIGTERM')
    await closed
    return performance.now() - signalledAt
  }
})

/** Each request of this revision says what a handshake used to say once (specification 2026-07-28, basic, `_meta`). */
function request(id: number, method: string, params: Record<string, unknown> = {}): RawMessage {
  const meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'outside-test', version: '1.0.0' },
    'io.modelcontextprotocol/clientCapabilities': {},
  }
  return { id, method, params: { ...params, _meta: meta } }
}

const session: readonly RawMessage[] = [
  request(1, 'server/discover'),
  request(2, 'tools/list'),
  // Refused by the tool's own schema, so nothing is fetched.
  request(3, 'tools/call', { name: 'no-such-tool', arguments: {} }),
]

function play(subject: Subject, wrapper: Wrapper) {
  return playRaw(wrapper(subject, place), session, place.home)
}

function named(name: string): Subject {
  return subjects.find((subject) => subject.name === name) as Subject
}
