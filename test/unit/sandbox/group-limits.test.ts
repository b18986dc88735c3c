import { expect, test } from 'vitest'
import { holds, scopeRequest } from '../../../src/sandbox/cgroup-scope.ts'
import { groupLimits } from '../../../src/sandbox/group-limits.ts'

const LIMITS = { processes: 64, memoryPerProcess: 1 << 30, fileBytes: 1 << 20, openFiles: 256 }

test('an ordinary user without totals needs no control group', () => {
  expect(groupLimits(LIMITS, 1000)).toBeUndefined()
})

test('for root the process limit needs one, because the kernel exempts root from RLIMIT_NPROC', () => {
  expect(groupLimits(LIMITS, 0)).toEqual({ processes: 64, memoryTotal: undefined, cpus: undefined })
})

test.each([{ memoryTotal: 1 << 28 }, { cpus: 1.5 }])(
  'totals need one for everybody: %o',
  (total) => {
    expect(groupLimits({ ...LIMITS, ...total }, 1000)).toMatchObject({
      processes: 64,
      ...total,
    })
  },
)

test('the request to systemd says how many properties follow, and names each limit in its own unit', () => {
  const limits = { processes: 64, memoryTotal: 268_435_456, cpus: 1.5 }
  expect(scopeRequest('x.scope', { pid: 42, startTime: '1' }, limits).join(' ')).toBe(
    [
      'call org.freedesktop.systemd1 /org/freedesktop/systemd1 org.freedesktop.systemd1.Manager',
      'StartTransientUnit ssa(sv)a(sa(sv)) x.scope fail 6',
      'PIDs au 1 42 CollectMode s inactive-or-failed MemoryMax t 268435456 MemorySwapMax t 0 TasksMax t 64 CPUQuotaPerSecUSec t 1500000',
      '0',
    ].join(' '),
  )
})

const FILES = {
  'memory.max': '268435456',
  'memory.swap.max': '0',
  'cpu.max': '150000 100000',
  'pids.max': '64',
}

test.each<[what: string, files: Readonly<Record<string, string>>, held: boolean]>([
  ['what was asked for', {}, true],
  [
    'a little less',
    { 'memory.max': '268431360', 'cpu.max': '149000 100000', 'pids.max': '60' },
    true,
  ],
  ['a short quota in a long period', { 'cpu.max': '1500000 1000000' }, true],
  ['more memory', { 'memory.max': '268435457' }, false],
  ['memory without end', { 'memory.max': 'max' }, false],
  ['memory on disk', { 'memory.swap.max': '4096' }, false],
  ['swap without end', { 'memory.swap.max': 'max' }, false],
  ['more processors', { 'cpu.max': '150001 100000' }, false],
  ['processors without end', { 'cpu.max': 'max 100000' }, false],
  ['more processes', { 'pids.max': '65' }, false],
  ['processes without end', { 'pids.max': 'max' }, false],
])('a group with %s is read back: %o', (_what, changed, held) => {
  const files: Readonly<Record<string, string>> = { ...FILES, ...changed }
  const limits = { processes: 64, memoryTotal: 268_435_456, cpus: 1.5 }
  expect(holds(limits, (file) => files[file])).toBe(held)
})

test.each(Object.keys(FILES))('a group without `%s` holds nothing', (missing) => {
  const limits = { processes: 64, memoryTotal: 268_435_456, cpus: 1.5 }
  const files: Readonly<Record<string, string>> = FILES
  expect(holds(limits, (file) => (file === missing ? undefined : files[file]))).toBe(false)
})
