import { expect, test } from 'vitest'
import { runProgram } from '../../../src/os/index.ts'

const node = (script: string, timeoutMs = 10_000) =>
  runProgram(process.execPath, ['-e', script], { timeoutMs })

test('output, errors and exit code come back', async () => {
  expect(await node('console.log("out"); console.error("err"); process.exit(3)')).toEqual({
    code: 3,
    stdout: 'out',
    stderr: 'err',
  })
})

test('a program that cannot be started is 127, one that takes too long 124', async () => {
  expect((await runProgram('airlock-none', [], { timeoutMs: 1000 })).code).toBe(127)
  expect((await node('setInterval(() => {}, 1000)', 100)).code).toBe(124)
})

test('the environment is PATH and what is given, nothing of this process', async () => {
  const answer = await runProgram(
    process.execPath,
    ['-e', 'console.log(JSON.stringify(process.env))'],
    { timeoutMs: 10_000, environment: { ONLY: 'this' } },
  )
  expect(JSON.parse(answer.stdout)).toEqual({ PATH: process.env['PATH'], ONLY: 'this' })
})

test('there is no shell, and no input', async () => {
  const answer = await runProgram('echo', ['$HOME; ls'], { timeoutMs: 1000 })
  expect(answer.stdout).toBe('$HOME; ls')
  expect((await runProgram('cat', [], { timeoutMs: 5000 })).code).toBe(0)
})

test('endless output ends the program, not this one', async () => {
  const { code, stdout } = await runProgram('yes', [], { timeoutMs: 20_000 })
  expect(code).not.toBe(0)
  expect(stdout.length).toBeLessThanOrEqual(10_000_000)
})
