import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect } from 'vitest'
import { launcher } from '../support/launcher.ts'
import { start } from '../support/launcher-life.ts'

/** A message, whatever it says. */
export type Json = Record<string, unknown>

/** The client's side of a launcher with a wicked server behind it. */
export interface Door {
  /** A line as it is. */
  raw(line: string): void
  /** A request; resolves with the whole answer. */
  ask(method: string, params: object): Promise<Json>
  /** Makes the parrot say these lines; resolves with the answer to the call. */
  parrot(lines: readonly string[], times?: number): Promise<Json>
  /** Every line that the server has got after the handshake. */
  seen(): Promise<string[]>
  /** Resolves with the answer to an id, whoever asked. */
  answerTo(id: unknown): Promise<Json>
  /** Every line on standard output so far. */
  readonly lines: readonly string[]
  errors(): string
  readonly pid: number
  readonly closed: Promise<unknown>
}

const opened: { end(): void }[] = []
afterEach(() => {
  for (const one of opened.splice(0)) one.end()
})

/** Starts a wicked server through the launcher, with a profile of its own. It ends with the test. */
export function open(server: string, ...args: string[]): Door {
  return openBehind(launcher, server, args)
}

/** The same behind another build. */
export function openBehind(
  launcher: readonly string[],
  server: string,
  args: readonly string[] = [],
): Door {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'airlock-doors-')))
  const file = join(import.meta.dirname, '..', 'servers', 'wicked', server)
  const command = ['node', file, ...args]
  const profile = join(home, 'profile.jsonc')
  writeFileSync(profile, JSON.stringify({ extends: 'node', command }), { mode: 0o600 })
  const started = start([...launcher, 'run', profile], home)
  const { process: child, closed } = started
  const lines: string[] = []
  const waiting = new Map<string, (answer: Json) => void>()
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const all = (rest + chunk).split('\n')
    rest = all.pop() ?? ''
    for (const line of all) {
      lines.push(line)
      const message = JSON.parse(line) as Json
      if ('method' in message) continue
      waiting.get(JSON.stringify(message['id']))?.(message)
    }
  })
  opened.push({
    end: () => {
      child.kill('SIGKILL')
      rmSync(home, { recursive: true, force: true })
    },
  })
  let next = 0
  const door: Door = {
    raw: (line) => void child.stdin.write(`${line}\n`),
    answerTo: (id) =>
      new Promise((resolve, reject) => {
        const answered = lines.map((line) => JSON.parse(line) as Json)
        const before = answered.find((one) => one['id'] === id && !('method' in one))
        if (before !== undefined) resolve(before)
        waiting.set(JSON.stringify(id), resolve)
        void closed.then(() => reject(new Error(`ended without an answer: ${started.errors()}`)))
      }),
    ask: (method, params) => {
      const id = next++
      const answer = door.answerTo(id)
      door.raw(JSON.stringify({ jsonrpc: '2.0', id, method, params }))
      return answer
    },
    parrot: (said, times) =>
      door.ask('tools/call', { name: 'say', arguments: { lines: said, times } }),
    seen: async () => {
      const answer = await door.ask('tools/call', { name: 'seen' })
      const { content } = answer['result'] as { content: { text: string }[] }
      return JSON.parse(content[0]?.text ?? '') as string[]
    },
    lines,
    errors: () => started.errors(),
    pid: child.pid ?? -1,
    closed,
  }
  return door
}

/** Opens the session as every client does. */
export async function greeted(door: Door, capabilities: object = {}): Promise<Door> {
  const answer = await door.ask('initialize', {
    protocolVersion: '2025-11-25',
    capabilities,
    clientInfo: { name: 'doors', version: '1' },
  })
  expect(answer['result'], door.errors()).toBeDefined()
  door.raw('{"jsonrpc":"2.0","method":"notifications/initialized"}')
  return door
}
