import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { launcher } from '../support/launcher.ts'
import { start } from '../support/launcher-life.ts'

type Json = Record<string, unknown>

const opened: { end(): void }[] = []
afterEach(() => {
  for (const one of opened.splice(0)) one.end()
})

// Clients of 2025-03-26 may send arrays, and SDK servers on stdio drop them: the requests in them would wait for ever.
test('requests in a batch that is refused are answered, and the server sees none', async () => {
  const { say, heard, next } = await converse('deny')
  say([ping(1), ping('two')])
  say([1, {}])
  say(ping(3))
  await next(4)
  expect(heard.slice(0, 3).map(codeOf)).toEqual([
    [1, 'malformed-request'],
    ['two', 'malformed-request'],
    [null, 'malformed-request'],
  ])
  expect(heard[3]).toEqual({ jsonrpc: '2.0', id: 3, result: { got: JSON.stringify(ping(3)) } })
})

test('an allowed batch reaches the server without what is refused, and the answers are held to the same rules', async () => {
  const { say, heard, next } = await converse('allow')
  say([ping(1), ping(2)])
  await next(1)
  expect(heard).toEqual([[1, 2].map((id) => ({ jsonrpc: '2.0', id, result: { got: 'batch' } }))])
  say([ping('evil'), { ...ping(4), method: 'no' }, ping(5)])
  await next(4)
  const singly = heard.slice(1).filter((one) => !Array.isArray(one))
  expect(Object.fromEntries(singly.map(codeOf))).toEqual({
    4: 'unknown-method',
    evil: 'malformed-response',
  })
  expect(heard.slice(1).filter((one) => Array.isArray(one))).toEqual([
    [{ jsonrpc: '2.0', id: 5, result: { got: 'batch' } }],
  ])
})

const ping = (id: unknown): Json => ({ jsonrpc: '2.0', id, method: 'ping' })

function codeOf(answer: unknown): readonly [id: PropertyKey, code: string | undefined] {
  const { id, error } = answer as { id: PropertyKey; error?: { data?: { code?: string } } }
  return [id, error?.data?.code]
}

/** A client that has agreed on 2025-03-26 with a server that answers batches with batches, some of them wickedly. */
async function converse(batches: string) {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'airlock-doors-')))
  const server = join(import.meta.dirname, '..', 'servers', 'wicked', 'batches.mjs')
  const profile = join(home, 'profile.jsonc')
  const written = { extends: 'node', command: ['node', server], batches }
  writeFileSync(profile, JSON.stringify(written), { mode: 0o600 })
  const started = start([...launcher, 'run', profile], home)
  opened.push({
    end: () => {
      started.process.kill('SIGKILL')
      rmSync(home, { recursive: true, force: true })
    },
  })
  const heard: unknown[] = []
  const waiting: { count: number; done: () => void }[] = []
  let rest = ''
  started.process.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    heard.push(...lines.map((line) => JSON.parse(line) as unknown))
    for (const one of waiting) if (heard.length >= one.count) one.done()
  })
  const say = (message: unknown) => void started.process.stdin.write(`${JSON.stringify(message)}\n`)
  /** Until the client has heard so many lines. */
  const until = (count: number) =>
    new Promise<void>((resolve, reject) => {
      if (heard.length >= count) resolve()
      waiting.push({ count, done: resolve })
      void started.closed.then(() => reject(new Error(`ended early: ${started.errors()}`)))
    })
  say({ ...ping(0), method: 'initialize', params: OFFER })
  await until(1)
  heard.splice(0)
  say({ jsonrpc: '2.0', method: 'notifications/initialized' })
  return { say, heard, next: until }
}

const OFFER = {
  protocolVersion: '2025-03-26',
  capabilities: {},
  clientInfo: { name: 'doors', version: '1' },
}
