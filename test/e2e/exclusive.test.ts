import { type ChildProcess, spawn } from 'node:child_process'
import {
  lutimesSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { exclusively } from '../../src/os/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'airlock-exclusive-'))
const counter = join(folder, 'counter')
const worker = join(folder, 'worker.mjs')
const lock = join(folder, '.lock')
afterAll(() => rmSync(folder, { recursive: true, force: true }))
afterEach(() => {
  expect(readdirSync(folder).filter((name) => name.startsWith('.lock'))).toEqual([])
})

/** Counts up in a file, which loses counts when two do it at once. `hold` takes what keeps others off and waits to be killed. */
const WORKER = `
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { exclusively } from ${JSON.stringify(join(import.meta.dirname, '../../src/os/exclusive.ts'))}
const [, , folder, counter, word] = process.argv
const count = () => {
  const now = Number(readFileSync(counter, 'utf8'))
  const end = performance.now() + 1
  while (performance.now() < end);
  // In one step, so that a holder that is killed leaves a whole number.
  writeFileSync(counter + process.pid, String(now + 1))
  renameSync(counter + process.pid, counter)
}
const hang = () => { console.log('held'); for (;;); }
if (word === 'hold') await exclusively(folder, 1000, hang)
else for (let round = 0; round < 25; round += 1) {
  if (word !== 'beside') await exclusively(folder, 30_000, count)
  else { count(); await null }
  if (word === 'tell') console.log('counted')
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

test('the work may take its time, and others wait for it, in the same process too', async () => {
  const said: string[] = []
  const slow = async () => {
    said.push('slow begins')
    await new Promise((resolve) => setTimeout(resolve, 50))
    said.push('slow ends')
    return 'slow'
  }
  const both = [exclusively(folder, 1000, slow), exclusively(folder, 1000, () => said.push('next'))]
  expect(await Promise.all(both)).toEqual([{ done: 'slow' }, { done: 3 }])
  expect(said).toEqual(['slow begins', 'slow ends', 'next'])
})

test('nobody can keep others off who cannot write in the directory', async () => {
  const { dev, ino } = statSync(folder, { bigint: true })
  const squatter = createServer()
  await new Promise<void>((resolve) => {
    squatter.listen({ path: `\0mcp-airlock:${dev}:${ino}` }, resolve)
  })
  expect(await exclusively(folder, 50, () => 'done')).toEqual({ done: 'done' })
  await new Promise((resolve) => squatter.close(resolve))
})

/** What a holder leaves that was killed; its parts can be changed. */
async function leftover(change: (parts: string[]) => void = () => undefined): Promise<string> {
  const holder = start('hold')
  await new Promise((resolve) => holder.stdout?.once('data', resolve))
  holder.kill('SIGKILL')
  await new Promise((resolve) => holder.once('close', resolve))
  const parts = readlinkSync(lock).split(' ')
  unlinkSync(lock)
  change(parts)
  return parts.join(' ')
}

test('what a killed holder left is cleared away by one of many, and nothing is lost', async () => {
  const left = await leftover()
  symlinkSync(left, lock)
  // Another one was killed just when it cleared that away.
  symlinkSync(left, `${lock}~`)
  expect(await countedBy('alone')).toBe(200)
})

test('of holders that are killed nothing is lost that came to its end', async () => {
  writeFileSync(counter, '0')
  const workers = Array.from({ length: 8 }, () => start('tell'))
  const said = workers.map((each) => {
    const chunks: Buffer[] = []
    each.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk))
    return chunks
  })
  const ended = workers.map((each) => new Promise((resolve) => each.on('close', resolve)))
  const killed = workers.slice(0, 4)
  for (const [at, each] of killed.entries()) {
    while (said[at]?.length === 0) await new Promise((resolve) => setTimeout(resolve, 1))
    // Whoever holds it is killed, if it is one of these.
    for (let tries = 0; tries < 2000; tries += 1) {
      if (holderNow() === each.pid) break
      await new Promise((resolve) => setImmediate(resolve))
    }
    each.kill('SIGKILL')
  }
  await Promise.all(ended)
  const told = said.flat().join('').split('counted').length - 1
  const counted = Number(readFileSync(counter, 'utf8'))
  expect(told).toBeGreaterThanOrEqual(100)
  expect(counted).toBeGreaterThanOrEqual(told)
  expect(counted).toBeLessThanOrEqual(told + killed.length)
  // The last one may have been killed with it in its hand.
  expect(await exclusively(folder, 50, () => 'done')).toEqual({ done: 'done' })
})

function holderNow(): number | undefined {
  try {
    return Number(readlinkSync(lock).split(' ')[2])
  } catch {
    return undefined
  }
}

const own = [
  [
    'a process of the same number that began later',
    (parts: string[]) => {
      parts.splice(2, 2, String(process.pid), '1')
    },
  ],
] as const

test.each(own)('%s is not the one that left it', async (_title, change) => {
  symlinkSync(await leftover(change), lock)
  expect(await exclusively(folder, 50, () => 'done')).toEqual({ done: 'done' })
})

test('a holder that is dead and not yet waited for holds nothing', async () => {
  // The shell becomes a program that never waits for its child.
  const parent = spawn(
    'sh',
    ['-c', `"$0" "$@" & exec sleep 60`, process.execPath, worker, folder, counter, 'hold'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  await new Promise((resolve) => parent.stdout.once('data', resolve))
  const pid = Number(readlinkSync(lock).split(' ')[2])
  process.kill(pid, 'SIGKILL')
  const state = () => /^State:\t(.)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  while (state() !== 'Z') await new Promise((resolve) => setTimeout(resolve, 5))
  expect(await exclusively(folder, 50, () => 'done')).toEqual({ done: 'done' })
  parent.kill('SIGKILL')
})

const foreign = (parts: string[]) => parts.splice(0, 1, 'another-boot')

test('a holder that cannot be seen from here is waited for, and not for ever', async () => {
  symlinkSync(await leftover(foreign), lock)
  expect(await exclusively(folder, 50, () => 'done')).toBeUndefined()
  const old = Date.now() / 1000 - 61
  lutimesSync(lock, old, old)
  expect(await exclusively(folder, 50, () => 'done')).toEqual({ done: 'done' })
})

test('who took too long takes nothing from the next one', async () => {
  const left = await leftover(foreign)
  await exclusively(folder, 50, () => {
    unlinkSync(lock)
    symlinkSync(left, lock)
  })
  expect(readlinkSync(lock)).toBe(left)
  unlinkSync(lock)
})
