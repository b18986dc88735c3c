import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import type { GrammarValidators } from '../../src/wire/index.ts'
import { Campaign, Failure } from './campaign.ts'
import { Coverage } from './coverage.ts'
import { Desk } from './desk.ts'
import { execute, type Ground, type Subject } from './execution.ts'
import type { Orders, Report } from './orders.ts'
import { MOST_RETAINED, retained } from './retention.ts'
import { seeds } from './seeds.ts'
import { decode, encode, type SessionInput } from './session-input.ts'
import { shrunk } from './shrink.ts'

const orders = workerData as Orders
// Before the work begins, which is when this module is read.
const SUBJECT = 'subject.mjs'
const REVISIONS = ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28']
const REPORT_S = 5
const RETAINED_INPUTS = 300

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is of windows
const report = (one: Report) => parentPort?.postMessage(one)

const validators = loadValidators()
const coverage = new Coverage(SUBJECT)
const ground = await groundOf(validators)
try {
  work()
} catch (error) {
  if (!(error instanceof Failure)) throw error
  const input = isFailing(error.input) ? shrunk(error.input, isFailing) : error.input
  report({ kind: 'failure', text: error.message, input: encode(input) })
}

/** @throws Failure */
function work(): void {
  const desk = new Desk(orders.desk)
  if (orders.replay !== undefined) {
    const input = decode(orders.replay)
    desk.lay(encode(input))
    try {
      report({ kind: 'done', text: execute(ground, input).join('\n') })
    } catch (error) {
      throw new Failure(input, error)
    }
    return
  }
  const known = seeds(orders.root)
  const onInput = (input: SessionInput) => desk.lay(encode(input))
  const { seed, seconds, executions } = orders
  const campaign = new Campaign({ ground, seeds: known, seed, coverage, onInput })
  const start = performance.now()
  const elapsed = () => (performance.now() - start) / 1000
  const say = () => {
    const { executions: count, blocks, corpus } = campaign.tally
    const text = `${count} executions, ${blocks} blocks, corpus ${corpus}`
    return `${text}, ${elapsed().toFixed(0)} s`
  }
  campaign.begin()
  report({ kind: 'progress', text: `seeds: ${say()}` })
  for (let next = REPORT_S; elapsed() < seconds && campaign.tally.executions < executions; ) {
    campaign.continue()
    if (elapsed() < next) continue
    next += REPORT_S
    retain(desk, campaign.some(RETAINED_INPUTS))
    report({ kind: 'progress', text: say() })
  }
  retain(desk, campaign.some(RETAINED_INPUTS))
  report({ kind: 'done', text: say() })
}

/** Everything in one long session. @throws Failure when the inspector breaks, or keeps too much of it */
function retain(desk: Desk, inputs: readonly SessionInput[]): void {
  const all = { profile: 0, steps: inputs.flatMap((one) => one.steps) }
  desk.lay(encode(all))
  try {
    const bytes = retained(ground, inputs)
    if (bytes > MOST_RETAINED) throw new Error(`the inspector holds on to ${bytes} bytes of memory`)
  } catch (error) {
    throw new Failure(all, error)
  }
}

function isFailing(input: SessionInput): boolean {
  try {
    execute(ground, input)
    return false
  } catch {
    return true
  }
}

function loadValidators(): ReadonlyMap<string, GrammarValidators> {
  const load = createRequire(`${orders.built}/`)
  return new Map(REVISIONS.map((one) => [one, load(`./grammar/${one}.cjs`) as GrammarValidators]))
}

async function groundOf(validators: ReadonlyMap<string, GrammarValidators>): Promise<Ground> {
  const subject = (await import(pathToFileURL(`${orders.built}/${SUBJECT}`).href)) as Subject
  const grammars = new Map(
    [...validators].map(([revision, one]) => [revision, subject.createGrammar(one)]),
  )
  return { subject, grammar: (revision) => grammars.get(revision), plant: orders.plant }
}
