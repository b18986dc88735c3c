import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { argumentRules } from '../../../../src/sandbox/seccomp/arguments.ts'
import { seccompProgram } from '../../../../src/sandbox/seccomp/program.ts'
import { refusals } from '../../../../src/sandbox/seccomp/rules.ts'
import { syscallsArm64 } from '../../../../src/sandbox/seccomp/syscalls-arm64.ts'
import { syscallsX64 } from '../../../../src/sandbox/seccomp/syscalls-x64.ts'
import { disassemble, runFilter } from '../../../support/bpf-interpreter.ts'

const MACHINES = {
  x64: { table: syscallsX64, arch: 0xc000003e },
  arm64: { table: syscallsArm64, arch: 0xc00000b7 },
} as const
type Name = keyof typeof MACHINES
const NAMES: readonly Name[] = ['x64', 'arm64']
const PROGRAMS = {
  none: {
    x64: seccompProgram('x64', { network: 'none' }),
    arm64: seccompProgram('arm64', { network: 'none' }),
  },
  host: {
    x64: seccompProgram('x64', { network: 'host' }),
    arm64: seccompProgram('arm64', { network: 'host' }),
  },
}
/** Bits that the kernel ignores in an `int` or `unsigned int` argument; an attacker sets them to slip past an equality. */
const HIGH = 0xdeadbeef_00000000n

function ask(
  machine: Name,
  call: string | number,
  args: readonly (number | bigint)[] = [],
  network: 'none' | 'host' = 'none',
) {
  const nr = typeof call === 'number' ? call : MACHINES[machine].table.get(call)
  if (nr === undefined) return undefined
  const { arch } = MACHINES[machine]
  return runFilter(PROGRAMS[network][machine], { arch, nr, args: args.map(BigInt) }).verdict
}

for (const machine of NAMES) {
  const { table, arch } = MACHINES[machine]
  const names = [...table.keys()]

  test(`${machine}: each refused call gets its answer, in both networks and with any arguments`, () => {
    let seen = 0
    for (const { answer, calls } of refusals)
      for (const name of calls.split(/\s+/).filter((name) => table.has(name))) {
        seen += 1
        expect([name, ask(machine, name)]).toEqual([name, answer])
        expect([name, ask(machine, name, Array(6).fill(-1), 'host')]).toEqual([name, answer])
      }
    expect(seen).toBeGreaterThan(60)
  })

  test(`${machine}: what no rule names is allowed, with any arguments`, () => {
    const ruled = new Set(
      [...refusals, ...argumentRules('none')].flatMap(({ calls }) => calls.split(/\s+/)),
    )
    const open = names.filter((name) => !ruled.has(name))
    expect(open.length).toBeGreaterThan(200)
    for (const name of open) {
      expect([name, ask(machine, name)]).toEqual([name, 'allow'])
      expect([name, ask(machine, name, Array(6).fill(-1))]).toEqual([name, 'allow'])
    }
  })

  test(`${machine}: a number that is not in the table answers ENOSYS, in the gaps and above`, () => {
    const known = new Set(table.values())
    const unknown = Array.from({ length: 1200 }, (_, nr) => nr).filter((nr) => !known.has(nr))
    expect(unknown).toContain(470)
    expect(unknown).toContain(400)
    expect(unknown).toContain(1000)
    for (const nr of unknown) expect([nr, ask(machine, nr)]).toEqual([nr, 'ENOSYS'])
    expect(ask(machine, 0x3fffffff)).toBe('ENOSYS')
  })

  test(`${machine}: another architecture is killed, whatever it calls`, () => {
    const others = [0x40000003, 0xc000003e, 0xc00000b7, 0x40000028, 0, 0xffffffff].filter(
      (a) => a !== arch,
    )
    for (const other of others)
      for (const nr of [0, 39, 172, 1000])
        expect(runFilter(PROGRAMS.none[machine], { arch: other, nr }).verdict).toBe('kill process')
  })

  test(`${machine}: the calls of every event loop are decided in few instructions`, () => {
    const hot = [
      'read',
      'write',
      'futex',
      'epoll_pwait',
      'mmap',
      'clock_gettime',
      'close',
      'ioctl',
      'openat',
    ]
    for (const name of hot) {
      const { steps } = runFilter(PROGRAMS.none[machine], {
        arch,
        nr: table.get(name) as number,
        args: [0n, 0n, 0n],
      })
      expect([name, steps <= 18]).toEqual([name, true])
    }
    expect(PROGRAMS.none[machine].length / 8).toBeLessThan(300)
  })
}

