import { spawn } from 'node:child_process'
import type { Writable } from 'node:stream'

/** What the hostile server says of one attack. */
export interface Report {
  readonly outcome: 'denied' | 'done' | 'broken'
  readonly detail: unknown
}

export interface Session {
  /** Performs one attack. Rejects when the session ends first or the answer is an error. */
  attack(id: string, context: object): Promise<Report>
  /** Any request; resolves with the whole answer. */
  request(method: string, params: object): Promise<Record<string, unknown>>
  /** Writes any value as a line, and waits for nothing. */
  send(value: unknown): void
  /** Lines on standard output that are not one JSON object. */
  readonly garbage: readonly string[]
  /** JSON objects that answer no request of this client. */
  readonly strays: readonly Record<string, unknown>[]
  /** Everything on standard error so far. */
  errors(): Buffer
  readonly pid: number
  /** Closes standard input and waits for the end. */
  close(): Promise<number | null>
  kill(signal: NodeJS.Signals): void
  readonly ended: Promise<number | null>
}

export interface Start {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly uid?: number
  /** Descriptors of this process that the child inherits besides its three, by their number there. The numbers between stay free. */
  readonly descriptors?: Readonly<Record<number, number>>
}

/** A client of one line per message, and no more of the protocol than that. */
export function startSession(start: Start): Session {
  const { uid } = start
  const highest = Math.max(2, ...Object.keys(start.descriptors ?? {}).map(Number))
  const child = spawn(start.command, start.args, {
    env: start.env,
    stdio: Array.from({ length: highest + 1 }, (_, number) =>
      number < 3 ? 'pipe' : (start.descriptors?.[number] ?? 'ignore'),
    ),
    ...(start.cwd === undefined ? {} : { cwd: start.cwd }),
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  const waiting = new Map<number, (answer: Record<string, unknown>) => void>()
  const garbage: string[] = []
  const strays: Record<string, unknown>[] = []
  const errors: Buffer[] = []
  const state = { next: 1, rest: '', code: null as number | null }
  const { stdin: input, stdout, stderr } = child
  if (input === null || stdout === null || stderr === null) throw new Error('no pipes')
  const stdin: Writable = input
  stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (state.rest + chunk).split('\n')
    state.rest = lines.pop() ?? ''
    for (const line of lines) take(line)
  })
  stderr.on('data', (chunk: Buffer) => errors.push(chunk))
  stdin.on('error', () => undefined)
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code))
  })

  function take(line: string) {
    const message = parsed(line)
    if (message === undefined) {
      garbage.push(line.slice(0, 200))
      return
    }
    const settle = waiting.get(message['id'] as number)
    if (settle === undefined) strays.push(message)
    else settle(message)
    waiting.delete(message['id'] as number)
  }

  function request(method: string, params: object) {
    const id = state.next++
    stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
    return new Promise<Record<string, unknown>>((resolve, reject) => {
      waiting.set(id, resolve)
      const gone = () =>
        reject(new Error(`ended before the answer: ${String(Buffer.concat(errors))}`))
      ended.then(gone, reject)
    })
  }

  return {
    request,
    send: (value) => void stdin.write(`${JSON.stringify(value)}\n`),
    attack: async (name, context) => {
      const answer = await request('tools/call', { name, arguments: context })
      const result = answer['result'] as { content: { text: string }[] } | undefined
      if (result === undefined) throw new Error(`not answered: ${JSON.stringify(answer)}`)
      return JSON.parse(result.content[0]?.text ?? '') as Report
    },
    garbage,
    strays,
    errors: () => Buffer.concat(errors),
    pid: child.pid ?? -1,
    close: () => {
      stdin.end()
      return ended
    },
    kill: (signal) => void child.kill(signal),
    ended,
  }
}

/** Opens the session as every client does. */
export async function greet(session: Session): Promise<void> {
  const answer = await session.request('initialize', {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'attacks', version: '1.0.0' },
  })
  if (answer['result'] === undefined)
    throw new Error(`not greeted: ${JSON.stringify(answer)} ${String(session.errors())}`)
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
