import { lstatSync } from 'node:fs'
import { url } from 'node:inspector'
import { closeInheritedDescriptors } from './descriptors.ts'
import { readTextFile } from './files.ts'
import { processLimits, processStatus } from './proc.ts'

/**
 * Takes the signal that would open the inspector to everybody on this machine's loopback interface: with a listener of its own, Node.js starts
 * none (node(1), "SIGUSR1"). To be called before anything else.
 */
export function takeDebugSignal(): void {
  process.on('SIGUSR1', () => undefined)
}

/** What to start Node.js with so that the signal does nothing from the first moment on, where this version knows it (node(1)). */
export function hardeningFlags(): readonly string[] {
  return ['--disable-sigusr1'].filter((flag) => process.allowedNodeEnvironmentFlags.has(flag))
}

/** Ways in which this process was asked to be debugged, or to run somebody's code first. Empty for a process that may hold secrets. */
export function debuggingAsked(): readonly string[] {
  const open = url()
  const flags = process.execArgv.filter((flag) => FOREIGN_FLAG.test(flag))
  const names = Object.keys(process.env).filter((name) => FOREIGN_VARIABLE.test(name))
  return [...(open === undefined ? [] : ['an open inspector']), ...flags, ...names]
}

/** Removes every variable but these from what this process and its children see; returns the names that were removed. */
export function keepVariables(kept: readonly string[]): readonly string[] {
  const removed = Object.keys(process.env).filter((name) => !kept.includes(name))
  for (const name of removed) delete process.env[name]
  return removed
}

/** From now on, files of this process are this user's alone; and no descriptor of whoever started it stays open. */
export function closeToOthers(): void {
  process.umask(0o077)
  if (process.platform === 'linux') closeInheritedDescriptors()
}

/** What the kernel says of this process; undefined where it does not tell. */
export interface Exposure {
  /** Soft limit of core dumps in bytes. */
  readonly coreBytes: number | undefined
  /** Core dumps go to a program (core(5)), which the limit does not bind. */
  readonly isCorePiped: boolean | undefined
  /**
   * Whether other processes of this user are kept from its memory (prctl(2), PR_SET_DUMPABLE): its files in /proc belong to root then.
   * Undefined for root itself, for whom both look alike.
   */
  readonly isUndumpable: boolean | undefined
  /** `kernel.yama.ptrace_scope`: 1 and more keep all but ancestors from tracing. */
  readonly ptraceScope: number | undefined
  readonly isTraced: boolean | undefined
}

export function measureExposure(): Exposure {
  const pattern = readTextFile('/proc/sys/kernel/core_pattern')
  const scope = readTextFile('/proc/sys/kernel/yama/ptrace_scope')
  const tracer = processStatus(process.pid)?.get('TracerPid')
  return {
    coreBytes: processLimits(process.pid)?.get('Max core file size')?.[0],
    isCorePiped: pattern?.startsWith('|'),
    isUndumpable: isUndumpable(),
    ptraceScope: scope === undefined ? undefined : Number(scope),
    isTraced: tracer === undefined ? undefined : tracer !== '0',
  }
}

function isUndumpable(): boolean | undefined {
  const own = process.geteuid?.()
  if (own === undefined || own === 0) return undefined
  return lstatSync('/proc/self/environ', { throwIfNoEntry: false })?.uid === 0
}

/** What brings in an inspector, foreign modules or reports (node(1)). */
const FOREIGN_FLAG =
  /^(?:--inspect|--debug|-r$|--require|--import|--loader|--experimental-loader|--report|--heap|--cpu-prof|--abort)/
const FOREIGN_VARIABLE = /^(?:NODE_|LD_|DYLD_)/
