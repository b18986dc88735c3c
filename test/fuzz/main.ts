import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Plant } from './planted.ts'
import { type Outcome, type WatchOptions, watch } from './watch.ts'

/** Where things are. */
export interface Places {
  readonly root: string
  readonly built: string
}

/**
 * `--seconds N` and `--executions N` bound a campaign, `--seed N` is for another one, `--replay FILE` for one input again, `--self-test` to
 * show that planted faults are found. Returns the exit code: 1 when something broke.
 */
export async function main(args: string[], places: Places): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: 'string', default: '20' },
      executions: { type: 'string', default: '1000000000' },
      seed: { type: 'string', default: '1' },
      replay: { type: 'string' },
      'self-test': { type: 'boolean', default: false },
    },
  })
  const options: WatchOptions = {
    ...places,
    seconds: wholeNumber(values.seconds),
    executions: wholeNumber(values.executions),
    seed: wholeNumber(values.seed),
    plant: undefined,
    replay: values.replay === undefined ? undefined : readFileSync(values.replay),
    hangMs: HANG_MS,
    onProgress: (text) => console.log(text),
  }
  if (values['self-test']) return selfTest(options)
  return tell(await watch(options))
}

/** Each planted fault must be found, for its own reason. */
async function selfTest(options: WatchOptions): Promise<number> {
  let missed = 0
  for (const [plant, sign, hangMs] of PLANTS) {
    const started = performance.now()
    const outcome = await watch({ ...options, plant, hangMs, onProgress: keepQuiet })
    const isFound = outcome.kind === 'failure' && sign.test(outcome.text)
    const after = `${((performance.now() - started) / 1000).toFixed(1)} s`
    console.log(
      `planted \`${plant}\`: ${isFound ? `found after ${after}` : `MISSED: ${outcome.text}`}`,
    )
    if (!isFound) missed += 1
  }
  return missed === 0 ? 0 : 1
}

const keepQuiet = () => undefined

function tell(outcome: Outcome): number {
  console.log(outcome.text)
  if (outcome.kind === 'done') return 0
  const file = join(mkdtempSync(join(tmpdir(), 'airlock-fuzz-')), 'input.session')
  writeFileSync(file, outcome.input)
  console.log(`the input: ${file}`)
  console.log(`again: npm run fuzz -- --replay ${file}`)
  console.log(Buffer.from(outcome.input).toString('latin1').slice(0, SHOWN))
  return 1
}

function wholeNumber(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 0) throw new TypeError(`not a whole number: ${text}`)
  return value
}

/** Ten thousand times what an input takes. */
const HANG_MS = 10_000

/** The fault, how it shows, and after how many ms an input hangs: a full heap takes longer to show than an endless loop. */
const PLANTS: readonly (readonly [Plant, RegExp, hangMs: number])[] = [
  ['dropped', /dropped without an answer/, HANG_MS],
  ['altered', /changed the bytes/, HANG_MS],
  ['thrown', /planted/, HANG_MS],
  ['hung', /hangs/, 2000],
  ['hoarded', /memory/, 3 * HANG_MS],
]

/** Enough to see what it is about; the file has it all. */
const SHOWN = 2000
