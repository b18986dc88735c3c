import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepared, Refused } from './attempt.mjs'
import { runProbe } from './syscall-probe.mjs'

/** One call of a probe, by name. */
export function call(name, ...args) {
  const pair = NUMBERS[name]
  const number = pair === undefined ? undefined : pair[process.arch === 'arm64' ? 1 : 0]
  if (number === undefined) throw new TypeError(`no number for ${name}`)
  return { number, args }
}

/** Runs calls in one probe and returns all results. Throws `Refused` when the kernel killed it; a plain error when it never ran. */
export function runCalls(calls, options = {}) {
  const file = join(options.folder ?? tmpdir(), `probe-${process.pid}`)
  const { results, signal, failure } = prepared(() => runProbe(file, calls, options))
  if (signal === 'SIGSYS') throw new Refused('SIGSYS')
  if (results.length !== calls.length)
    throw new Error(`the probe did not run: ${failure ?? signal ?? 'no results'}`)
  return results
}

/**
 * Whether the last of these calls got past the filter: any answer but the filter's own means that the kernel looked at the
 * arguments. The arguments are such that nothing happens then.
 */
export function reach(calls, options = {}) {
  const answer = runCalls(calls, options).at(-1)
  const refusal = REFUSALS[-answer]
  if (answer < 0 && refusal !== undefined) throw new Refused(refusal)
  return `the kernel answered ${answer}`
}

/** Whether the last of these calls succeeded. */
export function succeed(calls, options = {}) {
  const answer = runCalls(calls, options).at(-1)
  if (answer < 0) throw new Refused(`errno ${-answer}`)
  return `returned ${answer}`
}

// The filter's own answers: EPERM, ENOSYS, EPROTONOSUPPORT, EAFNOSUPPORT.
const REFUSALS = { 1: 'EPERM', 38: 'ENOSYS', 93: 'EPROTONOSUPPORT', 97: 'EAFNOSUPPORT' }

/** Numbers on x64 and arm64: arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h of Linux. */
const NUMBERS = {
  acct: [163, 89],
  add_key: [248, 217],
  bpf: [321, 280],
  chroot: [161, 51],
  clone: [56, 220],
  clone3: [435, 435],
  fanotify_init: [300, 262],
  fcntl: [72, 25],
  fsopen: [430, 430],
  getpid: [39, 172],
  getsockopt: [55, 209],
  init_module: [175, 105],
  io_uring_setup: [425, 425],
  ioctl: [16, 29],
  kcmp: [312, 272],
  kexec_load: [246, 104],
  keyctl: [250, 219],
  kill: [62, 129],
  memfd_create: [319, 279],
  memfd_secret: [447, 447],
  mkdirat: [258, 34],
  mknodat: [259, 33],
  mmap: [9, 222],
  mount: [165, 40],
  mount_setattr: [442, 442],
  move_mount: [429, 429],
  name_to_handle_at: [303, 264],
  open_by_handle_at: [304, 265],
  open_tree: [428, 428],
  openat: [257, 56],
  openat2: [437, 437],
  perf_event_open: [298, 241],
  pidfd_open: [434, 434],
  pidfd_send_signal: [424, 424],
  pivot_root: [155, 41],
  ppoll: [271, 73],
  prlimit64: [302, 261],
  process_vm_readv: [310, 270],
  ptrace: [101, 117],
  reboot: [169, 142],
  request_key: [249, 218],
  sendto: [44, 206],
  setns: [308, 268],
  shmctl: [31, 195],
  shmget: [29, 194],
  socket: [41, 198],
  socketpair: [53, 199],
  swapon: [167, 224],
  umount2: [166, 39],
  unshare: [272, 97],
  userfaultfd: [323, 282],
  // Beyond every table.
  unknown: [1000, 1000],
}
