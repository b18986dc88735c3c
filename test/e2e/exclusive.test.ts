import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exclusively } from '../../src/os/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'airlock-exclusive-'))
const counter = join(folder, 'counter')
const worker = join(folder, 'worker.mjs')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Counts up in a file, which loses counts when two do it at once. `hold` takes what keeps others off and waits to be killed. */
const WORKER = `
import { readFileSync, writeFileSync } from 'node:fs'
import { exclusively } from ${JSON.stringify(join(import.meta.dirname, '../../src/os/exclusive.ts'))}
const [, , folder, counter, word] = process.argv
const count = () => {
  const now = Number(readFileSync(counter, 'utf8'))
  const end = performance.now() + 1
  while (performance.now() < end);
  writeFileSync(counter, String(now + 1))
}
const hang = () => { console.log('held'); for (;;); }
if (word === 'hold') await exclusively(folder, 1000, hang)
else for (let round = 0; round < 25; round += 1) {
  if (word === 'alone') await exclusively(folder, 30_000, count)
  else { count(); await null }
}
`

beforeAll(async () => {
  await build({
    stdin: { contents: WORKER, resolveDir: folder },
    outfile: worker,
    bundle: true,
    platform: 'node',
    format: 'esm',
  })
})

const start = (word: string): ChildProcess =>
  spawn(process.execPath, [worker, folder, counter, word], { stdio: ['ignore', 'pipe', 'inherit'] })

async function countedBy(word: string): Promise<number> {
  writeFileSync(counter, '0')
  const workers = Array.from({ length: 8 }, () => start(word))
  await Promise.all(workers.map((each) => new Promise((resolve) => each.on('close', resolve))))
  return Number(readFileSync(counter, 'utf8'))
}

test('of eight processes at once none loses the work of another', async () => {
  expect(await countedBy('alone')).toBe(200)
})

test('without it they do', async () => {
  expect(await countedBy('beside')).toBeLessThan(200)
})

test('whoever comes waits no longer than it wants to, and not at all for one that was killed', async () => {
  const holder = start('hold')
  await new Promise((resolve) => holder.stdout?.once('data', resolve))
  expect(await exclusively(folder, 50, () => 'done')).toBeUndefined()
  holder.kill('SIGKILL')
  await new Promise((resolve) => holder.once('close', resolve))
  expect(await exclusively(folder, 1000, () => 'done')).toEqual({ done: 'done' })
})

const fail = () => {
  throw new RangeError('no')
}

test('a fault of the work is not swallowed, and others come next', async () => {
  await expect(exclusively(folder, 50, fail)).rejects.toThrow(RangeError)
  expect(await exclusively(folder, 50, () => 1)).toEqual({ done: 1 })
})
