import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import {
  alive,
  commandFor,
  known,
  markedServer,
  type Started,
  start,
  survivors,
  sweep,
} from '../support/launcher-life.ts'

const base = mkdtempSync(join(tmpdir(), 'airlock-life-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))
// A failed test must not leave to the machine what it complains about.
afterEach(() => sweep(`life-${process.pid}-`))

const place = { home: join(base, 'home'), data: join(base, 'data') }

test('processes that run are found, so that none found means none left', async () => {
  const marker = newMarker()
  const started = start(commandFor(markedServer(marker), place), place.home)
  await greet(started)
  expect(alive(marker).length).toBeGreaterThanOrEqual(2)
  started.process.stdin.end()
  await started.closed
  expect(await survivors(marker, [], 1000)).toEqual([])
})

test('two that are started at once both answer', async () => {
  const marker = newMarker()
  const command = commandFor(markedServer(marker), place)
  const both = [start(command, place.home), start(command, place.home)]
  await Promise.all(both.map((each) => greet(each)))
  for (const { process } of both) process.stdin.end()
  await Promise.all(both.map(({ closed }) => closed))
  expect(await survivors(marker, [], 1000)).toEqual([])
})

test('SIGTERM after one message ends everything', async () => {
  const marker = newMarker()
  const started = start(commandFor(markedServer(marker), place), place.home)
  await greet(started)
  const before = known(marker)
  expect(await timed(started, () => started.process.kill('SIGTERM'))).toBeLessThan(2000)
  expect(await survivors(marker, before, 1000)).toEqual([])
})

test('the input may end at any moment of the start', { timeout: 120_000 }, async () => {
  const marker = newMarker()
  const command = commandFor(markedServer(marker), place)
  const late: string[] = []
  for (let run = 0; run < RUNS; run += 1) {
    const started = start(command, place.home)
    started.send(INITIALIZE)
    const delay = Math.round((run * LAST_DELAY_MS) / (RUNS - 1))
    await new Promise((resolve) => setTimeout(resolve, delay))
    const before = known(marker)
    const ms = await timed(started, () => started.process.stdin.end())
    const left = await survivors(marker, before, 1000)
    if (ms > 2000 || left.length > 0)
      late.push(`after ${delay} ms: exit ${ms} ms, left ${left.join()}`)
  }
  expect(late).toEqual([])
})

test('a server that hears neither the end of its input nor SIGTERM is gone as soon', async () => {
  const marker = newMarker()
  const started = start(commandFor(markedServer(marker, '--deaf'), place), place.home)
  await greet(started)
  const before = known(marker)
  expect(await timed(started, () => started.process.stdin.end())).toBeLessThan(2500)
  expect(await survivors(marker, before, 1000)).toEqual([])
})

test.each([
  ['ends with its input', []],
  ['hears nothing', ['--deaf']],
])('nothing outlives a client that is killed, with a server that %s', async (_name, args) => {
  const marker = newMarker()
  const command = commandFor(markedServer(marker, ...args), place)
  const client = spawn(process.execPath, ['--eval', CLIENT, ...command], {
    cwd: '/',
    env: { HOME: place.home, PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await once(client.stdout, 'data')
  const before = known(marker)
  expect(before.length).toBeGreaterThanOrEqual(2)
  client.kill('SIGKILL')
  await once(client, 'exit')
  expect(await survivors(marker, before, args.length === 0 ? 1000 : 3000)).toEqual([])
})

test('nothing outlives a launcher that is killed', async () => {
  const marker = newMarker()
  const started = start(commandFor(markedServer(marker, '--deaf'), place), place.home)
  await greet(started)
  const before = known(marker)
  started.process.kill('SIGKILL')
  expect(await survivors(marker, before, 1000)).toEqual([])
})

let count = 0

/** Unique among all processes of the machine, and visible in a command line. */
function newMarker(): string {
  count += 1
  return `life-${process.pid}-${count}`
}

async function greet(started: Started): Promise<void> {
  started.send(INITIALIZE)
  await started.firstOutput()
}

/** Milliseconds from the act to the exit with all pipes closed. */
async function timed(started: Started, act: () => unknown): Promise<number> {
  const from = performance.now()
  act()
  await started.closed
  return Math.round(performance.now() - from)
}

const INITIALIZE = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'outside-test', version: '1.0.0' },
  },
}

const RUNS = 40
const LAST_DELAY_MS = 400

/** A client in one line: starts the command in its arguments, greets it, and hands its answer on. */
const CLIENT = `
  const { spawn } = require('node:child_process')
  const [program, ...args] = process.argv.slice(1)
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] })
  child.stdout.pipe(process.stdout)
  child.stdin.write(${JSON.stringify(JSON.stringify(INITIALIZE))} + '\\n')
`
