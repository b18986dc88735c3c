import { closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { attacks } from '../servers/hostile/catalog.mjs'
import { greet, type Session, startSession } from './line-client.ts'
import { buildScenery, type Effects, type Scenery, TREASURE } from './scenery.ts'

const LAUNCHER = join(import.meta.dirname, '../../bin/mcp-airlock.js')

let scenery: Scenery
let session: Session
let before: Effects
let leaked: number

beforeAll(async () => {
  scenery = await buildScenery()
  leaked = openSync('/', 'r')
  session = await sealed()
})
afterAll(async () => {
  try {
    expect(await session.close()).toBe(0)
  } finally {
    closeSync(leaked)
    await scenery.remove()
  }
})

beforeEach(() => {
  before = withoutHeartbeat(scenery.effects())
})
/** After each attack the host is as it was: no file, no mode, no link, no connection and no datagram more. */
afterEach(() => {
  expect(withoutHeartbeat(scenery.effects())).toEqual(before)
})

/** A44 may leave its file; whether that still grows is judged there. */
function withoutHeartbeat({ files, ...heard }: Effects): Effects {
  const { 'work/heartbeat': _, ...others } = files
  return { ...heard, files: others }
}

async function sealed(): Promise<Session> {
  const started = startSession({
    command: process.execPath,
    args: [LAUNCHER, 'run', scenery.profile],
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: scenery.context.hostHome,
      SSH_AUTH_SOCK: scenery.context.hostSocket,
      ...scenery.environment,
    },
    cwd: scenery.context.writable,
    // A client that leaves a directory open. Node marks the low numbers, up to the first gap after 15, close-on-exec.
    descriptors: { 3: leaked, 20: leaked, 251: leaked },
    ...(scenery.uid === undefined ? {} : { uid: scenery.uid }),
  })
  await greet(started)
  return started
}

// Judged below, each by what is seen outside.
const APART = ['A43', 'A44', 'A77']

test.each(
  attacks
    .filter(({ id }) => !APART.includes(id))
    .map((attack) => [attack.id, attack.title, attack] as const),
)(
  '%s: without effect, the server %s',
  async (id, _title, { expected, exceptRoot }) => {
    const report = await session.attack(id, scenery.context)
    if (!(exceptRoot && process.getuid?.() === 0 && scenery.uid === undefined))
      expect(report).toEqual({ outcome: expected, detail: report.detail })
    expect(JSON.stringify(report)).not.toContain(TREASURE)
  },
  15_000,
)

test('A44: nothing outlives the session', async () => {
  const other = await sealed()
  expect((await other.attack('A44', scenery.context)).outcome).toBe('done')
  const file = join(scenery.context.writable, 'heartbeat')
  for (let tries = 0; tries < 40 && !existsSync(file); tries += 1) await sleep(50)
  expect(readFileSync(file).length).toBeGreaterThan(0)
  await other.close()
  const beats = readFileSync(file).length
  await sleep(1000)
  expect(readFileSync(file).length).toBe(beats)
})

test('A77: two servers of one profile never meet', async () => {
  const other = await sealed()
  expect((await session.attack('A77', { marker: 'one' })).outcome).toBe('denied')
  expect((await other.attack('A77', { marker: 'two' })).outcome).toBe('denied')
  expect(await other.close()).toBe(0)
})

test.each(['noise', 'binary', 'partial', 'forged'])(
  'A43: the client sees only answers, whatever else is written: %s',
  async (flood) => {
    const other = await sealed()
    expect((await other.attack('A43', { flood })).outcome).toBe('done')
    expect((await other.request('ping', {}))['result']).toEqual({})
    expect({ garbage: other.garbage, strays: other.strays }).toEqual({ garbage: [], strays: [] })
    expect(await other.close()).toBe(0)
  },
)

test('A43: a line of 64 MiB reaches neither the client nor the launcher’s memory', async () => {
  const other = await sealed()
  expect((await other.attack('A43', { flood: 'huge' })).outcome).toBe('done')
  const [, peak] =
    /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${other.pid}/status`, 'utf8')) ?? []
  expect(Number(peak)).toBeLessThan(160 * 1024)
  expect((await other.request('ping', {}))['result']).toEqual({})
  expect({ garbage: other.garbage, strays: other.strays }).toEqual({ garbage: [], strays: [] })
  await other.close()
})

test('A76: what the server writes to standard error commands no terminal and forges no line', async () => {
  const other = await sealed()
  await other.attack('A76', {})
  await other.close()
  const text = String(other.errors())
  // Category Cc without tab and newline; line and paragraph separators; bidirectional controls.
  expect(text).not.toMatch(/(?![\t\n])[\p{Cc}\u2028\u2029\u202a-\u202e]/u)
  expect(text).not.toMatch(/^mcp-airlock: (?:all is well|forged)/m)
  expect(text).not.toMatch(/^hint: curl/m)
})
