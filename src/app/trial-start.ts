import { escape } from '../base/index.ts'
import { firstLineOf } from '../os/index.ts'
import type { Io } from './io.ts'

/**
 * Starts the server of a profile as a client would, says `initialize` and ends it. Undefined when it answered with a result; otherwise what
 * was wrong, escaped. The secrets come from the agent, which asks for the vault to be unlocked if it must.
 */
export async function trialStart(io: Io, profile: string): Promise<string | undefined> {
  const answer = await firstLineOf(
    io.nodePath,
    [`${io.packageRoot}/bin/mcp-airlock.js`, 'run', profile],
    { timeoutMs: START_MS, input: INITIALIZE, environment: io.environment },
  )
  const said = answer.kind === 'line' ? faultIn(answer.line) : answer.errors
  if (said === undefined) return undefined
  return escape(said.trim().split('\n')[0] || 'it ended without a word', 400)
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
