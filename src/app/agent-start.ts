import type { AgentStart } from '../agent/index.ts'
import { ensurePrivateDirectory, unreadableCopy } from '../os/index.ts'
import type { Directories } from './directories.ts'
import type { Io } from './io.ts'

/**
 * How the agent of this user is started: by the same program, from the same package; by a copy of Node that nobody can read where one can be
 * made, because the kernel then keeps the process's memory from other programs of the user (ptrace(2), "dumpable").
 */
export async function agentStartOf(io: Io, { agent }: Directories): Promise<AgentStart> {
  ensurePrivateDirectory(agent)
  return {
    directory: agent,
    file: (await unreadableCopy(io.nodePath, agent)) ?? io.nodePath,
    arguments: [`${io.packageRoot}/bin/mcp-airlock.js`, 'agent'],
    environment: io.environment,
  }
}
