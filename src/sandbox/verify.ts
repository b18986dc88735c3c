import { namespaceOf, processLimits, processStatus } from '../os/index.ts'
import type { LaunchPlan } from './plan.ts'

/**
 * Compares a parked process with what its plan promised, in /proc (proc(5)): seccomp filter loaded, no new privileges, no capability
 * in any set, every namespace its own, every limit in force. Returns what is wrong, in words; empty means all holds.
 */
export function chamberFaults(pid: number, expected: LaunchPlan['expected']): readonly string[] {
  const status = processStatus(pid)
  const limits = processLimits(pid)
  if (status === undefined || limits === undefined) return ['the process is gone']
  return [
    ...Object.entries(REQUIRED_STATUS)
      .filter(([field, value]) => status.get(field) !== value)
      .map(([field, value]) => `${field} is ${status.get(field) ?? 'absent'}, not ${value}`),
    ...expected.namespaces
      .filter((name) => isShared(namespaceOf(pid, name), namespaceOf('self', name)))
      .map((name) => `the ${name} namespace is the launcher's own`),
    ...expectedLimits(expected.limits)
      .filter(([name, value]) => !(Number(limits.get(name)?.[1]) <= value))
      .map(([name, value]) => `${name} is ${limits.get(name)?.[1] ?? 'absent'}, not ${value}`),
  ]
}

/** A namespace that cannot be read proves nothing, so it counts as shared. */
function isShared(theirs: string | undefined, ours: string | undefined): boolean {
  return theirs === undefined || ours === undefined || theirs === ours
}

/** The gate rounds up to the shell's units: 512 bytes for files, 1024 for memory. */
function expectedLimits(
  limits: LaunchPlan['expected']['limits'],
): readonly (readonly [name: string, value: number])[] {
  return [
    ['Max core file size', 0],
    ['Max open files', limits.openFiles],
    ['Max file size', limits.fileBytes + 511],
    ['Max data size', limits.memoryPerProcess + 1023],
    ['Max processes', limits.processes],
  ]
}

const NO_CAPABILITY = '0000000000000000'
const REQUIRED_STATUS = {
  Seccomp: '2',
  NoNewPrivs: '1',
  CapInh: NO_CAPABILITY,
  CapPrm: NO_CAPABILITY,
  CapEff: NO_CAPABILITY,
  CapBnd: NO_CAPABILITY,
  CapAmb: NO_CAPABILITY,
} as const
