import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as later } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { makeHome } from '../cli/invoke.ts'
import { launcher } from '../support/launcher.ts'

/** A client need not read along what is written for people, and it may close that pipe. */

const home = makeHome()
afterAll(() => home.remove())

/** Answers each line, and says what `talk` does. */
function serverThat(name: string, talk: string): string {
  const file = home.write(
    `${name}/server.cjs`,
    `process.stdin.on('end', () => process.exit(3))
process.stdin.on('data', (chunk) => {
  for (const line of String(chunk).split('\\n').filter(Boolean)) {
    process.stderr.write('heard it\\n')
    process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id: JSON.parse(line).id, result: {} }) + '\\n')
  }
})
${talk}\n`,
  )
  home.write(`${name}/package.json`, {})
  return home.profile({ command: ['node', file] }, `${name}.jsonc`)
}

function open(profile: string): ChildProcessWithoutNullStreams {
  const command: readonly string[] = [...launcher, 'run', profile]
  const [program = '', ...args] = command
  const env = { HOME: home.path, PATH: process.env['PATH'] }
  return spawn(program, args, { cwd: '/', env })
}

async function ask(child: ChildProcessWithoutNullStreams, id: number): Promise<string> {
  child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method: 'ping' })}\n`)
  const [chunk] = await once(child.stdout, 'data')
  return String(chunk)
}

test('a session goes on when the client closes the pipe for its errors', async () => {
  const child = open(serverThat('plain', ''))
  child.stderr.destroy()
  for (const id of [1, 2, 3]) {
    expect(JSON.parse(await ask(child, id))).toMatchObject({ id, result: {} })
    await later(50)
  }
  child.stdin.end()
  expect(await once(child, 'exit')).toEqual([3, null])
})

const FLOOD = `setInterval(() => {
  for (let n = 0; n < 100; n += 1) process.stderr.write('\\x01'.repeat(3000) + '\\n')
}, 20)`

test.each<[what: string, end: (child: ChildProcessWithoutNullStreams) => unknown]>([
  ['the client closes its end', (child) => child.stdin.end()],
  ['the launcher gets SIGTERM', (child) => child.kill('SIGTERM')],
])('a flood of errors that nobody reads does not hold up the end when %s', async (_what, end) => {
  const child = open(serverThat('flood', FLOOD))
  await ask(child, 1)
  await later(500)
  const at = performance.now()
  end(child)
  await Promise.race([once(child, 'exit'), later(4000)])
  child.kill('SIGKILL')
  expect(performance.now() - at).toBeLessThan(2000)
})
