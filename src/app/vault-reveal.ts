import { type AgentClient, connectAgent, type Got } from '../agent/index.ts'
import { AirlockError } from '../base/index.ts'
import { directoriesOf } from './directories.ts'
import type { Io } from './io.ts'
import { askSecretHere, type UnlockFlags, withVault } from './vault-tools.ts'

/**
 * Writes the value of an entry to the terminal, after somebody opened the vault anew for it: an agent that is unlocked and a slot that asks
 * nobody do not count. With `totp` the digits of an authenticator do instead, at an agent that is unlocked. Throws AIRLOCK_TERMINAL when
 * standard output is no terminal, so that no value lands in a file or a pipe, and the agent's refusals.
 */
export async function revealSecret(
  io: Io,
  name: string,
  { totp, ...flags }: UnlockFlags & { readonly totp?: boolean },
): Promise<number> {
  if (io.stdout.isTTY !== true)
    throw new AirlockError('AIRLOCK_TERMINAL', {
      message: 'a secret is shown in a terminal only',
      hints: ['run `mcp-airlock vault reveal` without a pipe or a redirection'],
    })
  if (totp === true) await show(io, await fromAgent(io, name))
  else await withVault(io, { ...flags, byPerson: true }, async (open) => show(io, open.read(name)))
  return 0
}

/** Wipes the value once it has gone. */
async function show({ stdout }: Io, value: Buffer): Promise<void> {
  await new Promise((resolve) => stdout.write(value, resolve))
  value.fill(0)
  stdout.write('\n')
}

async function fromAgent(io: Io, name: string): Promise<Buffer> {
  const client = await unlockedAgent(io)
  try {
    const code = await askSecretHere('the six digits of your authenticator', {
      wants: 'pin',
      lines: [],
    })
    const request = { code, display: {}, mayAsk: false, elicit: false, waitMs: WAIT_MS }
    const done = await client.stepUp(request).finally(() => code.fill(0))
    if (done.kind === 'refused') throw new AirlockError(done.code, done)
    return valueOf(await client.reveal(name), name)
  } finally {
    client.close()
  }
}

async function unlockedAgent(io: Io): Promise<AgentClient> {
  const client = await connectAgent(directoriesOf(io).agent)
  if (client !== undefined && !(await client.status()).isLocked) return client
  client?.close()
  throw new AirlockError('AIRLOCK_VAULT_LOCKED', {
    message: 'the digits are checked by the agent, and the vault is locked',
    hints: ['mcp-airlock unlock, or leave out `--totp`'],
  })
}

function valueOf(got: Got, name: string): Buffer {
  if (got.kind === 'refused') throw new AirlockError(got.code, got)
  const value = got.values.get(name)
  if (value === undefined) throw new TypeError('the agent answers with the value or refuses')
  return value
}

const WAIT_MS = 10_000
