import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { FailureLedger } from '../../src/agent/index.ts'

/** Wrong attempts of many processes at once: guessing in parallel must not be cheaper than one after the other. */

const folder = mkdtempSync(join(tmpdir(), 'airlock-guesses-'))
const state = join(folder, 'state')
const worker = join(folder, 'worker.mjs')
const NOW = Date.UTC(2030, 0, 1)

/** Fails as often as told once its input ends, so that all begin together. */
const WORKER = `
import { FailureLedger } from ${JSON.stringify(join(import.meta.dirname, '../../src/agent/failure-ledger.ts'))}
const [, , directory, times] = process.argv
const ledger = new FailureLedger(directory)
process.stdin.resume()
await new Promise((resolve) => process.stdin.once('end', resolve))
for (let left = Number(times); left > 0; left -= 1) await ledger.failed(${NOW})
`

beforeAll(async () => {
  await build({
    stdin: { contents: WORKER, resolveDir: folder },
    outfile: worker,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['execa'],
  })
})
beforeEach(() => rmSync(state, { recursive: true, force: true }))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function failAtOnce(processes: number, times: number): Promise<void> {
  const all = Array.from({ length: processes }, () =>
    spawn(process.execPath, [worker, state, String(times)], { stdio: ['pipe', 'ignore', 'pipe'] }),
  )
  const said = all.map(async ({ stderr }) => {
    let text = ''
    for await (const chunk of stderr) text += String(chunk)
    return text
  })
  await Promise.all(all.map((one) => new Promise((resolve) => one.once('spawn', resolve))))
  await new Promise((resolve) => setTimeout(resolve, 500))
  for (const { stdin } of all) stdin.end()
  expect((await Promise.all(said)).join('')).toBe('')
}

const count = (): number => {
  const { count } = JSON.parse(readFileSync(join(state, 'failures.json'), 'utf8')) as Counted
  return count
}

test('of twelve processes that fail at once every failure counts', async () => {
  await failAtOnce(12, 10)
  expect(count()).toBe(120)
  expect(readdirSync(state)).toEqual(['failures.json'])
})

test.each([5, 6, 7, 9])(
  '%d guesses at once lock for a quarter of an hour, as five in a row do',
  async (processes) => {
    await failAtOnce(processes, 1)
    expect(await new FailureLedger(state).delayMs(NOW)).toBe(15 * 60_000)
  },
)

interface Counted {
  readonly count: number
}
