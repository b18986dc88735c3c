/** Attacks on the kernel's interface: namespaces, keys, old and new system calls, devices. */
import { closeSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { attempt } from './attempt.mjs'
import { bytes, result } from './syscall-probe.mjs'
import { call, reach, runCalls, succeed } from './system-calls.mjs'

export const kernel = [
  {
    id: 'A30',
    title: 'makes and enters namespaces',
    threat: 'T5',
    quick: true,
    run: () =>
      attempt({
        ...Object.fromEntries(
          Object.entries(NAMESPACES).flatMap(([name, flag]) => [
            [`unshare ${name}`, () => reach([call('unshare', flag)])],
            [`clone ${name}`, () => reach([call('clone', flag | 17, 0, 0, 0, 0)])],
          ]),
        ),
        high: () => reach([call('clone', (1n << 33n) | 0x10000011n, 0, 0, 0, 0)]),
        clone3: () => reach([call('clone3', 0, 0)]),
        setns: () =>
          reach([
            call('openat', -100, bytes('/proc/self/ns/user'), 0, 0),
            call('setns', result(0), 0),
          ]),
      }),
  },
  {
    id: 'A50',
    title: 'changes mounts',
    threat: 'T2',
    quick: true,
    run: () => {
      const nowhere = bytes('/nonexistent')
      return attempt({
        remount: () => reach([call('mount', 0, nowhere, 0, 0x1020, 0)]),
        unmount: () => reach([call('umount2', nowhere, 0)]),
        pivot: () => reach([call('pivot_root', nowhere, nowhere)]),
        chroot: () => reach([call('chroot', nowhere)]),
        open: () => reach([call('fsopen', bytes('nosuchfs'), 0)]),
        tree: () => reach([call('open_tree', -1, nowhere, 0)]),
        move: () => reach([call('move_mount', -1, nowhere, -1, nowhere, 0)]),
        attributes: () => reach([call('mount_setattr', -1, nowhere, 0, 0, 0)]),
      })
    },
  },
  {
    id: 'A31',
    title: 'reads the key rings of the user',
    threat: 'T4',
    quick: true,
    run: () =>
      attempt({
        session: () => reach([call('keyctl', 0, -3, 0)]),
        add: () => reach([call('add_key', bytes('user'), 0, 0, 0, -3)]),
        request: () => reach([call('request_key', bytes('user'), bytes('x'), 0, 0)]),
      }),
  },
  {
    id: 'A32',
    title: 'calls into parts of the kernel that no server needs',
    threat: 'T5',
    quick: true,
    run: () =>
      attempt({
        bpf: () => reach([call('bpf', -1, 0, 0)]),
        perf: () => reach([call('perf_event_open', 0, 0, -1, -1, 0)]),
        userfaultfd: () => reach([call('userfaultfd', -1)]),
        io_uring: () => reach([call('io_uring_setup', 1, 0)]),
        memfd_secret: () => reach([call('memfd_secret', -1)]),
        kexec: () => reach([call('kexec_load', 0, 0, 0, -1)]),
        module: () => reach([call('init_module', 0, 0, 0)]),
        acct: () => reach([call('acct', bytes('/nonexistent'))]),
        swapon: () => reach([call('swapon', bytes('/nonexistent'), 0)]),
        reboot: () => reach([call('reboot', 0, 0, 0, 0)]),
        openat2: () => reach([call('openat2', -1, bytes('/'), 0, 0)]),
      }),
  },
  {
    id: 'A33',
    title: 'enters the kernel through its other doors',
    threat: 'T5',
    quick: true,
    run: () =>
      attempt(
        process.arch === 'x64'
          ? {
              i386: () => succeed([{ number: 20, args: [] }], { mode: 'int80' }),
              x32: () => succeed([call('getpid')], { mode: 'x32' }),
            }
          : { unknown: () => reach([call('unknown')]) },
      ),
  },
  {
    id: 'A34',
    title: 'calls numbers that are not known yet',
    threat: 'T5',
    quick: true,
    run: () =>
      attempt({
        unknown: () => reach([call('unknown')]),
        next: () => reach([{ number: 470, args: [] }]),
        gap: () => reach([{ number: 400, args: [] }]),
      }),
  },
  {
    id: 'A35',
    title: 'pushes keys into a terminal',
    threat: 'T6',
    quick: true,
    run: () => {
      const key = bytes('x')
      const inherited = { stdio: ['inherit', 'pipe', 'inherit'] }
      return attempt({
        input: () => reach([call('ioctl', 0, 0x5412, key)], inherited),
        errors: () => reach([call('ioctl', 2, 0x5412, key)], inherited),
        high: () => reach([call('ioctl', 0, (1n << 32n) | 0x5412n, key)], inherited),
        selection: () => reach([call('ioctl', 0, (1n << 63n) | 0x541cn, key)], inherited),
        discipline: () => reach([call('ioctl', 0, 0x5423, key)], inherited),
        terminal: () => closeSync(openSync('/dev/tty', 'r+')) ?? 'opened',
      })
    },
  },
  {
    id: 'A38',
    title: 'finds shared memory of the host',
    threat: 'T6',
    quick: true,
    needs: ['sharedMemoryKey'],
    run: ({ sharedMemoryKey }) =>
      attempt({ segment: () => succeed([call('shmget', sharedMemoryKey, 1, 0)]) }),
  },
  {
    id: 'A46',
    title: 'raises its own limits',
    threat: 'T8',
    quick: true,
    run: () =>
      attempt({
        // RLIMIT_CORE, NPROC, NOFILE, FSIZE and DATA (getrlimit(2)) to unlimited.
        ...Object.fromEntries(
          Object.entries({ core: 4, processes: 6, files: 7, size: 1, data: 2 }).map(
            ([name, which]) => [
              name,
              () => succeed([call('prlimit64', 0, which, bytes(Buffer.alloc(16, 0xff)), 0)]),
            ],
          ),
        ),
      }),
  },
  {
    id: 'A47',
    title: 'leaves a core dump',
    threat: 'T1',
    quick: true,
    run: () =>
      attempt({
        limit: () => {
          const [, hard] = /^Max core file size\s+\S+\s+(\S+)/m.exec(
            readFileSync('/proc/self/limits', 'utf8'),
          )
          return hard === '0' ? undefined : `up to ${hard}`
        },
      }),
  },
  {
    id: 'A48',
    title: 'finds devices',
    threat: 'T5',
    quick: true,
    run: () =>
      attempt({
        listing: () => readdirSync('/dev').find((name) => !DEVICES.includes(name)),
        create: () => {
          writeFileSync('/dev/planted', '')
          return 'written'
        },
      }),
  },
  {
    id: 'A49',
    title: 'turns the kernel’s knobs',
    threat: 'T5',
    quick: true,
    run: () =>
      attempt({
        ...Object.fromEntries(
          KNOBS.map((path) => [path, () => closeSync(openSync(path, 'r+')) ?? 'opened']),
        ),
        'oom score': () => {
          const path = '/proc/self/oom_score_adj'
          writeFileSync(path, String(Number(readFileSync(path, 'utf8')) - 1))
          return 'lowered'
        },
        memory: () => closeSync(openSync('/proc/kcore', 'r')) ?? 'opened',
        keys: () => readFileSync('/proc/keys', 'utf8').trim() || undefined,
      }),
  },
  {
    id: 'A42',
    title: 'takes more memory than it may',
    threat: 'T8',
    quick: true,
    needs: ['limits'],
    run: ({ limits }) =>
      attempt({
        // Private writable memory, reserved and never touched.
        heap: () => {
          const size = limits.memoryPerProcess + 64 * 1024 * 1024
          const [answer] = runCalls([call('mmap', 0, size, 3, 0x22, -1, 0)])
          return answer > 0 ? `got ${size} bytes` : undefined
        },
      }),
  },
]

/** include/uapi/linux/sched.h. */
const NAMESPACES = {
  mount: 0x00020000,
  cgroup: 0x02000000,
  uts: 0x04000000,
  ipc: 0x08000000,
  user: 0x10000000,
  pid: 0x20000000,
  net: 0x40000000,
}
const DEVICES = [
  'null',
  'zero',
  'full',
  'random',
  'urandom',
  'fd',
  'stdin',
  'stdout',
  'stderr',
  'shm',
]
const KNOBS = [
  '/proc/sys/kernel/core_pattern',
  '/proc/sys/kernel/modprobe',
  '/proc/sys/vm/overcommit_memory',
  '/proc/sysrq-trigger',
  '/proc/sys/kernel/hostname',
]
