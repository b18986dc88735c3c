import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type Architecture, seccompProgram } from '../../src/sandbox/seccomp/program.ts'
import { syscallsArm64 } from '../../src/sandbox/seccomp/syscalls-arm64.ts'
import { syscallsX64 } from '../../src/sandbox/seccomp/syscalls-x64.ts'
import { buildProbe, bytes, runProbe } from '../servers/hostile/syscall-probe.mjs'
import { runFiltered } from './filtered.ts'

const architecture = process.arch as Architecture
const table = { x64: syscallsX64, arm64: syscallsArm64 }[architecture]
const program = seccompProgram(architecture, { network: 'none' })
const folder = mkdtempSync(join(tmpdir(), 'airlock-seccomp-'))
const file = join(folder, 'probe')
afterAll(() => rmSync(folder, { recursive: true }))

type Args = readonly unknown[]

const EPERM = -1
const ENOSYS = -38
const EAFNOSUPPORT = -97

/** The call's number, or the number itself. */
const numberOf = (call: string | number) =>
  typeof call === 'number' ? call : (table.get(call) ?? -1)

async function filtered(
  call: string | number,
  args: Args,
  mode?: string,
): Promise<number | string> {
  writeFileSync(
    file,
    buildProbe([{ number: numberOf(call), args }], {
      architecture,
      ...(mode === undefined ? {} : { mode }),
    }),
  )
  chmodSync(file, 0o755)
  const { output, code, errors } = await runFiltered(program, [file])
  if (output.length >= 8) return Number(output.readBigInt64LE())
  return code === 128 + 31 ? 'SIGSYS' : `ended with ${String(code)}: ${errors}`
}

// Arguments are such that the kernel would answer something else, if it were asked: the second number is its own answer.
const REFUSED: readonly (readonly [string | number, Args, number, 'reached' | 'unknown'])[] = [
  ['clone3', [0, 0], ENOSYS, 'reached'],
  ['openat2', [-100, bytes('/'), 0, 0], ENOSYS, 'reached'],
  ['io_uring_setup', [1, 0], ENOSYS, 'reached'],
  ['fsopen', [0, 99], ENOSYS, 'reached'],
  ['open_tree', [-1, bytes('x'), 0], ENOSYS, 'reached'],
  ['pidfd_getfd', [-1, 0, 0], ENOSYS, 'reached'],
  ['keyctl', [0, -3, 0], EPERM, 'reached'],
  ['add_key', [0, 0, 0, 0, 0], EPERM, 'reached'],
  ['userfaultfd', [-1], EPERM, 'reached'],
  ['ptrace', [16, -1, 0, 0], EPERM, 'reached'],
  ['process_vm_readv', [-1, 0, 0, 0, 0, 0], EPERM, 'reached'],
  ['kcmp', [-1, -1, 0, 0, 0], EPERM, 'reached'],
  ['unshare', [0x10000000], EPERM, 'reached'],
  ['setns', [-1, 0], EPERM, 'reached'],
  ['clone', [0x10000011, 0, 0, 0, 0], EPERM, 'reached'],
  ['name_to_handle_at', [-1, bytes('x'), 0, 0, 0], EPERM, 'reached'],
  ['personality', [0x0040000], EPERM, 'reached'],
  ['mbind', [1, 0, 0, 0, 0, 0], EPERM, 'reached'],
  ['get_mempolicy', [0, 0, 0, 0, 0], EPERM, 'reached'],
  ['io_setup', [0, 0], EPERM, 'reached'],
  ['vmsplice', [-1, 0, 0, 0], EPERM, 'reached'],
  ['ioctl', [-1, 0x5412], EPERM, 'reached'],
  ['ioctl', [-1, 0x5412n | (1n << 32n)], EPERM, 'reached'],
  ['ioctl', [-1, 0x541cn | (0xffffn << 32n)], EPERM, 'reached'],
  ['fchmod', [-1, 0o4755], EPERM, 'reached'],
  ['prctl', [35n | (1n << 32n), 14, 0, 0, 0], EPERM, 'reached'],
  ['fcntl', [-1, 1024n | (1n << 32n), 0], EPERM, 'reached'],
  ['mmap', [0, 0, 3, 0x122n | (1n << 32n), -1, 0], EPERM, 'reached'],
  ['openat', [-1, bytes('x'), 0o102, 0o4755], EPERM, 'reached'],
  ['openat', [-1, bytes('x'), 0o102n | (1n << 40n), 0o2755n | (1n << 50n)], EPERM, 'reached'],
  ['mkdirat', [-1, bytes('x'), 0o2755], EPERM, 'reached'],
  ['mknodat', [-1, bytes('x'), 0o104755, 0], EPERM, 'reached'],
  ['socket', [1, 1, 0], EAFNOSUPPORT, 'reached'],
  ['socket', [2, 1, 0], EAFNOSUPPORT, 'reached'],
  ['socket', [2n | (1n << 32n), 2, 0], EAFNOSUPPORT, 'reached'],
  ['socket', [10, 1, 0], EAFNOSUPPORT, 'reached'],
  ['socket', [16, 3, 15], EAFNOSUPPORT, 'reached'],
  ['socket', [40, 1, 0], EAFNOSUPPORT, 'unknown'],
  ['socketpair', [1, 2, 0, bytes(Buffer.alloc(8))], EAFNOSUPPORT, 'reached'],
  ['socketpair', [1, 3, 0, bytes(Buffer.alloc(8))], EAFNOSUPPORT, 'reached'],
  [470, [], ENOSYS, 'unknown'],
  [1000, [], ENOSYS, 'unknown'],
]

