import { AirlockError } from '../base/index.ts'
import { ensurePrivateDirectory, hardeningFlags, startLasting, uptimeMs } from '../os/index.ts'
import { AgentClient } from './agent-client.ts'
import { meetAgent } from './meeting.ts'
import { reachAgent, strangerAt } from './place.ts'

export type { AgentClient }

/** How to start an agent. */
export interface AgentStart {
  /** Private; made when it is not there. */
  readonly directory: string
  /** The program, absolute: Node.js, or a copy that cannot be read (`unreadableCopy` of os). */
  readonly file: string
  /** Of Node.js: the agent's file and what follows it. */
  readonly arguments: readonly string[]
  /** Of whoever asks; only what an agent needs of it is handed on. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** How long to wait for its first word. */
  readonly waitMs?: number
}

/**
 * Connects to the agent of this directory. Undefined when none runs, also when one left its socket behind. Throws `AIRLOCK_PATH_REFUSED` for a
 * directory, socket or token that others could use, `AIRLOCK_VAULT_PERMISSIONS` when something else than the agent listens there, and
 * `AIRLOCK_VAULT_BUSY` when the agent does not answer.
 */
export async function connectAgent(directory: string): Promise<AgentClient | undefined> {
  // The second time is for an agent that was just ending or beginning, with another token.
  const first = await tryToConnect(directory)
  if (typeof first !== 'string') return first
  await moment(RETRY_MS)
  const second = await tryToConnect(directory)
  if (typeof second !== 'string') return second
  if (second === 'stranger') throw strangerAt(directory)
  throw new AirlockError('AIRLOCK_VAULT_BUSY', {
    message: 'the agent does not answer, or has too many peers',
  })
}

/**
 * Starts an agent unless one runs, and waits until it answers. When two start one at the same time, one of them stays, and both get to it.
 * It has a session of its own, `/` as its directory, nothing on its standard descriptors, no core dumps, and the allowed part of the
 * environment. Throws `AIRLOCK_VAULT_LOCKED` when none answers in time, and as `connectAgent`.
 */
export async function startAgentProcess(start: AgentStart): Promise<AgentClient> {
  ensurePrivateDirectory(start.directory)
  const running = await connectAgent(start.directory)
  if (running !== undefined) return running
  const end = uptimeMs() + (start.waitMs ?? START_MS)
  const hardened = { ...start, arguments: [...hardeningFlags(), ...start.arguments] }
  let process = startLasting(hardened)
  while (uptimeMs() < end) {
    await moment(LOOK_MS)
    const client = await tryToConnect(start.directory)
    if (client !== undefined && typeof client !== 'string') return client
    const code = process.exitCode()
    if (code === undefined) continue
    if (code !== 0) throw notStarted(`it ended with code ${code}`)
    // It saw another one that has ended since.
    await moment(RETRY_MS)
    process = startLasting(hardened)
  }
  throw notStarted('it does not answer')
}

async function tryToConnect(directory: string) {
  const reached = await reachAgent(directory)
  if (reached === undefined) return undefined
  const { peer, token } = reached
  const met = await meetAgent(peer, { token, silenceMs: MEETING_MS })
  token.fill(0)
  return typeof met === 'string' ? met : new AgentClient(met)
}

function notStarted(why: string): AirlockError {
  return new AirlockError('AIRLOCK_VAULT_LOCKED', {
    message: `the agent could not be started: ${why}`,
    hints: ['mcp-airlock doctor'],
  })
}

function moment(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}

const RETRY_MS = 50
/** Measured: an agent answers about 100 ms after it was started. */
const LOOK_MS = 10
const START_MS = 5000
/** An agent answers at once, unless it is stopped (SIGSTOP) or the machine stands still. */
const MEETING_MS = 2000
