import { type AgentAsk, FailureLedger, harden, standardLimits, startAgent } from '../agent/index.ts'
import { AirlockError } from '../base/index.ts'
import { uptimeMs } from '../os/index.ts'
import { createKdf, loadSuite, readVaultFile } from '../vault/index.ts'
import { prompterFor } from './agent-prompt.ts'
import { directoriesOf } from './directories.ts'
import { HeldVault } from './held-vault.ts'
import type { Io } from './io.ts'
import { unlock } from './unlocking.ts'

/** Runs the agent until it has nothing to do any more. The hardening comes first: nothing secret is here before it. */
export async function runAgent(io: Io): Promise<number> {
  const hardening = harden()
  const { vault, vaultState, agent } = directoriesOf(io)
  const place = { directory: vault, state: vaultState }
  const suite = await loadSuite()
  const kdf = createKdf(`${io.packageRoot}/dist/kdf.cjs`)
  const ledger = new FailureLedger(vaultState)
  const ask: AgentAsk = {
    unlock: async (asked) => {
      const prompter = await prompterFor(asked)
      try {
        return await unlock({
          document: readVaultFile(place),
          suite,
          kdf,
          ledger,
          given: { byPerson: asked.byPerson },
          environment: { ...io.environment, ...asked.display },
          ask: (question) => prompter.ask({ title: UNLOCK, ...question }),
        })
      } catch (error) {
        // A person can mend it, and the one who waits is told how.
        if (!AirlockError.is(error)) throw error
        return { refused: 'unavailable', hints: [error.message, ...error.hints] }
      } finally {
        prompter.close()
      }
    },
    approve: async (asked) => {
      const prompter = await prompterFor(asked)
      const told = await prompter.ask({ title: RELEASE, wants: 'confirm', lines: [] })
      prompter.close()
      if (told.kind === 'yes') return 'always'
      return told.kind === 'no' || told.kind === 'cancelled' ? 'no' : 'unavailable'
    },
  }
  return await new Promise<number>((resolve, reject) => {
    startAgent({
      directory: agent,
      vault: new HeldVault(place, suite),
      ask,
      clock: { now: Date.now, uptimeMs },
      limits: standardLimits,
      hardening,
      onEnd: () => resolve(0),
    }).then((running) => {
      // Another one was faster; whoever started this one finds that.
      if (running === undefined) resolve(0)
    }, reject)
  })
}

const UNLOCK = 'Unlock the vault of mcp-airlock'
const RELEASE = 'A server asks for secrets'
