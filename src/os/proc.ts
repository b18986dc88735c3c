import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  statSync,
} from 'node:fs'

/** A process by its number and its start time, so that a recycled number is not taken for it. */
export interface ProcessId {
  readonly pid: number
  /** Field 22 of /proc/pid/stat, clock ticks since boot. */
  readonly startTime: string
}

/** Returns the identity of a living process, undefined when there is none of that number. */
export function identifyProcess(pid: number): ProcessId | undefined {
  const stat = readProc(`${pid}/stat`)
  if (stat === undefined) return undefined
  // The command name (field 2) may hold spaces and parentheses; fields are counted from behind its last one.
  const startTime = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  return startTime === undefined ? undefined : { pid, startTime }
}

/** Sends a signal if the process is still the same one; returns whether it was. */
export function signalProcess(target: ProcessId, signal: NodeJS.Signals): boolean {
  if (identifyProcess(target.pid)?.startTime !== target.startTime) return false
  try {
    process.kill(target.pid, signal)
    return true
  } catch {
    return false
  }
}

/** The children of a process's main thread; empty when it has none or is gone (proc(5), "/proc/pid/task/tid/children"). */
export function childrenOf(pid: number): readonly number[] {
  const text = readProc(`${pid}/task/${pid}/children`) ?? ''
  return text.split(' ').filter(Boolean).map(Number)
}

/** The fields of /proc/pid/status, undefined when the process is gone. */
export function processStatus(pid: number): ReadonlyMap<string, string> | undefined {
  const text = readProc(`${pid}/status`)
  if (text === undefined) return undefined
  return new Map(
    text
      .split('\n')
      .map((line): [string, string] => [
        line.slice(0, line.indexOf(':')),
        line.slice(line.indexOf(':') + 1).trim(),
      ]),
  )
}

/** Soft and hard limit by the names of /proc/pid/limits; `unlimited` is Infinity. Undefined when the process is gone. */
export function processLimits(
  pid: number,
): ReadonlyMap<string, readonly [soft: number, hard: number]> | undefined {
  const text = readProc(`${pid}/limits`)
  if (text === undefined) return undefined
  const found = text.matchAll(/^(Max [a-z ]+?) {2,}(\w+) +(\w+)/gm)
  return new Map(
    [...found].map(([, name = '', soft, hard]) => [name, [amount(soft), amount(hard)]]),
  )
}

/** The identity of one namespace of a process, e.g. `net:[4026531840]`; undefined when it cannot be read. */
export function namespaceOf(pid: number | 'self', name: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/${name}`)
  } catch {
    return undefined
  }
}

/** The control groups of a process as /proc/pid/cgroup lists them, undefined when it is gone. */
export function cgroupsOf(pid: number | 'self'): string | undefined {
  return readProc(`${pid}/cgroup`)
}

/**
 * Tells once that this process's parent is gone, within a second. A closed pipe tells sooner that a client is gone, but not while
 * nobody may read from it; and a parent that is gone need not have been the client. Keeps nothing alive.
 */
export function onceOrphaned(listener: () => void): void {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    listener()
  }, 1000).unref()
}

/**
 * This user's processes, one after the other, each with the beginning of its argument list: a process may make its own as long as the memory of
 * the machine (prctl(2), PR_SET_MM), and whoever reads all of it has that in his.
 */
export function* listProcesses(): Generator<{
  readonly pid: number
  readonly argv: readonly string[]
}> {
  const user = process.geteuid?.()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    if (statSync(`/proc/${name}`, { throwIfNoEntry: false })?.uid !== user) continue
    yield { pid: Number(name), argv: readBeginning(`/proc/${name}/cmdline`).split('\0') }
  }
}

function readBeginning(path: string): string {
  let descriptor: number
  try {
    descriptor = openSync(path, 'r')
  } catch {
    return ''
  }
  try {
    const bytes = Buffer.alloc(BEGINNING_BYTES)
    return bytes.toString('latin1', 0, readSync(descriptor, bytes))
  } catch {
    return ''
  } finally {
    closeSync(descriptor)
  }
}

function amount(text = 'unlimited'): number {
  return text === 'unlimited' ? Number.POSITIVE_INFINITY : Number(text)
}

function readProc(name: string): string | undefined {
  try {
    return readFileSync(`/proc/${name}`, 'latin1')
  } catch {
    return undefined
  }
}

/** The mark of a chamber stands in its first kilobyte. */
const BEGINNING_BYTES = 16 * 1024
