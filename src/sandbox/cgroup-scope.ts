import { cgroupsOf, type ProcessId, readTextFile, runProgram } from '../os/index.ts'
import { type ControlGroup, type GroupLimits, unenforceable } from './group-limits.ts'

/**
 * Asks the user's systemd for a transient scope around a chamber (org.freedesktop.systemd1(5), StartTransientUnit), which is how
 * an ordinary user gets a control group of version 2. The scope vanishes with its last process.
 * Throws AIRLOCK_LIMIT_UNENFORCEABLE unless the limits can be read back from the group.
 */
export async function scopeOfUser(init: ProcessId, limits: GroupLimits): Promise<ControlGroup> {
  const unit = `mcp-airlock-${process.pid}-${init.pid}.scope`
  const answer = await runProgram('busctl', scopeRequest(unit, init, limits), {
    timeoutMs: 2000,
    environment: { XDG_RUNTIME_DIR: `/run/user/${process.getuid?.()}` },
  })
  if (answer.code !== 0) throw unenforceable("the user's systemd is not there to ask")
  for (let tries = 0; tries < 50; tries++) {
    if (isHeld(init.pid, unit, limits)) return { release: async () => undefined }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw unenforceable("the user's systemd made a scope without them")
}

/** The arguments of busctl(1) for one StartTransientUnit call. */
export function scopeRequest(
  unit: string,
  init: ProcessId,
  limits: GroupLimits,
): readonly string[] {
  const { memoryTotal, cpus, processes: tasks } = limits
  const properties = [
    ['PIDs', 'au', '1', String(init.pid)],
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
      '--user',
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
  const read = (file: string) => readTextFile(`/sys/fs/cgroup${path}/${file}`)?.trim()
  return (
    (limits.memoryTotal === undefined || Number(read('memory.max')) <= limits.memoryTotal) &&
    (limits.cpus === undefined || /^\d/.test(read('cpu.max') ?? '')) &&
    (limits.processes === undefined || Number(read('pids.max')) <= limits.processes)
  )
}
