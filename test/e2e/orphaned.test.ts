import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Duplex, Readable } from 'node:stream'
import { setTimeout as later } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { makeHome } from '../cli/invoke.ts'
import { launcher } from '../support/launcher.ts'

/** Wrappers start a launcher and end; their client may live on. */

const home = makeHome()
afterAll(() => home.remove())

/** Reads nothing for so long behind each first line, then answers all that came. */
function serverThatSleeps(name: string, ms: number): string {
  const file = home.write(
    `${name}/server.cjs`,
    `let rest = ''
process.stdin.on('end', () => process.exit(3))
process.stdin.on('data', (chunk) => {
  rest += chunk
  const lines = rest.split('\\n')
  rest = lines.pop()
  for (const line of lines) {
    const { id } = JSON.parse(line)
    if (id === undefined) continue
    process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result: {} }) + '\\n')
    process.stdin.pause()
    setTimeout(() => process.stdin.resume(), ${ms})
  }
})\n`,
  )
  home.write(`${name}/package.json`, {})
  return home.profile({ command: ['node', file] }, `${name}.jsonc`)
}

/** A launcher whose parent is a shell that ends two seconds later. Its input is descriptor 3 of the shell, because Node closes the input of one that ends. */
function open(profile: string) {
  const command = [...launcher, 'run', profile].map((word) => `'${word}'`).join(' ')
  const child = spawn('sh', ['-c', `${command} <&3 3<&- & exec 3<&-; sleep 2`], {
    cwd: '/',
    env: { HOME: home.path, PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  const stdin = child.stdio[3] as Duplex
  stdin.on('error', () => undefined)
  return { stdin, stdout: child.stdout as Readable, stderr: child.stderr as Readable }
}

const ping = (id: number) => `${JSON.stringify({ jsonrpc: '2.0', id, method: 'ping' })}\n`
const late = { requestId: 'none', reason: 'x'.repeat(500) }
/** More than all pipes on the way hold. */
const FLOOD = `${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params: late })}\n`

test('a server that is slow to read does not cost the client its session', async () => {
  const child = open(serverThatSleeps('slow', 4000))
  child.stdin.write(ping(1))
  expect(String((await once(child.stdout, 'data'))[0])).toContain('"id":1')
  child.stdin.write(ping(2) + FLOOD.repeat(4000) + ping(3))
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  while (!said.includes('"id":3')) await later(50)
  child.stdin.end()
  await once(child.stdout, 'close')
})

test('a server that reads nothing any more ends the session when nobody may be there', {
  timeout: 60_000,
}, async () => {
  const child = open(serverThatSleeps('deaf', 10_000_000))
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  child.stdin.write(ping(1))
  await once(child.stdout, 'data')
  child.stdin.write(FLOOD.repeat(4000))
  await once(child.stderr, 'close')
  expect(errors).toContain('the server does not read any more')
})
