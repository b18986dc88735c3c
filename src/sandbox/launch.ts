import { AirlockError, escape } from '../base/index.ts'
import {
  type Child,
  type ChildEnd,
  childrenOf,
  closeInheritedDescriptors,
  closePins,
  type Duplex,
  identifyProcess,
  type PinnedPath,
  type ProcessId,
  pinPath,
  signalProcess,
  startChild,
} from '../os/index.ts'
import { confineGroup } from './cgroup.ts'
import { GATE } from './gate.ts'
import type { LaunchPlan } from './plan.ts'
import { refusalOf } from './refusal.ts'
import { chamberFaults } from './verify.ts'

/** A started chamber whose server has not run one instruction yet. */
export interface ParkedServer {
  /** The PID namespace's first process: the gate, parent of the server to be. */
  readonly init: ProcessId
  /** Lets the server start. */
  release(): RunningServer
  /** Ends the chamber without starting the server; settles when nothing of it is left. */
  abort(): Promise<void>
}

/** A started server: its pipes, its end, and two ways to bring that about. */
export interface RunningServer {
  readonly input: Duplex
  readonly output: Duplex
  readonly errors: Duplex
  readonly exited: Promise<ChildEnd>
  /** SIGTERM to the server. */
  terminate(): void
  /** SIGKILL to the namespace's init: the kernel takes everything inside with it (pid_namespaces(7)). */
  kill(): void
}

/**
 * Starts the plan's program, which builds the chamber and parks at the gate; checks in /proc that the chamber is what was asked for,
 * and puts it into a control group where limits need one.
 * `proof` is called once the chamber is being built, for slow proofs about the command, and awaited before anything may be released. Throws what it rejects with, and
 * AIRLOCK_SANDBOX_OLD, _DENIED, _UNVERIFIED or AIRLOCK_LIMIT_UNENFORCEABLE; in each case nothing of the server has run or will.
 */
export async function launch(
  plan: LaunchPlan,
  proof: () => Promise<unknown>,
): Promise<ParkedServer> {
  closeInheritedDescriptors()
  const pins = pinAll(plan)
  const child = startPlanned(plan, pins)
  closePins(pins)
  const parking = park(plan, child)
  try {
    const [parked] = await Promise.all([parking, proof()])
    return parked
  } catch (error) {
    child.kill('SIGKILL')
    await parking.then(
      (parked) => parked.abort(),
      () => undefined,
    )
    throw error
  }
}

async function park(plan: LaunchPlan, child: Child): Promise<ParkedServer> {
  const complaints = collect(child.stream(2))
  const failed = child.exited.then(async () => {
    throw refusalOf(await complaints.text(), plan.file)
  })
  failed.catch(() => undefined)
  for (const [index, { kind, ...rest }] of plan.descriptors.entries()) {
    if (kind === 'pin') continue
    // A program that gives up resets what it has not read (ECONNRESET, EPIPE); how it ended says more, and is heard below.
    child.stream(index).on('error', () => undefined)
    if (kind === 'data' && 'bytes' in rest) child.stream(index).end(rest.bytes)
  }
  const init = await Promise.race([
    firstMatch(descriptorStream(plan, child, 'status'), /"child-pid": (\d+)/),
    failed,
  ])
  const gate = descriptorStream(plan, child, 'gate')
  await Promise.race([firstMatch(gate, new RegExp(`^(${GATE.ready})\n`)), failed])
  const initId = identifyProcess(Number(init))
  const faults = initId && chamberFaults(initId.pid, plan.expected)
  if (initId === undefined || faults === undefined || faults.length > 0) throw unverified(faults)
  complaints.stop()
  const group = plan.group && (await confineGroup(initId, plan.group))
  const exited = child.exited.then(async (end) => {
    await group?.release()
    return end
  })
  const kill = () => {
    signalProcess(initId, 'SIGKILL')
    child.kill('SIGKILL')
  }
  return {
    init: initId,
    abort: async () => {
      kill()
      await exited
    },
    release: () => {
      gate.end(`${GATE.go}\n`)
      return {
        input: child.stream(0),
        output: child.stream(1),
        errors: child.stream(2),
        exited,
        terminate: () => {
          const server = identifyProcess(childrenOf(initId.pid)[0] ?? -1)
          if (server !== undefined) signalProcess(server, 'SIGTERM')
        },
        kill,
      }
    },
  }
}

function pinAll(plan: LaunchPlan): PinnedPath[] {
  const pins: PinnedPath[] = []
  for (const planned of plan.descriptors) {
    if (planned.kind !== 'pin') continue
    const pin = pinPath(planned.path)
    if (pin === undefined) {
      closePins(pins)
      throw new AirlockError('AIRLOCK_PATH_MISSING', {
        message: `\`${escape(planned.path)}\` changed while the sandbox was being prepared`,
        hints: ['start again; if it happens twice, something keeps replacing that path'],
      })
    }
    pins.push(pin)
  }
  return pins
}

function startPlanned(plan: LaunchPlan, pins: readonly PinnedPath[]): Child {
  const open = [...pins]
  const stdio = plan.descriptors.map(({ kind }) =>
    kind === 'pin' ? (open.shift() as PinnedPath).descriptor : 'pipe',
  )
  return startChild({ file: plan.file, arguments: plan.arguments, stdio })
}

function descriptorStream(plan: LaunchPlan, child: Child, kind: 'status' | 'gate'): Duplex {
  return child.stream(plan.descriptors.findIndex((planned) => planned.kind === kind))
}

/** Resolves with the first group of `pattern` once the stream's text so far matches; never resolves otherwise. */
function firstMatch(stream: Duplex, pattern: RegExp): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    stream.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString('latin1')).slice(0, 4096)
      const found = pattern.exec(text)?.[1]
      if (found !== undefined) resolve(found)
    })
  })
}

/** What the sandbox program and the gate say before the server runs; afterwards the stream belongs to the server. */
function collect(stream: Duplex): { text(): Promise<string>; stop(): void } {
  let text = ''
  const keep = (chunk: Buffer) => {
    text = (text + chunk.toString('utf8')).slice(0, 4096)
  }
  stream.on('data', keep)
  const closed = new Promise<void>((resolve) => stream.once('close', resolve))
  return {
    text: async () => {
      await closed
      return text
    },
    stop: () => {
      stream.off('data', keep)
      stream.pause()
    },
  }
}

function unverified(faults: readonly string[] = ['it is gone']): AirlockError {
  return new AirlockError('AIRLOCK_SANDBOX_UNVERIFIED', {
    message: `the sandbox is not what was asked for: ${faults.join('; ')}`,
  })
}
