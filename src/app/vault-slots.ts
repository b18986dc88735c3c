import { AirlockError, escape } from '../base/index.ts'
import type { FactorType } from '../factor/index.ts'
import {
  addSlot,
  readVaultFile,
  removeSlot,
  type Slot,
  updateVaultFile,
  type VaultPlace,
} from '../vault/index.ts'
import { type Io, print } from './io.ts'
import { requireAbsent, writeNew } from './new-file.ts'
import {
  type FactorPlan,
  forgetFactor,
  type Made,
  requireAllowed,
  withFactors,
} from './slot-factors.ts'
import { showRecovery } from './vault-init.ts'
import { lockAgent, type UnlockFlags, vaultTools, withVault } from './vault-tools.ts'

/** What a new slot is made of, beside how the vault is opened for it. */
export interface SlotFlags extends UnlockFlags, FactorPlan {
  readonly label?: string
  /** Where a recovery key is written instead of being shown. */
  readonly recoveryFile?: string
}

/** Prints the slots, which stand in clear. */
export async function listSlots(io: Io): Promise<number> {
  const { place } = await vaultTools(io)
  for (const slot of readVaultFile(place).slots) print(io, lineOfSlot(slot))
  return 0
}

/**
 * Adds a slot that all of these factors open together. Throws what enrolling them throws, AIRLOCK_USAGE for factors that cannot stand
 * together, AIRLOCK_VAULT_EXISTS and AIRLOCK_VAULT_POLICY.
 */
export async function addFactors(
  io: Io,
  types: readonly FactorType[],
  flags: SlotFlags,
): Promise<number> {
  requireApart(types)
  const { recoveryFile } = flags
  if (recoveryFile !== undefined) requireAbsent(recoveryFile)
  const label = flags.label ?? types.join('+')
  await withVault(io, flags, async ({ document, vaultKey }, tools) => {
    // Before anything is made: a keyring has one place for each label, where the secret of the slot that is there would be lost.
    requireFree(document.slots, label)
    requireAllowed(document.policy, types)
    const isWritten = () => mayHold(tools.place, label)
    const making = { io, tools, plan: flags, vault: document.id, slot: label, isWritten }
    let texts: readonly string[] = []
    await withFactors(making, types, async (made) => {
      texts = textsOf(made)
      const [text] = texts
      if (text !== undefined && recoveryFile !== undefined) writeNew(recoveryFile, `${text}\n`)
      const factors = made.map(({ factor }) => factor)
      const saved = await updateVaultFile(tools.place, {
        suite: tools.suite,
        vaultKey,
        change: (open) => addSlot(open, { label, factors }),
      })
      saved.close()
    })
    print(io, `added: ${escape(label)}`)
    for (const text of texts) showRecovery(io, text, recoveryFile)
  })
  return 0
}

/** Removes a slot. Throws AIRLOCK_USAGE for a label that no slot has, AIRLOCK_VAULT_POLICY for the last one. */
export async function removeFactors(io: Io, label: string, flags: UnlockFlags): Promise<number> {
  await withVault(io, flags, async ({ document, vaultKey }, { place, suite, directories }) => {
    const slot = document.slots.find((each) => each.label === label)
    if (slot === undefined)
      throw new AirlockError('AIRLOCK_USAGE', {
        message: `no slot is called \`${escape(label, 80)}\``,
        hints: ['mcp-airlock vault slots list'],
      })
    const saved = await updateVaultFile(place, {
      suite,
      vaultKey,
      change: (open) => removeSlot(open, slot.id),
    })
    saved.close()
    for (const record of slot.factors) await forgetFactor(io, record)
    await lockAgent(io, directories)
  })
  print(
    io,
    `removed: ${escape(label)}; who had it may still have the key: mcp-airlock vault rotate-key`,
  )
  return 0
}

export function lineOfSlot({ label, factors }: Slot): string {
  return `${escape(label)}  ${factors.map(({ type }) => type).join(' and ')}`
}

/**
 * One answer is asked for each kind when the vault is opened, so two of a kind could never be; and a printed key is only asked for by
 * `vault recover`, alone.
 */
function requireApart(types: readonly FactorType[]): void {
  const twice = types.find((type, at) => types.indexOf(type) !== at)
  const message =
    twice !== undefined
      ? `a slot has one factor of each kind, and \`${twice}\` was named twice`
      : types.includes('recovery') && types.length > 1
        ? 'a recovery key stands in a slot of its own'
        : undefined
  if (message !== undefined)
    throw new AirlockError('AIRLOCK_USAGE', {
      message,
      hints: ['make two slots: each of them opens the vault'],
    })
}

function requireFree(slots: readonly Slot[], label: string): void {
  if (slots.every((slot) => slot.label !== label)) return
  throw new AirlockError('AIRLOCK_VAULT_EXISTS', {
    message: `the vault has a slot \`${escape(label)}\` already`,
    hints: ['give the new one another name with `--label`'],
  })
}

/** A vault is read back, and its state put on record, after it was written; one that cannot be read may hold anything. */
function mayHold(place: VaultPlace, label: string): boolean {
  try {
    return readVaultFile(place).slots.some((slot) => slot.label === label)
  } catch {
    return true
  }
}

function textsOf(made: readonly Made[]): readonly string[] {
  return made.flatMap(({ text }) => (text === undefined ? [] : [text]))
}
