import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createServer, type ListenOptions, type Server } from 'node:net'
import { join } from 'node:path'
import { launch } from '../../src/sandbox/index.ts'
import type { LaunchPlan } from '../../src/sandbox/plan.ts'
import { syscallsArm64 } from '../../src/sandbox/seccomp/syscalls-arm64.ts'
import { syscallsX64 } from '../../src/sandbox/seccomp/syscalls-x64.ts'
import { runProbe } from '../servers/hostile/syscall-probe.mjs'
import type { Mutation } from './chamber-cures.ts'
import {
  buildStage,
  planOf,
  type Stage,
  script,
  TREASURE,
  writeDriver,
  writePlan,
} from './chamber-plan.ts'
import { attack, ended, outputOf, type Starter } from './chamber-run.ts'
import { known, survivors, sweep } from './launcher-life.ts'

/** One way out of a chamber, and what stands in it. */
export interface Trap {
  readonly id: string
  readonly title: string
  /** An attack of the catalogue, or a program of Node that prints `done` when it got through; else another way to find out. */
  readonly by: string | ((plan: LaunchPlan, start: Starter) => Promise<string>)
  /** The plan that holds, when it is not the stage's own. */
  readonly plan?: () => LaunchPlan
  /** Each holds alone: only with all of them taken out is the way open. */
  readonly cures: readonly Mutation[]
  /** What launching comes to without them: `done`, or the launcher's refusal. */
  readonly uncured: string | RegExp
  /** What it comes to when the launcher's checks are gone too; `done` unless bubblewrap itself refuses. */
  readonly behind?: RegExp
}

/** A stage whose host also listens on a port and on local sockets, and keeps a piece of shared memory. */
export interface Scene {
  readonly stage: Stage
  readonly context: Stage['context']
  remove(): void
}

export async function buildScene(): Promise<Scene> {
  const stage = buildStage()
  const [hostSocket, hostAbstract] = [join(stage.work, 'host.sock'), `airlock-${process.pid}`]
  const listener = await listening({ port: 0, host: '127.0.0.1' })
  const locals = await Promise.all(
    [hostSocket, `\0${hostAbstract}`].map((path) => listening({ path })),
  )
  const program = join(stage.root, 'shared-memory')
  const key = 0x41000000 + process.pid
  const [id = -1] = runProbe(program, [
    { number: numberOf('shmget'), args: [key, 4096, 0o1666] },
  ]).results
  const { port: hostPort } = listener.address() as { port: number }
  return {
    stage,
    context: { ...stage.context, hostPort, hostSocket, hostAbstract, sharedMemoryKey: key },
    remove: () => {
      runProbe(program, [{ number: numberOf('shmctl'), args: [id, 0, 0] }])
      for (const one of [listener, ...locals]) one.close()
      stage.remove()
    },
  }
}

/** `done`, `denied`, or what the refusal said. */
export async function judge(
  scene: Scene,
  by: Trap['by'],
  plan: LaunchPlan,
  start: Starter,
): Promise<string> {
  try {
    if (typeof by === 'function') return await by(plan, start)
    if (!isAttack(by)) return (await outputOf(plan, start)).output.trim()
    const { outcome, detail } = await attack(plan, by, scene.context, start)
    return outcome === 'broken' ? JSON.stringify(detail) : outcome
  } catch (error) {
    return String(error)
  }
}

/** The plan that holds against this. */
export function planFor({ stage }: Scene, by: Trap['by']): LaunchPlan {
  if (typeof by === 'function' || isAttack(by)) return planOf(stage)
  const text = by.replace('SERVER', join(stage.root, 'server'))
  return planOf(stage, { command: script(`Promise.resolve(${text}).then(console.log)`) })
}

function isAttack(by: string): boolean {
  return /^A\d\d$/.test(by)
}

/** Whether any process of the host shows the secret among its arguments. */
export async function seenInArguments(plan: LaunchPlan, start: Starter): Promise<string> {
  const server = await start(plan)
  try {
    const seen = readdirSync('/proc').some((name) => {
      try {
        return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`).includes(TREASURE)
      } catch {
        return false
      }
    })
    return seen ? 'done' : 'denied'
  } finally {
    await ended(server)
  }
}

/** The directory is replaced by a link to another one when the launcher has pinned it and bubblewrap has mounted nothing yet. */
export async function shownAfterSwap(
  stage: Stage,
  plan: LaunchPlan,
  start: Starter,
): Promise<string> {
  const shown = join(stage.root, 'shown')
  const swap = `mv "$1" "$1-aside" && ln -s "$2" "$1" && shift 2 && exec "$@"`
  const swapping: LaunchPlan = {
    ...plan,
    file: '/bin/sh',
    arguments: [
      '-c',
      swap,
      'swap',
      shown,
      join(stage.root, 'elsewhere'),
      plan.file,
      ...plan.arguments,
    ],
  }
  try {
    const { output, errors } = await outputOf(swapping, start)
    return { shown: 'denied', key: 'done' }[output.trim()] ?? `${output}${errors}`
  } finally {
    rmSync(shown)
    renameSync(`${shown}-aside`, shown)
  }
}

/** Whether anything of a running server is left one second after its launcher was killed. */
export async function outlivesLauncher(stage: Stage, plan: LaunchPlan): Promise<string> {
  const marker = `airlock-${randomUUID()}`
  const body = `parked.release().output.once('data', (chunk) => process.stdout.write(chunk))`
  const marked = { ...plan, arguments: [...plan.arguments, marker] }
  const driver = spawn(
    process.execPath,
    [writeDriver(stage, body), writePlan(stage, marked), marker],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  try {
    const [said] = (await once(driver.stdout, 'data')) as [Buffer]
    if (String(said) !== 'up') return `the server never ran: ${String(said)}`
    const before = known(marker)
    driver.kill('SIGKILL')
    return (await survivors(marker, before, 1000)).length > 0 ? 'done' : 'denied'
  } finally {
    sweep(marker)
  }
}

function listening(where: ListenOptions): Promise<Server> {
  const server = createServer((socket) => socket.destroy())
  return new Promise((resolve) => server.listen(where, () => resolve(server)))
}

function numberOf(name: string): number {
  return (process.arch === 'arm64' ? syscallsArm64 : syscallsX64).get(name) as number
}

/** While the chamber is built, something slow finds out that the package is not what was installed. */
export async function ranUnproven(stage: Stage, plan: LaunchPlan): Promise<string> {
  const mark = join(stage.work, 'ran')
  const outcome = await launch(plan, () => lateDoubt(mark)).then(() => 'started', String)
  const ran = existsSync(mark)
  rmSync(mark, { force: true })
  if (!outcome.includes(DOUBT)) return outcome
  return ran ? 'done' : 'denied'
}

async function lateDoubt(mark: string): Promise<never> {
  for (let waited = 0; waited < 2000 && !existsSync(mark); waited += 20)
    await new Promise((resolve) => setTimeout(resolve, 20))
  throw new Error(DOUBT)
}

const DOUBT = 'not what was installed'
