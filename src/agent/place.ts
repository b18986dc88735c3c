import { AirlockError, escape } from '../base/index.ts'
import {
  connectToSocket,
  type Duplex,
  readPrivateFile,
  requirePrivateDirectory,
  requirePrivateSocket,
} from '../os/index.ts'

/** Where an agent listens. */
export function socketOf(directory: string): string {
  return `${directory}/socket`
}

/** What proves a client and an agent to each other: 32 random bytes, new with every agent. */
export function tokenOf(directory: string): string {
  return `${directory}/token`
}

/**
 * Reaches whoever listens in the directory, with the token that is there. Undefined when nobody does. Throws `AIRLOCK_PATH_REFUSED` when the
 * directory, the socket or the token is not this user's alone.
 */
export async function reachAgent(
  directory: string,
): Promise<{ readonly peer: Duplex; readonly token: Buffer } | undefined> {
  if (!requirePrivateDirectory(directory)) return undefined
  if (!requirePrivateSocket(socketOf(directory))) return undefined
  const token = readToken(tokenOf(directory))
  if (token === undefined) return undefined
  const peer = await connectToSocket(socketOf(directory))
  return peer && { peer, token }
}

/** Undefined when there is none, as in the moment before an agent has written it. */
function readToken(path: string): Buffer | undefined {
  const read = readPrivateFile(path, { maxBytes: TOKEN_BYTES })
  if (read.kind === 'read') return read.bytes.length === TOKEN_BYTES ? read.bytes : undefined
  if (read.kind === 'missing') return undefined
  throw new AirlockError('AIRLOCK_PATH_REFUSED', {
    message: `the token \`${escape(path)}\` ${read.fault}`,
    hints: [read.remedy],
  })
}

/** Somebody listens who does not know the token. */
export function strangerAt(directory: string): AirlockError {
  return new AirlockError('AIRLOCK_VAULT_PERMISSIONS', {
    message: `what listens at \`${escape(socketOf(directory))}\` is not the agent that wrote the token beside it`,
    hints: [`rm '${escape(socketOf(directory))}' '${escape(tokenOf(directory))}'`],
  })
}

export const TOKEN_BYTES = 32
