import { spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { identifyProcess, type ProcessId } from '../../src/os/index.ts'
import { scopeAround } from '../../src/sandbox/cgroup-scope.ts'
import type { SandboxSpec } from '../../src/sandbox/index.ts'
import { syscallsArm64 } from '../../src/sandbox/seccomp/syscalls-arm64.ts'
import { syscallsX64 } from '../../src/sandbox/seccomp/syscalls-x64.ts'
import { buildProbe, bytes, type ProbeCall, result } from '../servers/hostile/syscall-probe.mjs'
import { buildStage, planOf, STAGE_LIMITS, type Stage, script } from '../support/chamber-plan.ts'
import { attack, outputOf, refusalFrom } from '../support/chamber-run.ts'
import { launcher } from '../support/launcher.ts'
import { known, start, survivors } from '../support/launcher-life.ts'

/** A41, A42, A21, A47: what a chamber may use up, whoever started it. */

let stage: Stage
const uid = process.getuid?.() ?? 0
/** Where control groups can be had: root writes them, a user asks their own systemd. */
const GROUPS = uid === 0 || existsSync(`/run/user/${uid}/systemd`)

beforeAll(() => {
  stage = buildStage()
})
afterAll(() => stage.remove())
/** Nothing of any session of these tests is left among the control groups; systemd takes a moment to clear up. */
afterEach(async () => {
  await expect.poll(ownGroups, { timeout: 2000 }).toEqual([])
})

function ownGroups(): string[] {
  const hierarchies = ['', ...readdirSync('/sys/fs/cgroup')].map((name) => `/sys/fs/cgroup/${name}`)
  return hierarchies.flatMap((path) => {
    try {
      return readdirSync(path).filter((name) => name.startsWith(`mcp-airlock-${process.pid}-`))
    } catch {
      return []
    }
  })
}

test.each(['A21', 'A41', 'A42', 'A46', 'A47'])('%s is held for this caller too', async (id) => {
  const report = await attack(planOf(stage), id, stage.context)
  expect(report).toMatchObject({ outcome: 'denied' })
})

test('A41: the limit counts this chamber alone: two of them have it each', async () => {
  const both = await Promise.all([1, 2].map(() => attack(planOf(stage), 'A41', stage.context)))
  expect(both).toMatchObject([{ outcome: 'denied' }, { outcome: 'denied' }])
  // The host's own user starts processes as before.
  expect(spawnSync('/bin/true').status).toBe(0)
})

const run = (program: string, change: Partial<SandboxSpec> = {}) =>
  outputOf(planOf(stage, { command: script(program), ...change }))

test('A21: a file ends at its limit, to the byte', async () => {
  const path = join(stage.work, 'long')
  const { output } = await run(`
    const fs = require('fs')
    process.on('SIGXFSZ', () => {})
    const file = fs.openSync('${path}', 'w')
    const write = (at) => fs.writeSync(file, Buffer.alloc(8), 0, 8, at)
    write(${STAGE_LIMITS.fileBytes - 8})
    try { write(${STAGE_LIMITS.fileBytes}); console.log('more') } catch (error) { console.log(error.code) }`)
  rmSync(path)
  expect(output.trim()).toBe('EFBIG')
})

test('A46: descriptors end at their limit', async () => {
  const { output } = await run(`
    let count = 0
    try { for (;;) { require('fs').openSync('/dev/null'); count++ } } catch (error) { console.log(error.code, count) }`)
  const [code, count] = output.trim().split(' ')
  expect(code).toBe('EMFILE')
  expect(Number(count)).toBeLessThan(STAGE_LIMITS.openFiles)
  expect(Number(count)).toBeGreaterThan(STAGE_LIMITS.openFiles / 2)
})

test('A42: a heap ends at its limit, and the server with it', async () => {
  const { output, code } = await run(
    `const kept = []; for (let size = 0; ; size += 16) { kept.push(Buffer.alloc(16 << 20, 1)); console.log(size + 16) }`,
  )
  const reached = Number(output.trim().split('\n').at(-1)) << 20
  expect(code).not.toBe(0)
  expect(reached).toBeLessThan(STAGE_LIMITS.memoryPerProcess)
  expect(reached).toBeGreaterThan(STAGE_LIMITS.memoryPerProcess / 4)
})

test('A47: a server that aborts leaves no core', async () => {
  const before = readdirSync(stage.work)
  const { code } = await run(`process.abort()`, { workingDirectory: stage.work })
  expect(code).toBe(128 + 6)
  expect(readdirSync(stage.work)).toEqual(before)
})

/** Memory that no limit of a single process counts: files in memory, shared by nobody. */
const FILLING = `
  const fs = require('fs')
  for (let count = 0; count < 32; count++) fs.writeFileSync('/dev/shm/' + count, Buffer.alloc(8 << 20, 1))
  fs.writeFileSync(process.argv[1] + '/filled', '')`
const filling = (): SandboxSpec['command'] => {
  const [node, ...rest] = script(FILLING)
  return [node, ...rest, stage.work]
}

test('A42: memory of the whole chamber is held by a control group, or the limit is refused', async () => {
  const mark = join(stage.work, 'filled')
  const tmpBytes = 512 << 20
  const free = await outputOf(planOf(stage, { command: filling(), tmpBytes }))
  expect(free.code).toBe(0)
  expect(existsSync(mark)).toBe(true)
  rmSync(mark)
  const limits = { ...STAGE_LIMITS, memoryTotal: 160 << 20 }
  const held = outputOf(planOf(stage, { command: filling(), tmpBytes, limits }))
  if (GROUPS) expect((await held).code).toBe(128 + 9)
  else expect((await refusalFrom(held)).code).toBe('AIRLOCK_LIMIT_UNENFORCEABLE')
  expect(existsSync(mark)).toBe(false)
})

test('A43: processors of the whole chamber are held by a control group, or the limit is refused', async () => {
  // Two threads, counted from when both run: how long Node takes to start says nothing.
  const spinning = `
    const { Worker } = require('worker_threads')
    const other = new Worker('setImmediate(function on() { for (let n = 0; n < 1e7; n++); setImmediate(on) })', { eval: true })
    other.once('online', () => {
      const before = process.cpuUsage()
      const end = Date.now() + 1500
      while (Date.now() < end);
      const { user, system } = process.cpuUsage(before)
      console.log((user + system) / 1e6)
      process.exit()
    })`
  // A second thread takes memory of its own, more with each version of Node.
  const limits = { ...STAGE_LIMITS, memoryPerProcess: 4096 * MB }
  const free = await run(spinning, { limits })
  const held = run(spinning, { limits: { ...limits, cpus: 0.2 } })
  if (!GROUPS) expect((await refusalFrom(held)).code).toBe('AIRLOCK_LIMIT_UNENFORCEABLE')
  else {
    const used = Number((await held).output)
    // A fifth of one and a half seconds, and as much again for the granularity of the quota.
    expect(used).toBeGreaterThan(0)
    expect(used).toBeLessThan(0.6)
    expect(used).toBeLessThan(Number(free.output))
  }
})

const MB = 1 << 20
const numberOf = (name: string) =>
  (process.arch === 'arm64' ? syscallsArm64 : syscallsX64).get(name) as number
/** mmap(2) with MAP_ANONYMOUS and MAP_POPULATE: 96 MB that are there at once. */
const SIZE = 96 * MB
const mapped = (kind: number) => ({
  number: numberOf('mmap'),
  args: [0, SIZE, 3, kind | 0x8020, -1, 0],
})
const OWN = mapped(2)
const SHARED = mapped(1)
/** memfd_create(2), and a byte at the end of that size. */
const IN_MEMORY_FILE = [
  { number: numberOf('memfd_create'), args: [bytes('bomb'), 0] },
  { number: numberOf('pwrite64'), args: [result(0), bytes('x'), 1, SIZE - 1] },
]
const ENOMEM = -12

/** A static program alone in the chamber, since Node itself takes more than what is to be held here. */
async function probed(calls: readonly ProbeCall[], limits: Partial<SandboxSpec['limits']> = {}) {
  const file = join(stage.work, 'probe')
  writeFileSync(file, buildProbe(calls), { mode: 0o755 })
  const small = { ...STAGE_LIMITS, memoryPerProcess: 64 * MB, ...limits }
  const { output, code } = await outputOf(planOf(stage, { command: [file], limits: small }))
  return { output: Buffer.from(output, 'latin1'), code }
}

test('A42: private memory ends at the limit of its process, and a file in memory at that of files', async () => {
  expect(await probed([OWN])).toMatchObject({ code: -ENOMEM })
  expect(await probed([OWN], { memoryPerProcess: 2 * SIZE })).toMatchObject({ code: 0 })
  expect(await probed(IN_MEMORY_FILE)).toMatchObject({ code: 128 + 25 })
})

test('A42: memory that is shared counts for no process, and is held by a control group alone', async () => {
  // The kernel counts it as no data of anybody (RLIMIT_DATA, getrlimit(2)), and it lies in no directory that has a size.
  expect(await probed([SHARED])).toMatchObject({ code: 0 })
  const held = probed([SHARED], { memoryTotal: SIZE / 2 })
  if (GROUPS) expect(await held).toMatchObject({ code: 128 + 9 })
  else expect((await refusalFrom(held)).code).toBe('AIRLOCK_LIMIT_UNENFORCEABLE')
})

test('A42: several processes together take no more than the whole chamber may', async () => {
  const file = join(stage.work, 'child')
  const told = { number: numberOf('write'), args: [1, bytes('up'), 2] }
  const asleep = { number: numberOf('ppoll'), args: [0, 0, 0, 0, 0] }
  writeFileSync(file, buildProbe([OWN, told, asleep]), { mode: 0o755 })
  const many = `
    const { spawn } = require('child_process')
    const children = Array.from({ length: 4 }, () => spawn('${file}', { stdio: ['ignore', 'pipe', 'ignore'] }))
    Promise.all(children.map((child) => new Promise((resolve) => {
      child.stdout.once('data', resolve); child.once('exit', resolve)
    }))).then(() => setTimeout(() => {
      // The kernel may also have ended one that had said it was up.
      const ends = children.map(({ exitCode, signalCode }) => exitCode === null && signalCode === null ? 'up' : 'killed')
      console.log(ends.sort().join())
      process.exit()
    }, 200))`
  expect((await run(many)).output.trim()).toBe('up,up,up,up')
  const held = run(many, { limits: { ...STAGE_LIMITS, memoryTotal: 3 * SIZE } })
  if (!GROUPS) expect((await refusalFrom(held)).code).toBe('AIRLOCK_LIMIT_UNENFORCEABLE')
  // Whom the kernel ends is its choice: a child, or the server with all of them.
  else expect((await held).output.trim()).toMatch(/^(killed.*)?$/)
})

test('A41: where there is a control group, it counts the processes too', async () => {
  const limits = { ...STAGE_LIMITS, memoryTotal: 1 << 30 }
  const held = attack(planOf(stage, { limits }), 'A41', stage.context)
  if (GROUPS) expect(await held).toMatchObject({ outcome: 'denied' })
  else expect((await refusalFrom(held)).code).toBe('AIRLOCK_LIMIT_UNENFORCEABLE')
})

test('A41: a fork bomb ends at the limit, and with its chamber', async () => {
  const marker = `airlock-${randomUUID()}`
  const server = join(stage.root, 'server/bomb.cjs')
  writeFileSync(
    server,
    `const bomb = require('child_process').spawn('dash', ['-c', 'f() { f & f & read word <&3; }; f'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
     bomb.on('error', (error) => { console.error(error); process.exit(1) })
     setInterval(() => {}, 1000)
     process.stdin.once('data', () => setTimeout(() => console.log('{"jsonrpc":"2.0","id":1,"result":{}}'), 1000)).resume()`,
  )
  const profile = join(stage.root, 'own/bomb.jsonc')
  const rules = {
    extends: 'node',
    command: ['node', server, marker],
    executables: ['dash'],
    limits: { processes: STAGE_LIMITS.processes, shutdownMs: 200 },
  }
  writeFileSync(profile, JSON.stringify(rules), { mode: 0o600 })
  const started = start([...launcher, 'run', profile], join(stage.root, 'home'))
  started.send({ jsonrpc: '2.0', id: 1, method: 'ping' })
  await started.firstOutput()
  const before = known(marker)
  expect(before.length, started.errors()).toBeGreaterThan(STAGE_LIMITS.processes / 4)
  // Beside the chamber's there are the launcher and bubblewrap; threads count as processes.
  expect(before.length).toBeLessThan(STAGE_LIMITS.processes + 3)
  expect(spawnSync('/bin/true').status).toBe(0)
  started.process.kill('SIGKILL')
  await started.closed
  expect(await survivors(marker, before, 1000)).toEqual([])
})

test('nobody but the system’s own `busctl` is asked for a control group', async () => {
  const planted = join(stage.work, 'bin')
  mkdirSync(planted, { recursive: true })
  writeFileSync(join(planted, 'busctl'), `#!/bin/sh\n: > ${stage.work}/planted\n`, { mode: 0o755 })
  const path = process.env['PATH']
  const child = spawn('/bin/sleep', ['60'])
  process.env['PATH'] = `${planted}:${path}`
  try {
    const init = identifyProcess(child.pid as number) as ProcessId
    const limits = { processes: 10, memoryTotal: undefined, cpus: undefined }
    await scopeAround(init, limits).catch(() => undefined)
    expect(existsSync(join(stage.work, 'planted'))).toBe(false)
  } finally {
    process.env['PATH'] = path
    child.kill('SIGKILL')
  }
})

test('A42: the launcher holds a profile’s total, or starts nothing', () => {
  const server = join(stage.root, 'server/filling.cjs')
  const mark = join(stage.work, 'filled')
  writeFileSync(server, FILLING.replace('process.argv[1]', `'${stage.work}'`))
  const profile = join(stage.root, 'own/filling.jsonc')
  const rules = {
    extends: 'node',
    command: ['node', server],
    filesystem: { write: [stage.work], tmp: '512MB' },
    // Whatever it costs to fill it: the client closes its end at once, and the server is not to be ended for that.
    limits: { memoryTotal: '160MB', cpus: 1, shutdownMs: 60_000 },
  }
  writeFileSync(profile, JSON.stringify(rules), { mode: 0o600 })
  const [file, ...rest] = [...launcher, 'run', profile]
  const env = { HOME: join(stage.root, 'home'), PATH: process.env['PATH'] }
  const ended = spawnSync(file, rest, { env, encoding: 'utf8', input: '', timeout: 20_000 })
  expect(existsSync(mark)).toBe(false)
  if (GROUPS) expect(ended).toMatchObject({ status: 128 + 9, stdout: '' })
  else {
    expect(ended).toMatchObject({ status: 125, stdout: '' })
    expect(ended.stderr).toContain('AIRLOCK_LIMIT_UNENFORCEABLE')
  }
  expect(readdirSync('/sys/fs/cgroup').filter((name) => name.includes('airlock'))).toEqual([])
})
