import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LENT_FILE, runWithSecrets } from '../../../src/os/index.ts'

const node = (script: string, more: Partial<Parameters<typeof runWithSecrets>[2]> = {}) =>
  runWithSecrets(process.execPath, ['-e', script], {
    timeoutMs: 10_000,
    environment: {},
    ...more,
  })

test('bytes go in and come out as they are', async () => {
  const input = Buffer.from(Array.from({ length: 256 }, (_, index) => index))
  const answer = await runWithSecrets('cat', [], { timeoutMs: 5000, environment: {}, input })
  expect(answer).toEqual({ code: 0, output: input, errors: '' })
})

test('exit code and error text come back', async () => {
  const answer = await node(
    'process.stdout.write("out"); console.error("err"); process.exitCode = 3',
  )
  expect(answer).toEqual({ code: 3, output: Buffer.from('out'), errors: 'err\n' })
})

test('a program that cannot be started is 127, one that takes too long or says too much 124', async () => {
  const run = { timeoutMs: 1000, environment: {} }
  expect((await runWithSecrets('airlock-none', [], run)).code).toBe(127)
  expect((await node('setInterval(() => {}, 1000)', { timeoutMs: 100 })).code).toBe(124)
  const { code, output } = await runWithSecrets('yes', [], { ...run, timeoutMs: 20_000 })
  expect(code).toBe(124)
  expect(output.length).toBeLessThanOrEqual(1 << 20)
})

test('what a program leaves behind is not waited for, and its own answer counts', async () => {
  const from = performance.now()
  const run = { timeoutMs: 2000, environment: {} }
  const answer = await runWithSecrets('sh', ['-c', 'sleep 8 & echo value'], run)
  expect(answer).toMatchObject({ code: 0, output: Buffer.from('value\n') })
  expect(performance.now() - from).toBeLessThan(1500)
})

test('the environment is PATH and what is given', async () => {
  const { output } = await node('console.log(JSON.stringify(process.env))', {
    environment: { ONLY: 'this' },
  })
  expect(JSON.parse(output.toString())).toEqual({ PATH: process.env['PATH'], ONLY: 'this' })
})

test('a program that does not read its input ends all the same', async () => {
  const input = Buffer.alloc(1 << 20)
  expect((await runWithSecrets('true', [], { timeoutMs: 5000, environment: {}, input })).code).toBe(
    0,
  )
})

test('what is lent can be read and sought in, lies in memory and has no name', async () => {
  const lent = Buffer.from('lent bytes')
  const script = `
    const fs = require('node:fs')
    const file = fs.openSync('${LENT_FILE}', 'r')
    const part = Buffer.alloc(5)
    fs.readSync(file, part, 0, 5, 5)
    console.log(JSON.stringify([fs.readFileSync('${LENT_FILE}', 'utf8'), part.toString(),
      fs.statfsSync('${LENT_FILE}').type, fs.readlinkSync('${LENT_FILE}'), fs.fstatSync(3).nlink,
      fs.fstatSync(3).mode & 0o777]))`
  const before = readdirSync('/dev/shm')
  const { output } = await node(script, { lent, input: Buffer.from('x') })
  const [text, part, type, link, names, mode] = JSON.parse(output.toString())
  expect([text, part, names, mode]).toEqual(['lent bytes', 'bytes', 0, 0o600])
  expect([0x01021994, 0x858458f6]).toContain(type)
  expect(link).toMatch(/ \(deleted\)$/)
  expect(readdirSync('/dev/shm').filter((name) => name.startsWith('.mcp-airlock'))).toEqual(
    before.filter((name) => name.startsWith('.mcp-airlock')),
  )
})

test('a runtime directory that lies on a disk is passed over', async () => {
  const before = process.env['XDG_RUNTIME_DIR']
  const directory = mkdtempSync(join(tmpdir(), 'on-disk-'))
  try {
    process.env['XDG_RUNTIME_DIR'] = directory
    const script = `console.log(require('node:fs').statfsSync('${LENT_FILE}').type)`
    const { output } = await node(script, { lent: Buffer.from('x') })
    expect([0x01021994, 0x858458f6]).toContain(Number(output.toString()))
  } finally {
    if (before === undefined) delete process.env['XDG_RUNTIME_DIR']
    else process.env['XDG_RUNTIME_DIR'] = before
    rmSync(directory, { recursive: true })
  }
})

test('without anything lent there is no descriptor beside the three', async () => {
  const { output } = await node(
    'console.log(require("node:fs").existsSync("/proc/self/fd/3") && require("node:fs").readlinkSync("/proc/self/fd/3"))',
  )
  expect(output.toString()).not.toContain('deleted')
})
