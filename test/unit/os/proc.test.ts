import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  cgroupsOf,
  childrenOf,
  identifyProcess,
  listProcesses,
  namespaceOf,
  type ProcessId,
  processLimits,
  processStatus,
  signalProcess,
} from '../../../src/os/index.ts'

/** A number that no process can have: above the largest PID_MAX_LIMIT (proc_sys_kernel(5)). */
const NOBODY = 2 ** 22 + 1
const WORD = 'airlock-proc-test) 1 (R'

const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', WORD])
const pid = child.pid as number
let id: ProcessId

beforeAll(() => {
  id = identifyProcess(pid) as ProcessId
})
afterAll(() => {
  child.kill('SIGKILL')
})

test('a process is known by its number and its start time', () => {
  expect(id).toEqual({ pid, startTime: expect.stringMatching(/^\d+$/) as string })
  expect(identifyProcess(pid)).toEqual(id)
  expect(identifyProcess(NOBODY)).toBeUndefined()
})

test('a signal meets only the process that was seen, never a recycled number', () => {
  expect(signalProcess({ ...id, startTime: `${id.startTime}0` }, 'SIGKILL')).toBe(false)
  expect(signalProcess({ pid: NOBODY, startTime: '1' }, 'SIGKILL')).toBe(false)
  expect(identifyProcess(pid)).toEqual(id)
})

test('children are found, and there are none of a process that has none or is gone', async () => {
  const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; wait'])
  const [said] = (await once(parent.stdout, 'data')) as [Buffer]
  const children = childrenOf(parent.pid as number)
  process.kill(Number(said), 'SIGKILL')
  await once(parent, 'exit')
  expect(children).toEqual([Number(said)])
  expect(childrenOf(pid)).toEqual([])
  expect(childrenOf(NOBODY)).toEqual([])
})

test('status is a table of words', () => {
  const status = processStatus(pid)
  expect(status?.get('PPid')).toBe(String(process.pid))
  expect(status?.get('Seccomp')).toMatch(/^[012]$/)
  expect(status?.get('CapEff')).toMatch(/^[0-9a-f]{16}$/)
  expect(processStatus(NOBODY)).toBeUndefined()
})

test('limits are numbers, `unlimited` is infinite', () => {
  const limits = processLimits(pid)
  const [soft, hard] = limits?.get('Max open files') ?? [0, 0]
  expect(soft).toBeGreaterThan(0)
  expect(hard).toBeGreaterThanOrEqual(soft)
  expect(limits?.get('Max cpu time')).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY])
  for (const name of ['Max core file size', 'Max file size', 'Max data size', 'Max processes'])
    expect(limits?.has(name), name).toBe(true)
  expect(processLimits(NOBODY)).toBeUndefined()
})

test('namespaces and control groups are those of the kernel', () => {
  expect(namespaceOf(pid, 'net')).toMatch(/^net:\[\d+\]$/)
  expect(namespaceOf(pid, 'net')).toBe(namespaceOf('self', 'net'))
  expect(namespaceOf(pid, 'none')).toBeUndefined()
  expect(namespaceOf(NOBODY, 'net')).toBeUndefined()
  expect(cgroupsOf('self')).toMatch(/^\d+:.*:\//m)
  expect(cgroupsOf(NOBODY)).toBeUndefined()
})

test('the list of processes has their arguments', () => {
  expect([...listProcesses()].find((process) => process.pid === pid)?.argv).toContain(WORD)
})

test('of a very long argument list no more than its beginning is read', async () => {
  const word = 'w'.repeat(100_000)
  const long = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', WORD, word])
  await once(long, 'spawn')
  const argv = [...listProcesses()].find((one) => one.pid === long.pid)?.argv ?? []
  expect(argv).toContain(WORD)
  expect(argv.join().length).toBeLessThanOrEqual(16 * 1024)
  long.kill('SIGKILL')
})

test('a process that was signalled is gone', async () => {
  const ended = once(child, 'exit')
  expect(signalProcess(id, 'SIGKILL')).toBe(true)
  expect((await ended)[1]).toBe('SIGKILL')
  expect(signalProcess(id, 'SIGKILL')).toBe(false)
})
