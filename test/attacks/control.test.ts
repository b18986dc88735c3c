import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { attacks, threats } from '../servers/hostile/catalog.mjs'
import { greet, type Session, startSession } from './line-client.ts'
import { buildScenery, type Scenery } from './scenery.ts'

/**
 * The same server without a chamber, on the same scenery. An attack that fails here too proves nothing about the chamber, so each
 * one below must succeed. What is left out would harm the machine or needs rights or devices that not every machine gives.
 */
const SUCCEEDS = [
  'A01 A02 A03 A04 A05 A06 A08 A09 A10 A11 A13 A14 A17 A21 A22 A23 A24 A25 A26 A27',
  'A28 A29 A30 A31 A32 A35 A36 A37 A38 A40 A41 A42 A43 A48 A50 A52 A53 A76',
  process.arch === 'x64' ? 'A33' : '',
]
  .join(' ')
  .trim()
  .split(' ')

let scenery: Scenery
let session: Session
let directory: number

beforeAll(async () => {
  scenery = await buildScenery()
  directory = openSync('/', 'r')
  session = await unsandboxed()
})
afterAll(async () => {
  try {
    await session.close()
  } finally {
    closeSync(directory)
    await scenery.remove()
  }
})

async function unsandboxed(uid = scenery.uid, more: Record<string, string> = {}): Promise<Session> {
  const started = startSession({
    command: process.execPath,
    args: [scenery.server],
    env: { PATH: process.env['PATH'] ?? '', NODE_OPTIONS: '', ...scenery.environment, ...more },
    descriptors: { 20: directory },
    ...(uid === undefined ? {} : { uid }),
  })
  await greet(started)
  return started
}

test('A02: what lies on the way to something shown is no find, and anything beside it is', async () => {
  const way = join(scenery.root, 'way')
  const found = async () => {
    const hostDirectory = { hostDirectory: way, readable: join(way, 'one/shown') }
    const { detail } = await session.attack('A02', { ...scenery.context, ...hostDirectory })
    return (detail as Record<string, unknown>)[way]
  }
  mkdirSync(join(way, 'one'), { recursive: true })
  expect(await found()).toMatchObject({ outcome: 'denied' })
  mkdirSync(join(way, 'another'))
  expect(await found()).toEqual({ outcome: 'done', said: 'another' })
})

test.each(
  attacks.filter(({ id }) => SUCCEEDS.includes(id)).map(({ id, title }) => [id, title] as const),
)(
  '%s: without a chamber, the server %s',
  async (id) => {
    const report = await session.attack(id, scenery.context)
    expect(report).toEqual({ outcome: 'done', detail: report.detail })
  },
  15_000,
)

test('every attack has an id of its own, a known threat and a known set of arguments', () => {
  const ids = attacks.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.filter((id) => !/^A\d\d$/.test(id))).toEqual([])
  expect(attacks.filter(({ threat }) => threats[threat] === undefined)).toEqual([])
  const known = new Set([...Object.keys(scenery.context), 'marker'])
  expect(attacks.flatMap(({ needs }) => needs).filter((need) => !known.has(need))).toEqual([])
  expect(SUCCEEDS.filter((id) => !ids.includes(id))).toEqual([])
})

test('an attack whose arguments are missing is broken, never denied', async () => {
  for (const { id, needs } of attacks.filter(({ needs }) => needs.length > 0))
    expect([id, needs, (await session.attack(id, {})).outcome]).toEqual([id, needs, 'broken'])
})

test('an attack whose probe cannot be written is broken, never denied', async () => {
  const other = await unsandboxed(scenery.uid, { TMPDIR: '/nonexistent' })
  for (const id of ['A22', 'A31', 'A32', 'A36', 'A41'])
    expect([id, (await other.attack(id, scenery.context)).outcome]).toEqual([id, 'broken'])
  await other.close()
})

test('without a chamber, A39 finds the other end of its standard input', async () => {
  // The same user on both ends: signals between different users are refused by the kernel anyway.
  const same = await unsandboxed(process.getuid?.())
  expect((await same.attack('A39', scenery.context)).outcome).toBe('done')
  await same.close()
})

test('without a chamber, A44 outlives its session', async () => {
  const other = await unsandboxed()
  await other.attack('A44', scenery.context)
  await other.close()
  const file = join(scenery.context.writable, 'heartbeat')
  for (let tries = 0; tries < 40 && !existsSync(file); tries += 1) await sleep(50)
  const before = readFileSync(file).length
  await sleep(500)
  expect(readFileSync(file).length).toBeGreaterThan(before)
})

test('without a chamber, A54 is heard by the name server', async () => {
  const before = scenery.effects().datagrams
  await session.attack('A54', scenery.context)
  expect(scenery.effects().datagrams).toBeGreaterThan(before)
})

test('without a chamber, A77 meets the other server', async () => {
  const other = await unsandboxed()
  const name = `${process.pid}`
  await session.attack('A77', { marker: `${name}-one` })
  expect((await other.attack('A77', { marker: `${name}-two` })).outcome).toBe('done')
  await other.close()
  for (const folder of ['/tmp', '/dev/shm'])
    for (const which of ['one', 'two'])
      rmSync(join(folder, `airlock-met-${name}-${which}`), { force: true })
})