test('the kernel refuses what the rules refuse, and without the filter it would not', async () => {
  for (const [call, args, answer, alone] of REFUSED) {
    expect([call, args, await filtered(call, args)]).toEqual([call, args, answer])
    if (alone === 'unknown') continue
    const { results } = runProbe(file, [{ number: numberOf(call), args }], { architecture })
    expect([call, results[0] === answer]).toEqual([call, false])
  }
})

test('the kernel lets through what the rules allow', async () => {
  const allowed: readonly (readonly [string, Args])[] = [
    ['getpid', []],
    ['openat', [-100, bytes('/'), 0, 0o4755]],
    ['socketpair', [1, 1, 0, bytes(Buffer.alloc(8))]],
    ['socket', [16, 3, 0]],
    ['personality', [0xffffffff]],
    ['clone', [17, 0, 0, 0, 0]],
    ['memfd_create', [bytes('x'), 0]],
  ]
  for (const [call, args] of allowed)
    expect([call, Number(await filtered(call, args)) >= 0]).toEqual([call, true])
})

test('the other doors into the kernel kill the process', async () => {
  expect(await filtered('getpid', [])).toBe(2)
  if (architecture === 'x64') {
    expect(runProbe(file, [{ number: 20 }], { mode: 'int80' }).results[0]).toBeGreaterThan(0)
    expect(await filtered(20, [], 'int80')).toBe('SIGSYS')
    expect(await filtered('getpid', [], 'x32')).toBe('SIGSYS')
  }
})

const NODE_WORKS = `
const { spawnSync, fork } = require('node:child_process')
const { Worker } = require('node:worker_threads')
const net = require('node:net'), dgram = require('node:dgram'), dns = require('node:dns'), os = require('node:os')
const seen = {}
const event = (emitter, name) => new Promise((resolve) => emitter.once(name, (value) => resolve(value?.code ?? value)))
const main = async () => {
  seen.interfaces = typeof os.networkInterfaces()
  seen.child = String(spawnSync(process.execPath, ['-p', '6*7']).stdout).trim()
  seen.worker = await event(new Worker('require("node:worker_threads").parentPort.postMessage(7)', { eval: true }), 'message')
  seen.tcp = await event(net.connect(80, '127.0.0.1'), 'error')
  seen.tcp6 = await event(net.connect(80, '::1'), 'error')
  seen.unix = await event(net.connect('/tmp/none'), 'error')
  seen.listen = await event(net.createServer().listen(0), 'error')
  seen.udp = await new Promise((resolve) => { const s = dgram.createSocket('udp4'); s.on('error', (e) => resolve(e.code)); s.bind(0) })
  seen.lookup = await dns.promises.lookup('example.org').catch((e) => typeof e.code)
  seen.resolve = await dns.promises.resolve4('example.org').catch((e) => typeof e.code)
  seen.fetch = await fetch('http://127.0.0.1:8080').catch((e) => e.cause.code)
  console.log(JSON.stringify(seen))
}
main()`

test('Node runs under the filter: children and workers work, sockets fail with errors', async () => {
  const { output, errors, code } = await runFiltered(program, [process.execPath, '-e', NODE_WORKS])
  expect({ code, errors }).toEqual({ code: 0, errors: '' })
  expect(JSON.parse(output.toString())).toEqual({
    interfaces: 'object',
    child: '42',
    worker: 7,
    tcp: 'EAFNOSUPPORT',
    tcp6: 'EAFNOSUPPORT',
    unix: 'EAFNOSUPPORT',
    listen: 'EAFNOSUPPORT',
    udp: 'EAFNOSUPPORT',
    lookup: 'string',
    resolve: 'string',
    fetch: 'EAFNOSUPPORT',
  })
})

// close(3); keep the result; write(1, results, 8); load it and turn it into an error number; exit_group.
const ARM64_CLOSE = `
  d2800060 f2a00000 f2c00000 f2e00000 d2800728 f2a00008 f2c00008 f2e00008 d4000001
  d2800009 f2a00889 f2c00009 f2e00009 f9000120
  d2800020 f2a00000 f2c00000 f2e00000 d2800001 f2a00881 f2c00001 f2e00001 d2800102 f2a00002 f2c00002 f2e00002 d2800808 f2a00008 f2c00008 f2e00008 d4000001
  d2800000 f2a00880 f2c00000 f2e00000 f9400000 f100001f da80a7e0
  d2800bc8 f2a00008 f2c00008 f2e00008 d4000001
`
  .trim()
  .split(/\s+/)

test('the probe for arm64 is the one that was checked with a disassembler', () => {
  const code = buildProbe([{ number: 57, args: [3] }], { architecture: 'arm64' }).subarray(120)
  const words = ARM64_CLOSE.map((_, index) => code.readUInt32LE(4 * index).toString(16))
  expect(words).toEqual(ARM64_CLOSE)
})

// Attack A51: a program that does not load must never mean a program that is left out.
test.each<[string, Uint8Array]>([
  ['garbage', Buffer.alloc(64, 0xff)],
  ['not whole instructions', program.subarray(0, 12)],
  ['nothing', new Uint8Array()],
  ['cut before its end', program.subarray(0, program.length - 8)],
  ['longer than the kernel takes', Buffer.concat(Array.from({ length: 20 }, () => program))],
])('A51: the payload does not start when the filter is %s', async (_what, broken) => {
  const { output, code } = await runFiltered(broken, ['/bin/echo', 'started'])
  expect(output.toString()).toBe('')
  expect(code).not.toBe(0)
})
