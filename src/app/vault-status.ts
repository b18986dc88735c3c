import { connectAgent } from '../agent/index.ts'
import { escape } from '../base/index.ts'
import { listBackups, readVaultFile } from '../vault/index.ts'
import { type Io, print } from './io.ts'
import { lineOfKey } from './key-age.ts'
import { lineOfSlot } from './vault-slots.ts'
import { vaultTools } from './vault-tools.ts'

/** Prints what the file says without a key, and what the agent says of itself. Throws what reading the file throws. */
export async function showVault(io: Io): Promise<number> {
  const { place, directories, ledger } = await vaultTools(io)
  const document = readVaultFile(place)
  const { generation, created, cipher, policy, slots, entries } = document
  print(io, `vault: ${escape(place.directory)}/vault.json`)
  print(io, `made: ${dateOf(created)}, written ${generation} times, ${cipher}`)
  print(io, lineOfKey(document, Date.now()))
  print(io, `entries: ${entries.length}, backups: ${listBackups(place).length}`)
  print(io, `policy: a second factor is ${policy.mfa}`)
  for (const slot of slots) print(io, `slot: ${lineOfSlot(slot)}`)
  const delayMs = await ledger.delayMs(Date.now())
  if (delayMs > 0)
    print(io, `wrong attempts: the next one is possible in ${Math.ceil(delayMs / 1000)} s`)
  await showAgent(io, directories.agent)
  return 0
}

async function showAgent(io: Io, directory: string): Promise<void> {
  const client = await connectAgent(directory)
  if (client === undefined) {
    print(io, 'agent: none runs; one is started when it is needed')
    return
  }
  try {
    const { pid, isLocked, idleLeftMs = 0, absoluteLeftMs = 0, hardening } = await client.status()
    const times = `locks in ${minutes(idleLeftMs)} min without use, in ${minutes(absoluteLeftMs)} min in any case`
    print(io, `agent: process ${pid}, ${isLocked ? 'locked' : `unlocked, ${times}`}`)
    for (const [what, reached] of Object.entries(hardening))
      print(io, `agent ${escape(what)}: ${escape(reached, 200)}`)
  } finally {
    client.close()
  }
}

function minutes(ms: number): number {
  return Math.ceil(ms / 60_000)
}

function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}