test('x32 calls are killed on x64, and are merely unknown on arm64, which has none', () => {
  for (const nr of [0x40000000, 0x40000000 + 39, 0x40000200, 0xffffffff]) {
    expect(ask('x64', nr)).toBe('kill process')
    expect(ask('arm64', nr)).toBe('ENOSYS')
  }
})

// An answer per call and arguments; the same on both architectures, `undefined` where arm64 has no such call.
const SUID = 0o4755
const SGID = 0o2755
const CREATE = 0o102
const TMPFILE = 0o20200002
const ARGUMENTS: readonly (readonly [string, readonly (number | bigint)[], string, string?])[] = [
  ['clone', [0x003d0f00], 'allow'],
  ['clone', [17], 'allow'],
  ['clone', [0x10000011], 'EPERM'],
  ['clone', [0x10000011n | HIGH], 'EPERM'],
  ['clone', [0x00020011], 'EPERM'],
  ['clone', [0x02000011], 'EPERM'],
  ['clone', [0x04000011], 'EPERM'],
  ['clone', [0x08000011], 'EPERM'],
  ['clone', [0x20000011], 'EPERM'],
  ['clone', [0x40000011], 'EPERM'],
  ['clone', [0x00000080], 'EPERM'],
  ['ioctl', [0, 0x5412], 'EPERM'],
  ['ioctl', [0, 0x5412n | HIGH], 'EPERM'],
  ['ioctl', [0, 0x541cn | HIGH], 'EPERM'],
  ['ioctl', [0, 0x5423], 'EPERM'],
  ['ioctl', [0, 0x5421], 'allow'],
  ['ioctl', [0x5412, 0x5401], 'allow'],
  ['personality', [0], 'allow'],
  ['personality', [0xffffffff], 'allow'],
  ['personality', [0xffffffffffffffffn], 'allow'],
  ['personality', [0x0040000], 'EPERM'],
  ['personality', [8n | HIGH], 'EPERM'],
  ['chmod', [0, 0o755], 'allow', 'x64'],
  ['chmod', [0, SUID], 'EPERM', 'x64'],
  ['fchmod', [3, SGID], 'EPERM'],
  ['fchmod', [3, 0o1777], 'allow'],
  ['fchmodat', [0, 0, SUID], 'EPERM'],
  ['fchmodat', [0, 0, BigInt(SUID) | HIGH], 'EPERM'],
  ['fchmodat', [SUID, SUID, 0o644], 'allow'],
  ['fchmodat2', [0, 0, SGID], 'EPERM'],
  ['mkdir', [0, SGID], 'EPERM', 'x64'],
  ['mkdirat', [0, 0, SGID], 'EPERM'],
  ['mkdirat', [0, 0, 0o777], 'allow'],
  ['creat', [0, SUID], 'EPERM', 'x64'],
  ['mknod', [0, 0o104755], 'EPERM', 'x64'],
  ['mknodat', [0, 0, 0o100644], 'allow'],
  ['mknodat', [0, 0, 0o010600], 'allow'],
  ['mknodat', [0, 0, 0o140600], 'allow'],
  ['mknodat', [0, 0, 0o020600], 'EPERM'],
  ['mknodat', [0, 0, 0o060600], 'EPERM'],
  ['mknodat', [0, 0, 0o104755], 'EPERM'],
  ['open', [0, 0, SUID], 'allow', 'x64'],
  ['open', [0, CREATE, SUID], 'EPERM', 'x64'],
  ['openat', [0, 0, 0, SUID], 'allow'],
  ['openat', [0, 0, CREATE, 0o666], 'allow'],
  ['openat', [0, 0, CREATE, SUID], 'EPERM'],
  ['openat', [0, 0, BigInt(CREATE) | HIGH, BigInt(SGID) | HIGH], 'EPERM'],
  ['openat', [0, 0, TMPFILE, SGID], 'EPERM'],
  ['openat', [0, 0, TMPFILE, 0o600], 'allow'],
  ['socketpair', [1, 1, 0], 'allow'],
  ['socketpair', [1, 0o2004001, 0], 'allow'],
  ['socketpair', [1, 5, 0], 'allow'],
  ['socketpair', [1n | HIGH, 1, 0], 'allow'],
  ['socketpair', [1, 2, 0], 'EAFNOSUPPORT'],
  ['socketpair', [1, 3, 0], 'EAFNOSUPPORT'],
  ['socketpair', [1, 2n | HIGH, 0], 'EAFNOSUPPORT'],
  ['socketpair', [2, 1, 0], 'EAFNOSUPPORT'],
  ['socketpair', [30, 5, 0], 'EAFNOSUPPORT'],
]

