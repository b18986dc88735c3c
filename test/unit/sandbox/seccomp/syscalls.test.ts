import { expect, test } from 'vitest'
import { numbered } from '../../../../src/sandbox/seccomp/syscalls.ts'
import { syscallsArm64 } from '../../../../src/sandbox/seccomp/syscalls-arm64.ts'
import { syscallsX64 } from '../../../../src/sandbox/seccomp/syscalls-x64.ts'

// Spot checks against the kernel's own tables; a slip by one would shift every name after it.
test.each([
  ['read', 0, 63],
  ['write', 1, 64],
  ['ioctl', 16, 29],
  ['socket', 41, 198],
  ['clone', 56, 220],
  ['execve', 59, 221],
  ['ptrace', 101, 117],
  ['prctl', 157, 167],
  ['mount', 165, 40],
  ['keyctl', 250, 219],
  ['openat', 257, 56],
  ['mkdirat', 258, 34],
  ['mknodat', 259, 33],
  ['fchmodat', 268, 53],
  ['unshare', 272, 97],
  ['perf_event_open', 298, 241],
  ['prlimit64', 302, 261],
  ['bpf', 321, 280],
  ['userfaultfd', 323, 282],
  ['rseq', 334, 293],
  ['kexec_file_load', 320, 294],
  ['uretprobe', 335, undefined],
  ['pidfd_send_signal', 424, 424],
  ['io_uring_setup', 425, 425],
  ['clone3', 435, 435],
  ['fchmodat2', 452, 452],
  ['mseal', 462, 462],
  ['open_tree_attr', 467, 467],
  ['file_setattr', 469, 469],
  ['open', 2, undefined],
  ['mkdir', 83, undefined],
  ['chmod', 90, undefined],
  ['fork', 57, undefined],
])('%s is %s on x64 and %s on arm64', (name, x64, arm64) => {
  expect([syscallsX64.get(name), syscallsArm64.get(name)]).toEqual([x64, arm64])
})

test('the tables end at 469', () => {
  expect(Math.max(...syscallsX64.values())).toBe(469)
  expect(Math.max(...syscallsArm64.values())).toBe(469)
})

test.each([
  ['a name twice', [{ first: 0, names: 'read read' }]],
  [
    'a number twice',
    [
      { first: 0, names: 'read write' },
      { first: 1, names: 'open' },
    ],
  ],
])('a table with %s is refused', (_what, runs) => {
  expect(() => numbered(runs)).toThrow('listed twice')
})
