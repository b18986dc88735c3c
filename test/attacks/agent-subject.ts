import { createHmac } from 'node:crypto'
import { type AgentVault, harden, standardLimits, startAgent } from '../../src/agent/index.ts'
import { uptimeMs } from '../../src/os/index.ts'

/** An agent with a vault that has no file: it takes every key, and its values are made from the key. */
const hardening = harden()
const [directory = ''] = process.argv.slice(2)

class KeyedVault implements AgentVault {
  #key: Buffer | undefined

  async open(vaultKey: Buffer): Promise<void> {
    this.#key = vaultKey
  }

  entries() {
    const releases = [{ profile: 'notes', program: 'p1' }]
    const times = { rotated: Date.now(), rotateAfterDays: 30 }
    return [{ name: 'A', scopes: ['*'], releases, kind: 'secret' as const, ...times }]
  }

  reminders(): readonly string[] {
    return []
  }

  read(name: string): Buffer {
    if (this.#key === undefined) throw new TypeError('locked')
    return createHmac('sha256', this.#key).update(name).digest()
  }

  async approve(): Promise<void> {}

  lock(): void {
    this.#key = undefined
  }
}

const agent = await startAgent({
  directory,
  vault: new KeyedVault(),
  ask: {
    unlock: async () => ({ refused: 'unavailable', hints: [] }),
    approve: async () => 'unavailable',
  },
  clock: { now: () => Date.now(), uptimeMs },
  limits: standardLimits,
  hardening,
  onEnd: () => process.exit(0),
})
if (agent === undefined) process.exit(0)
