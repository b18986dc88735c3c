import {
  cgroupsOf,
  identifyProcess,
  joinGroup,
  kindOf,
  listDirectory,
  makeControlDirectory,
  type ProcessId,
  readTextFile,
  removeControlDirectory,
  writeControlFile,
} from '../os/index.ts'
import { scopeAround } from './cgroup-scope.ts'
import { type ControlGroup, type GroupLimits, unenforceable } from './group-limits.ts'

/**
 * Moves a chamber's first process, before the server runs, into a control group with these limits, and reads back that it is there: version 2
 * through systemd where that runs, for root too, because it takes controllers away again from groups that it does not know
 * (cgroups have a single writer: systemd's CGROUP_DELEGATION); else directly, where this user may write there.
 * Throws AIRLOCK_LIMIT_UNENFORCEABLE when any of the limits cannot be had.
 */
export async function confineGroup(init: ProcessId, limits: GroupLimits): Promise<ControlGroup> {
  const name = `mcp-airlock-${process.pid}-${init.pid}`
  const wanted = CONTROLLERS.filter(({ limit }) => limits[limit] !== undefined)
  const places = wanted.map((controller) => ({ controller, base: baseOf(controller.name) }))
  if (isManaged() && places.every(({ base }) => base?.version !== 1))
    return scopeAround(init, limits)
  const direct = places.every(
    ({ controller, base }) =>
      base !== undefined &&
      isEnabled(base, controller.name) &&
      makeControlDirectory(`${base.path}/${name}`),
  )
  const directories = [...new Set(places.map(({ base }) => `${base?.path}/${name}`))]
  const release = () => releaseAll(directories)
  if (!direct) {
    await release()
    throw unenforceable('this user may not make one, and there is no systemd to ask')
  }
  for (const { base } of places) sweep(base?.path as string)
  const held =
    places.every(({ controller, base }) =>
      controller
        .files(limits, base as Base)
        .every(([file, text]) => setAndRead(`${base?.path}/${name}/${file}`, text)),
    ) &&
    (await joinAll(init, directories)) &&
    countOf(init, name) >= directories.length
  if (held) return { release }
  await release()
  throw unenforceable('the kernel did not take the limit')
}

/** One after the other: the kernel moves one process at a time, and each move takes it about 10 ms (measured). */
async function joinAll(init: ProcessId, directories: readonly string[]): Promise<boolean> {
  for (const directory of directories) if (!(await joinGroup(directory, init.pid))) return false
  return true
}

/** In how many hierarchies the process is in the group of that name. */
function countOf(init: ProcessId, name: string): number {
  return (cgroupsOf(init.pid) ?? '').split('\n').filter((line) => line.endsWith(`/${name}`)).length
}

interface Controller {
  readonly name: string
  readonly limit: keyof GroupLimits
  /** Control files and their texts by version of the hierarchy (Documentation/admin-guide/cgroup-v1, cgroup-v2.rst). */
  files(limits: GroupLimits, base: Base): readonly (readonly [file: string, text: string])[]
}

/** Where a controller's hierarchy is mounted. */
interface Base {
  readonly path: string
  readonly version: 1 | 2
}

const CPU_PERIOD_US = 100_000

const CONTROLLERS: readonly Controller[] = [
  { name: 'pids', limit: 'processes', files: ({ processes }) => [['pids.max', String(processes)]] },
  {
    name: 'memory',
    limit: 'memoryTotal',
    files: ({ memoryTotal }, { path, version }) =>
      version === 1
        ? [
            ['memory.limit_in_bytes', String(memoryTotal)],
            ...(countsNoSwap(path)
              ? []
              : [['memory.memsw.limit_in_bytes', String(memoryTotal)] as const]),
          ]
        : [
            ['memory.max', String(memoryTotal)],
            ['memory.swap.max', '0'],
          ],
  },
  {
    name: 'cpu',
    limit: 'cpus',
    files: ({ cpus = 1 }, { version }) =>
      version === 1
        ? [
            ['cpu.cfs_period_us', String(CPU_PERIOD_US)],
            ['cpu.cfs_quota_us', String(Math.round(cpus * CPU_PERIOD_US))],
          ]
        : [['cpu.max', `${Math.round(cpus * CPU_PERIOD_US)} ${CPU_PERIOD_US}`]],
  },
]

/** A kernel may count no swap (`swapaccount=0`); where the machine has none either, nothing is missed. */
function countsNoSwap(memory: string): boolean {
  const hasNone = (readTextFile('/proc/swaps') ?? '').trim().split('\n').length <= 1
  return hasNone && readTextFile(`${memory}/memory.memsw.limit_in_bytes`) === undefined
}

/** Whether systemd is the machine's manager (sd_booted(3)). */
function isManaged(): boolean {
  return kindOf('/run/systemd/system') === 'directory'
}

/** Version 1 wins, since a controller is in one hierarchy only (cgroups(7)). */
function baseOf(controller: string): Base | undefined {
  const mounts = (readTextFile('/proc/self/mountinfo') ?? '').split('\n').map((line) => {
    const [place = '', kind = ''] = line.split(' - ')
    const [type = '', , options = ''] = kind.split(' ')
    return { path: place.split(' ')[4] ?? '', type, options: options.split(',') }
  })
  const first = mounts.find(
    ({ type, options }) => type === 'cgroup' && options.includes(controller),
  )
  if (first !== undefined) return { path: first.path, version: 1 }
  const second = mounts.find(({ type }) => type === 'cgroup2')
  return second && { path: second.path, version: 2 }
}

/** A group of version 2 has the controllers that the one above it hands on. */
function isEnabled({ path, version }: Base, controller: string): boolean {
  if (version === 1) return true
  writeControlFile(`${path}/cgroup.subtree_control`, `+${controller}`)
  const enabled = (readTextFile(`${path}/cgroup.subtree_control`) ?? '').trim().split(' ')
  return enabled.includes(controller)
}

/** The kernel rounds memory down to pages, so a smaller figure read back is also right. */
function setAndRead(path: string, text: string): boolean {
  if (!writeControlFile(path, text)) return false
  const read = readTextFile(path)?.trim() ?? ''
  return read === text || (Number(read) <= Number(text) && Number(read) > Number(text) - 65_536)
}

/** Groups of launchers that were killed; removing one that still holds a process fails, and that is right. */
function sweep(base: string): void {
  for (const name of listDirectory(base)) {
    const launcher = /^mcp-airlock-(\d+)-/.exec(name)?.[1]
    if (launcher !== undefined && identifyProcess(Number(launcher)) === undefined)
      removeControlDirectory(`${base}/${name}`)
  }
}

/** A killed process leaves its group a moment after its parent learns of it, and a group with a process cannot be removed. */
async function releaseAll(directories: readonly string[]): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    const left = directories.filter(
      (directory) => listDirectory(directory).length > 0 && !removeControlDirectory(directory),
    )
    if (left.length === 0) return
    await new Promise((resolve) => setTimeout(resolve, 4))
  }
}
