import { spawn } from 'node:child_process'
import { closeSync, constants, openSync } from 'node:fs'
import type { Duplex } from 'node:stream'
import { launch, type RunningServer } from '../../src/sandbox/index.ts'
import type { LaunchPlan } from '../../src/sandbox/plan.ts'
import type { Stage } from './chamber-plan.ts'

/** What an attack came to. */
export interface Report {
  readonly outcome: string
  readonly detail: unknown
}

/** Starts a plan, or refuses to. */
export type Starter = (plan: LaunchPlan) => Promise<RunningServer>

/** As `run` starts it. */
export const checked: Starter = async (plan) =>
  (await launch(plan, async () => undefined)).release()

/** What `launch` does, without a single check: shows what a check keeps from happening. */
export const unchecked: Starter = async (plan) => {
  const open: number[] = []
  const stdio = plan.descriptors.map((planned) => {
    if (!('path' in planned)) return 'pipe'
    open.push(openSync(planned.path, planned.kind === 'file' ? 'r' : O_PATH | constants.O_NOFOLLOW))
    return open.at(-1) as number
  })
  const child = spawn(plan.file, plan.arguments, { cwd: '/', env: {}, stdio })
  for (const descriptor of open) closeSync(descriptor)
  const stream = (at: number) => child.stdio[at] as Duplex
  for (const [at, planned] of plan.descriptors.entries()) {
    if (!('path' in planned)) stream(at).on('error', () => undefined)
    if (planned.kind === 'data') stream(at).end(planned.bytes)
  }
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  )
  // The gate sends READY first; its word may as well be there before it asks.
  stream(plan.descriptors.findIndex(({ kind }) => kind === 'gate')).end('GO\n')
  let status = ''
  stream(plan.descriptors.findIndex(({ kind }) => kind === 'status')).on(
    'data',
    (chunk: Buffer) => {
      status += chunk.toString('latin1')
    },
  )
  const end = (signal: NodeJS.Signals) => {
    const init = Number(/"child-pid": (\d+)/.exec(status)?.[1])
    if (init > 1 && child.exitCode === null && child.signalCode === null) process.kill(init, signal)
    child.kill(signal)
  }
  return {
    input: stream(0),
    output: stream(1),
    errors: stream(2),
    exited,
    terminate: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  }
}

/** Starts the plan, performs one attack of the catalogue, and ends the chamber. Rejects like the starter. */
export async function attack(
  plan: LaunchPlan,
  id: string,
  context: Stage['context'],
  start: Starter = checked,
): Promise<Report> {
  const server = await start(plan)
  const answer = new Promise<string>((resolve, reject) => {
    let text = ''
    server.output.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8')
      if (text.includes('\n')) resolve(text)
    })
    let errors = ''
    server.errors.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')))
    void server.exited.then((end) => reject(new Error(`${JSON.stringify(end)} ${errors}`)))
  })
  const params = { name: id, arguments: context }
  server.input.on('error', () => undefined)
  server.input.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params })}\n`)
  try {
    const { result } = JSON.parse(await answer) as { result: { content: { text: string }[] } }
    return JSON.parse(result.content[0]?.text ?? '') as Report
  } finally {
    await ended(server)
  }
}

/** Starts the plan, lets its command run to the end, and returns what it wrote. Rejects like the starter. */
export async function outputOf(
  plan: LaunchPlan,
  start: Starter = checked,
): Promise<{ output: string; errors: string; code: number | null }> {
  const server = await start(plan)
  server.input.end()
  const [output, errors, { code }] = await Promise.all([
    textOf(server.output),
    textOf(server.errors),
    server.exited,
  ])
  return { output, errors, code }
}

/** Ends a chamber and waits until it is gone. */
export async function ended(server: RunningServer): Promise<void> {
  server.kill()
  await server.exited
}

/** The code and text of the AirlockError that a promise rejects with; any other error is thrown on. */
export async function refusalFrom(
  work: Promise<unknown>,
): Promise<{ code: string; message: string; hints: readonly string[] }> {
  try {
    await work
  } catch (error) {
    const { code, message, hints } = error as { code: unknown; message: string; hints: string[] }
    if (typeof code !== 'string' || !code.startsWith('AIRLOCK_')) throw error
    return { code, message, hints }
  }
  throw new Error('it was not refused')
}

function textOf(stream: Duplex): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.once('close', () => resolve(Buffer.concat(chunks).toString('utf8')))
  })
}

// include/uapi/asm-generic/fcntl.h.
const O_PATH = 0o10000000
