import { connectAgent, displayOf, startAgentProcess } from '../agent/index.ts'
import { AirlockError } from '../base/index.ts'
import { agentStartOf } from './agent-start.ts'
import { directoriesOf } from './directories.ts'
import { type Io, print, tell } from './io.ts'
import { keyReminder } from './key-age.ts'
import { type UnlockFlags, withVault } from './vault-tools.ts'

/** Opens the vault in the terminal and hands its key to the agent, which is started when none runs. */
export async function unlockVault(io: Io, flags: UnlockFlags): Promise<number> {
  await withVault(io, flags, async ({ vaultKey, document }, { directories }) => {
    const client = await startAgentProcess(await agentStartOf(io, directories))
    try {
      const done = await client.unlock({
        vaultKey,
        display: displayOf(io.environment),
        mayAsk: false,
        elicit: false,
        waitMs: WAIT_MS,
      })
      if (done.kind === 'refused') throw new AirlockError(done.code, done)
    } finally {
      client.close()
    }
    const reminder = keyReminder(document, Date.now())
    if (reminder !== undefined) tell(io, reminder)
  })
  print(io, 'unlocked: until 10 minutes without use, 8 hours in all, or `mcp-airlock lock`')
  return 0
}

/** Makes the agent forget the key, and ends it when asked to. Succeeds when none runs. */
export async function lockVault(io: Io, { end }: { readonly end?: boolean }): Promise<number> {
  const client = await connectAgent(directoriesOf(io).agent)
  try {
    await (end === true ? client?.shutdown() : client?.lock())
  } finally {
    client?.close()
  }
  print(io, client === undefined ? 'locked: no agent runs' : 'locked')
  return 0
}

const WAIT_MS = 10_000
