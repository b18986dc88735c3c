import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A message as the test writes it; one with an `id` waits for its answer before the next goes out. */
export interface RawMessage {
  readonly id?: number
  readonly method: string
  readonly params?: Record<string, unknown>
}

/** What passed next to the client, and what came of the process. */
export interface RawSession {
  readonly toServer: Buffer
  readonly toClient: Buffer
  readonly answers: Record<string, unknown>[]
  readonly exitCode: number | null
  /** Milliseconds from the end of the input to the exit. */
  readonly exitMs: number
}

/** Plays messages without an SDK, for what no stable client speaks yet: HOME, PATH and `/`, like any client. */
export async function playRaw(
  command: readonly string[],
  messages: readonly RawMessage[],
  home: string,
): Promise<RawSession> {
  const folder = mkdtempSync(join(tmpdir(), 'airlock-raw-'))
  const prefix = join(folder, 'log')
  const child = spawn(process.execPath, [TEE, prefix, ...command], {
    cwd: '/',
    env: { HOME: home, PATH: process.env['PATH'] },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const exited = once(child, 'close')
  const answers: Record<string, unknown>[] = []
  const arrivals = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  try {
    for (const message of messages) {
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
      if (message.id !== undefined) answers.push(await answerTo(message.id, arrivals))
    }
    const closedAt = performance.now()
    child.stdin.end()
    const [exitCode] = (await exited) as [number | null]
    const exitMs = performance.now() - closedAt
    const toServer = readFileSync(`${prefix}.to-server`)
    const toClient = readFileSync(`${prefix}.to-client`)
    return { toServer, toClient, answers, exitCode, exitMs }
  } finally {
    child.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function answerTo(
  id: number,
  arrivals: AsyncIterator<string>,
): Promise<Record<string, unknown>> {
  for (;;) {
    const next = await arrivals.next()
    if (next.done === true) throw new Error(`the output ended before the answer to ${id}`)
    const message = JSON.parse(next.value) as Record<string, unknown>
    if (message['id'] === id && message['method'] === undefined) return message
  }
}

const TEE = join(import.meta.dirname, 'tee.mjs')
