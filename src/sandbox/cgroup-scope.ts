import { cgroupsOf, type ProcessId, readTextFile, runProgram } from '../os/index.ts'
import { type ControlGroup, type GroupLimits, unenforceable } from './group-limits.ts'
import { findSystemProgram } from './host.ts'

/**
 * Asks systemd, the user's own or for root the machine's, for a transient scope around a chamber (org.freedesktop.systemd1(5),
 * StartTransientUnit), which is how an ordinary user gets a control group of version 2. The scope vanishes with its last process.
 * Throws AIRLOCK_LIMIT_UNENFORCEABLE unless the limits can be read back from the group.
 */
export async function scopeAround(init: ProcessId, limits: GroupLimits): Promise<ControlGroup> {
  const unit = `mcp-airlock-${process.pid}-${init.pid}.scope`
  const busctl = findSystemProgram('busctl')
  if (busctl === undefined) throw unenforceable('`busctl` of systemd is in no system directory')
  const uid = process.getuid?.()
  const manager = uid === 0 ? '--system' : '--user'
  const answer = await runProgram(busctl, [manager, ...scopeRequest(unit, init, limits)], {
    timeoutMs: ANSWER_MS,
    environment: { XDG_RUNTIME_DIR: `/run/user/${uid}` },
  })
  if (answer.code !== 0)
    throw unenforceable(`${uid === 0 ? 'systemd' : "the user's systemd"} is not there to ask`)
  for (let tries = 0; tries < 200; tries++) {
    if (isHeld(init.pid, unit, limits)) return { release: async () => undefined }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw unenforceable('systemd made a scope without them')
}

/**
 * The arguments of busctl(1) for one StartTransientUnit call. A scope whose server was killed for its memory is a failed unit, which systemd
 * would keep for ever without `CollectMode` (systemd.unit(5); measured: 252).
 */
export function scopeRequest(
  unit: string,
  init: ProcessId,
  limits: GroupLimits,
): readonly string[] {
  const { memoryTotal, cpus, processes: tasks } = limits
  const properties = [
    ['PIDs', 'au', '1', String(init.pid)],
    ['CollectMode', 's', 'inactive-or-failed'],
    ...(memoryTotal === undefined
      ? []
      : [
          ['MemoryMax', 't', String(memoryTotal)],
          ['MemorySwapMax', 't', '0'],
        ]),
    ...(tasks === undefined ? [] : [['TasksMax', 't', String(tasks)]]),
    ...(cpus === undefined
      ? []
      : [['CPUQuotaPerSecUSec', 't', String(Math.round(cpus * 1_000_000))]]),
  ]
  return [
    ...[
      'call',
      'org.freedesktop.systemd1',
      '/org/freedesktop/systemd1',
      'org.freedesktop.systemd1.Manager',
    ],
    ...[
      'StartTransientUnit',
      'ssa(sv)a(sa(sv))',
      unit,
      'fail',
      String(properties.length),
      ...properties.flat(),
      '0',
    ],
  ]
}

function isHeld(pid: number, unit: string, limits: GroupLimits): boolean {
  const path = /^0::(.*)$/m.exec(cgroupsOf(pid) ?? '')?.[1]
  if (path === undefined || !path.endsWith(`/${unit}`)) return false
  return holds(limits, (file) => readTextFile(`/sys/fs/cgroup${path}/${file}`)?.trim())
}

/** Whether control files of version 2 hold these limits: a missing one, or `max`, is no number and holds nothing (cgroup-v2.rst). */
export function holds(
  { memoryTotal, cpus, processes }: GroupLimits,
  read: (file: string) => string | undefined,
): boolean {
  const [quota, period] = (read('cpu.max') ?? '').split(' ').map(Number)
  return (
    (memoryTotal === undefined ||
      (Number(read('memory.max')) <= memoryTotal && read('memory.swap.max') === '0')) &&
    (cpus === undefined || (quota ?? Number.NaN) / (period ?? Number.NaN) <= cpus) &&
    (processes === undefined || Number(read('pids.max')) <= processes)
  )
}

// It takes a few ms; this is for a machine that has much else to do.
const ANSWER_MS = 5000
