import { AirlockError, escape } from '../base/index.ts'
import {
  type Child,
  type ChildEnd,
  childrenOf,
  closeInheritedDescriptors,
  closePins,
  type Duplex,
  identifyProcess,
  openBytes,
  openFile,
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
 * `proof` is called once the chamber is being built, for slow proofs about the command and whatever else takes time; it is awaited before
 * anything may be released, and what it resolves to is `proven`. Throws what it rejects with, and
 * AIRLOCK_SANDBOX_OLD, _DENIED, _UNVERIFIED or AIRLOCK_LIMIT_UNENFORCEABLE; in each case nothing of the server has run or will.
 */
export async function launch<T>(
  plan: LaunchPlan,
  proof: () => Promise<T>,
): Promise<ParkedServer & { readonly proven: T }> {
  closeInheritedDescriptors()
  const started = startPlanned(plan)
  const { child } = started
  const parking = park(plan, started)
  try {
    const fed = started.unfed.length > 0 ? streamsFlushed() : Promise.resolve()
    const [parked, proven] = await Promise.all([parking, fed.then(proof)])
    return { ...parked, proven }
  } catch (error) {
    // Not at once: killed in its first milliseconds, bubblewrap leaves a child that waits for it for ever, with our pipes open.
    const late = setTimeout(() => child.kill('SIGKILL'), PARKING_MS)
    await parking.then(
      (parked) => parked.abort(),
      () => undefined,
    )
    clearTimeout(late)
    throw error
  }
}

/**
 * Resolves when what was written to the child has gone out and has ended, two rounds of the event loop later: whoever keeps this thread
 * busy from now on does not keep the child waiting for the end of its options.
 */
async function streamsFlushed(): Promise<void> {
  for (let round = 0; round < 2; round += 1) await new Promise((resolve) => setImmediate(resolve))
}

async function park(plan: LaunchPlan, { child, unfed }: Started): Promise<ParkedServer> {
  const complaints = collect(child.stream(2))
  const failed = child.exited.then(async () => {
    throw refusalOf(await complaints.text(), plan.file)
  })
  failed.catch(() => undefined)
  // A program that gives up resets what it has not read (ECONNRESET, EPIPE); how it ended says more, and is heard below.
  for (const stream of child.streams) stream.on('error', () => undefined)
  for (const { index, ...data } of unfed) feed(child.stream(index), data)
  const init = await Promise.race([
    firstMatch(descriptorStream(plan, child, 'status'), /"child-pid": (\d+)/),
    failed,
  ])
  const initId = identifyProcess(Number(init))
  // Beside the building of the chamber: the kernel takes about 10 ms to move a process between groups.
  const grouping = initId && plan.group && confineGroup(initId, plan.group)
  // Awaited once the chamber stands; one that falls before takes its group with it.
  if (grouping) grouping.catch(() => undefined)
  const exited = child.exited.then(async (end) => {
    await grouping?.then(
      (group) => group.release(),
      () => undefined,
    )
    return end
  })
  const gate = descriptorStream(plan, child, 'gate')
  try {
    await Promise.race([firstMatch(gate, new RegExp(`^(${GATE.ready})\n`)), failed])
    const faults = initId && chamberFaults(initId.pid, plan.expected)
    if (initId === undefined || faults === undefined || faults.length > 0) throw unverified(faults)
    await grouping
  } catch (error) {
    // The gate reads end-of-file and exits. Nothing is killed by a number that was not verified.
    gate.destroy()
    child.kill('SIGKILL')
    await exited
    throw error
  }
  complaints.stop()
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

/** Clears a secret once it has gone out, and also when it could not. */
function feed(
  stream: Duplex,
  { bytes, isSecret }: { readonly bytes: Uint8Array; readonly isSecret?: true },
): void {
  stream.end(bytes)
  if (isSecret === true)
    stream.once('close', () => bytes.fill(0)).once('finish', () => bytes.fill(0))
}

/** A started program and what it still has to be told, by the number of its descriptor. */
interface Started {
  readonly child: Child
  readonly unfed: readonly {
    readonly index: number
    readonly bytes: Uint8Array
    readonly isSecret?: true
  }[]
}

/**
 * What is opened here is the child's alone once it runs. What it is to read lies ready before it starts, so that it need not wait for this
 * program's event loop (measured: 4 ms); a secret goes through a pipe, since a file could be opened once more through /proc.
 */
function startPlanned(plan: LaunchPlan): Started {
  const opened: Pick<PinnedPath, 'descriptor'>[] = []
  const unfed: Started['unfed'][number][] = []
  const hold = (pin: Pick<PinnedPath, 'descriptor'>) => {
    opened.push(pin)
    return pin.descriptor
  }
  try {
    const stdio = plan.descriptors.map((planned, index) => {
      if (planned.kind === 'pin') return hold(pinned(planned.path))
      if (planned.kind === 'file') return hold(openFile(planned.path))
      if (planned.kind !== 'data') return 'pipe'
      const ready = planned.isSecret === true ? undefined : openBytes(planned.bytes)
      if (ready !== undefined) return hold(ready)
      unfed.push({ index, ...planned })
      return 'pipe'
    })
    return { child: startChild({ file: plan.file, arguments: plan.arguments, stdio }), unfed }
  } catch (error) {
    for (const planned of plan.descriptors) {
      if (planned.kind === 'data' && planned.isSecret === true) planned.bytes.fill(0)
    }
    throw error
  } finally {
    closePins(opened)
  }
}

function pinned(path: string): PinnedPath {
  const pin = pinPath(path)
  if (pin !== undefined) return pin
  throw new AirlockError('AIRLOCK_PATH_MISSING', {
    message: `\`${escape(path)}\` changed while the sandbox was being prepared`,
    hints: ['start again; if it happens twice, something keeps replacing that path'],
  })
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
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, LAST_WORDS_MS)
      })
      await Promise.race([closed, late])
      clearTimeout(timer)
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

/** What a program said before it ended is there at once; what it left behind may hold the pipe open for ever. */
const LAST_WORDS_MS = 500
/** Parking takes some 10 ms; this is for a machine that stands still. */
const PARKING_MS = 5000
