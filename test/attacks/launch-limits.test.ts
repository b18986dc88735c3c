import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { SandboxSpec } from '../../src/sandbox/index.ts'
import { buildStage, planOf, STAGE_LIMITS, type Stage, script } from '../support/chamber-plan.ts'
import { attack, outputOf, refusalFrom } from '../support/chamber-run.ts'
import { launcher } from '../support/launcher.ts'

/** A41, A42, A21, A47: what a chamber may use up, whoever started it. */

let stage: Stage
const uid = process.getuid?.() ?? 0
/** Where control groups can be had: root writes them, a user asks their own systemd. */
const GROUPS = uid === 0 || existsSync(`/run/user/${uid}/systemd`)

beforeAll(() => {
  stage = buildStage()
})
afterAll(() => stage.remove())
/** Nothing of any session of these tests is left among the control groups. */
afterEach(() => {
  expect(ownGroups()).toEqual([])
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
  const spinning = `
    const end = Date.now() + 1500
    while (Date.now() < end);
    const { user, system } = process.cpuUsage()
    console.log((user + system) / 1e6)`
  const free = await run(spinning)
  const limits = { ...STAGE_LIMITS, cpus: 0.2 }
  const held = run(spinning, { limits })
  if (!GROUPS) expect((await refusalFrom(held)).code).toBe('AIRLOCK_LIMIT_UNENFORCEABLE')
  else {
    const used = Number((await held).output)
    // A fifth of one and a half seconds, and as much again for the granularity of the quota.
    expect(used).toBeLessThan(0.6)
    expect(used).toBeLessThan(Number(free.output))
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
    limits: { memoryTotal: '160MB', cpus: 1 },
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