test.each(NAMES)('%s: arguments decide as the table says', (machine) => {
  for (const [call, args, verdict, where] of ARGUMENTS) {
    const expected = where === undefined || where === machine ? verdict : undefined
    expect([call, args, ask(machine, call, args)]).toEqual([call, args, expected])
    expect([call, args, ask(machine, call, args, 'host')]).toEqual([call, args, expected])
  }
})

// [family, type, protocol], then the answer without a network and with the installer's.
const SOCKETS: readonly (readonly [readonly (number | bigint)[], string, string])[] = [
  [[16, 3, 0], 'allow', 'allow'],
  [[16, 0o2000003, 0], 'allow', 'allow'],
  [[16, 2, 0], 'allow', 'allow'],
  [[16, 3, 9], 'EAFNOSUPPORT', 'EPERM'],
  [[16, 3, 15], 'EAFNOSUPPORT', 'EPERM'],
  [[16, 2, 15], 'EAFNOSUPPORT', 'EAFNOSUPPORT'],
  [[2, 1, 0], 'EAFNOSUPPORT', 'allow'],
  [[2n | HIGH, 1, 0], 'EAFNOSUPPORT', 'allow'],
  [[10, 0o2004001, 6], 'EAFNOSUPPORT', 'allow'],
  [[2, 2, 17], 'EAFNOSUPPORT', 'allow'],
  [[10, 2, 0], 'EAFNOSUPPORT', 'allow'],
  [[2, 1, 262], 'EAFNOSUPPORT', 'EPROTONOSUPPORT'],
  [[2, 2, 1], 'EAFNOSUPPORT', 'EPROTONOSUPPORT'],
  [[2, 5, 132], 'EAFNOSUPPORT', 'EPROTONOSUPPORT'],
  [[2, 3, 1], 'EAFNOSUPPORT', 'EPERM'],
  [[10, 0o2000003, 58], 'EAFNOSUPPORT', 'EPERM'],
  [[2, 10, 3], 'EAFNOSUPPORT', 'EPERM'],
  [[17, 3, 3], 'EAFNOSUPPORT', 'EPERM'],
  [[17, 2, 3], 'EAFNOSUPPORT', 'EAFNOSUPPORT'],
  [[1, 1, 0], 'EAFNOSUPPORT', 'EAFNOSUPPORT'],
  [[1, 2, 0], 'EAFNOSUPPORT', 'EAFNOSUPPORT'],
  [[0, 1, 0], 'EAFNOSUPPORT', 'EAFNOSUPPORT'],
  [[40, 1, 0], 'EAFNOSUPPORT', 'EAFNOSUPPORT'],
  [[38, 5, 0], 'EAFNOSUPPORT', 'EAFNOSUPPORT'],
  [[44, 2, 0], 'EAFNOSUPPORT', 'EAFNOSUPPORT'],
]

test.each(NAMES)('%s: sockets are opened by family, type and protocol', (machine) => {
  for (const [args, none, host] of SOCKETS)
    expect([args, ask(machine, 'socket', args), ask(machine, 'socket', args, 'host')]).toEqual([
      args,
      none,
      host,
    ])
})

test('every name in the rules exists on an architecture, and no name has two rules', () => {
  const known = new Set([...syscallsX64.keys(), ...syscallsArm64.keys()])
  const named = [...refusals, ...argumentRules('none')].flatMap(({ calls }) => calls.split(/\s+/))
  expect(named.filter((name) => !known.has(name))).toEqual([])
  expect(named.filter((name, index) => named.indexOf(name) !== index)).toEqual([])
})

// A golden file shows a reviewer what changed in the program itself. UPDATE_GOLDEN=1 writes it anew.
test.each(NAMES)('%s: the program is the reviewed one', (machine) => {
  const file = join(import.meta.dirname, '../../../golden/seccomp', `${machine}.txt`)
  const text = disassemble(PROGRAMS.none[machine])
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text)
  expect(text).toBe(readFileSync(file, 'utf8'))
})
