import { escape } from '../base/index.ts'
import { firstLineOf, readDescriptor } from '../os/index.ts'
import type { Io } from './io.ts'
import { run } from './run.ts'
import type { Trial } from './secrets.ts'

/**
 * Starts the server of a profile as a client would, with a value that is in no vault yet, says `initialize` and ends it. Undefined when it
 * answered with a result; otherwise what was wrong, escaped. The other secrets come from the agent, which asks for the vault to be unlocked
 * if it must. Throws AIRLOCK_VAULT_FACTOR_UNAVAILABLE where no memory file can be made to hand over the value.
 */
export async function trialStart(
  io: Io,
  profile: string,
  { name, value }: Trial,
): Promise<string | undefined> {
  const answer = await firstLineOf(
    io.nodePath,
    [`${io.packageRoot}/bin/mcp-airlock.js`, 'trial', profile, name],
    { timeoutMs: START_MS, input: INITIALIZE, environment: io.environment, lent: value },
  )
  const said = answer.kind === 'line' ? faultIn(answer.line) : answer.errors
  if (said === undefined) return undefined
  return escape(said.trim().split('\n')[0] || 'it ended without a word', 400)
}

/** The other end of it: runs the server with the value that descriptor 3 holds. Throws as `run`. */
export async function runTrial(io: Io, profile: string, name: string): Promise<number> {
  const value = readDescriptor(LENT, MOST_BYTES)
  return await run(io, { profile, command: undefined, trial: { name, value } })
}

/** Undefined for an answer with a result; the message of an error, or the line itself when it is no answer. */
function faultIn(line: string): string | undefined {
  try {
    const answer = JSON.parse(line) as { readonly result?: unknown; readonly error?: Fault } | null
    if (answer?.result !== undefined) return undefined
    const message = answer?.error?.message
    return typeof message === 'string' ? message : line
  } catch {
    return line
  }
}

interface Fault {
  readonly message?: unknown
}

const LENT = 3
/** The most that the vault keeps. */
const MOST_BYTES = 64 * 1024
const INITIALIZE = Buffer.from(
  `${JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'mcp-airlock', version: '1' },
    },
  })}\n`,
)
/** Slow servers take some seconds; a person may be asked first. */
const START_MS = 60_000
