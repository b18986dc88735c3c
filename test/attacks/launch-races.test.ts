import { randomUUID } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { launcher } from '../support/launcher.ts'
import { alive, start, sweep } from '../support/launcher-life.ts'

const RUNS = 500
/** The window of the kills; longer on a machine so slow that no server would have started by then. */
const LEAST_WINDOW_MS = 200
const AT_ONCE = 2

/** Writes the time into a file of its own again and again, from its first instruction on. */
const SERVER = `
const { appendFileSync } = require('node:fs')
const file = process.argv[2] + '/' + process.argv[3]
for (;;) { appendFileSync(file, Date.now() + '\\n'); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2) }
`

interface Stage {
  readonly marker: string
  readonly home: string
  readonly data: string
  readonly profile: string
  readonly server: string
}

function stage(): Stage {
  const marker = `airlock-${randomUUID()}`
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'airlock-race-')))
  const [app, data] = [join(home, 'app'), join(home, 'data')]
  for (const directory of [app, data]) mkdirSync(directory)
  // Ends the search for the package that the server belongs to, wherever temporary files are.
  writeFileSync(join(app, 'package.json'), '{}')
  const server = join(app, 'server.cjs')
  writeFileSync(server, SERVER)
  const profile = join(home, 'profile.jsonc')
  const rules = {
    extends: 'node',
    command: ['node', server, data, '...'],
    filesystem: { write: [data] },
  }
  writeFileSync(profile, JSON.stringify(rules), { mode: 0o600 })
  return { marker, home, data, profile, server }
}

/** How long one start takes until the server writes, in ms. */
async function timeToStart(place: Stage): Promise<number> {
  const at = performance.now()
  const file = join(place.data, 'first')
  const started = start(
    [...launcher, 'run', place.profile, '--', 'node', place.server, place.data, 'first'],
    place.home,
  )
  while (!existsSync(file) && performance.now() - at < 10_000)
    await new Promise((resolve) => setTimeout(resolve, 2))
  const took = performance.now() - at
  started.process.kill('SIGTERM')
  await started.closed
  return took
}

/** Kills one launcher after a delay; returns how long after its death the server still wrote, in ms. */
async function killAfter(place: Stage, run: number, delayMs: number): Promise<number> {
  const name = `${place.marker}-${run}`
  const started = start(
    [...launcher, 'run', place.profile, '--', 'node', place.server, place.data, name],
    place.home,
  )
  await new Promise((resolve) => setTimeout(resolve, delayMs))
  started.process.kill('SIGKILL')
  const killed = Date.now()
  await started.closed
  await new Promise((resolve) => setTimeout(resolve, 150))
  const file = join(place.data, name)
  if (!existsSync(file)) return 0
  return Number(readFileSync(file, 'latin1').trimEnd().split('\n').at(-1)) - killed
}

test(`A45: of ${RUNS} launchers killed at any moment of their start, no server ever runs afterwards`, {
  timeout: 300_000,
}, async () => {
  const place = stage()
  const window = Math.max(LEAST_WINDOW_MS, 2 * (await timeToStart(place)))
  const late: number[] = []
  let ran = 0
  let next = 0
  const work = async () => {
    for (let run = next++; run < RUNS; run = next++) {
      const writtenMs = await killAfter(place, run, (run / RUNS) * window)
      if (existsSync(join(place.data, `${place.marker}-${run}`))) ran++
      if (writtenMs > 100) late.push(writtenMs)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  expect(late).toEqual([])
  // Both sides of the moment were met, or the test would prove nothing.
  expect(ran).toBeGreaterThan(RUNS / 50)
  expect(ran).toBeLessThan(RUNS)
  // What may be left is bubblewrap's other half, which never became the server; the next start's sweep takes it.
  const left = alive(place.marker)
  expect(left.filter((line) => !/^\d+ \S*bwrap --args/.test(line))).toEqual([])
  const sweeper = start(
    [...launcher, 'run', place.profile, '--', 'node', place.server, place.data, 'sweeper'],
    place.home,
  )
  for (let waited = 0; waited < 5000 && alive(place.marker).length > 0; waited += 50)
    await new Promise((resolve) => setTimeout(resolve, 50))
  const unswept = alive(place.marker)
  sweeper.process.kill('SIGTERM')
  await sweeper.closed
  sweep(place.marker)
  rmSync(place.home, { recursive: true, force: true })
  expect(unswept).toEqual([])
})
