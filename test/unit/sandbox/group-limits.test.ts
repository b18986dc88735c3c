import { expect, test } from 'vitest'
import { scopeRequest } from '../../../src/sandbox/cgroup-scope.ts'
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
      processes: undefined,
      ...total,
    })
  },
)

test('the request to systemd says how many properties follow, and names each limit in its own unit', () => {
  const limits = { processes: 64, memoryTotal: 268_435_456, cpus: 1.5 }
  expect(scopeRequest('x.scope', { pid: 42, startTime: '1' }, limits).join(' ')).toBe(
    [
      '--user call org.freedesktop.systemd1 /org/freedesktop/systemd1 org.freedesktop.systemd1.Manager',
      'StartTransientUnit ssa(sv)a(sa(sv)) x.scope fail 5',
      'PIDs au 1 42 MemoryMax t 268435456 MemorySwapMax t 0 TasksMax t 64 CPUQuotaPerSecUSec t 1500000',
      '0',
    ].join(' '),
  )
})
