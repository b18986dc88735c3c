import { AirlockError, escape, shellWord } from '../base/index.ts'
import { type FactorInputs, present } from '../factor/index.ts'
import { readRegularFile } from '../os/index.ts'
import {
  addSlot,
  openVault,
  parseVault,
  readVaultFile,
  rememberVault,
  restoreVaultFile,
  rotateKey,
  type Slot,
  unlockSlot,
  updateVaultFile,
} from '../vault/index.ts'
import { type Io, print } from './io.ts'
import { requireAllowed } from './slot-factors.ts'
import { enrolKeyFile, passphraseFactor } from './vault-init.ts'
import {
  askSecretHere,
  changeVault,
  lineFrom,
  lockAgent,
  type UnlockFlags,
  unlockHere,
  type VaultTools,
  vaultTools,
} from './vault-tools.ts'

/** Puts a new random key under everything; slots stay as they are, and an agent with the old key is locked. */
export async function rotateVaultKey(io: Io, flags: UnlockFlags): Promise<number> {
  await changeVault(io, flags, (open) => rotateKey(open, Date.now()))
  const { directories } = await vaultTools(io)
  await lockAgent(io, directories)
  print(io, 'the vault has a new key; older backups open with the old one')
  return 0
}

/** How a recovery is done. */
export interface RecoveryFlags {
  /** A descriptor to read the recovery key from. */
  readonly recoveryFd?: number
  /** Label of a new slot with a new passphrase; none is made when undefined. */
  readonly newSlot?: string
  readonly newPassphraseFd?: number
  /** A second factor of the new slot, as `mfa: required` wants; made when the file is not there. */
  readonly newKeyFile?: string
}

/**
 * Opens the vault with the printed key: a drill, and the way back when all else is lost. What many wrong attempts delay is not delayed
 * here, since 256 bits cannot be guessed. Throws AIRLOCK_VAULT_FACTOR.
 */
export async function recoverVault(io: Io, flags: RecoveryFlags): Promise<number> {
  if (flags.newSlot === undefined && (flags.newKeyFile ?? flags.newPassphraseFd) !== undefined)
    throw new AirlockError('AIRLOCK_USAGE', {
      message:
        '`--new-key-file` and `--new-passphrase-fd` are for a new slot, which is not asked for',
      hints: ['add --new-slot LABEL, or leave them out'],
    })
  const tools = await vaultTools(io)
  const document = readVaultFile(tools.place)
  const slots = document.slots.filter(isLoneRecovery)
  if (slots.length === 0)
    throw new AirlockError('AIRLOCK_VAULT_FACTOR_UNAVAILABLE', {
      message: 'no slot of the vault opens with a recovery key',
      hints: ['mcp-airlock vault slots add recovery'],
    })
  if (flags.newSlot !== undefined)
    requireAllowed(document.policy, flags.newKeyFile === undefined ? ['passphrase'] : BOTH)
  const typed =
    flags.recoveryFd === undefined
      ? await askSecretHere('the recovery key of the vault', { wants: 'passphrase', lines: [] })
      : lineFrom(flags.recoveryFd)
  const recovery = typed.toString()
  typed.fill(0)
  const vaultKey = await firstOpened(slots, (slot) =>
    openWith(slot, { recovery, environment: io.environment }, tools),
  )
  try {
    const open = openVault(tools.suite, document, vaultKey)
    await rememberVault(tools.place, open)
    open.close()
    await tools.ledger.succeeded()
    print(io, 'the recovery key opens the vault')
    if (flags.newSlot !== undefined)
      await addPassphrase(io, tools, { vaultKey, label: flags.newSlot, flags })
  } finally {
    vaultKey.fill(0)
  }
  return 0
}

/** Puts a backup in the place of the vault. Throws AIRLOCK_VAULT_ROLLBACK for an older one unless that is meant. */
export async function restoreVault(
  io: Io,
  from: string,
  { acceptRollback, ...flags }: UnlockFlags & { readonly acceptRollback?: boolean },
): Promise<number> {
  const tools = await vaultTools(io)
  const bytes = readRegularFile(from)
  if (bytes === undefined)
    throw new AirlockError('AIRLOCK_VAULT_MISSING', {
      message: `there is no file \`${escape(from)}\``,
      hints: ['ls ~/.local/share/mcp-airlock/vault'],
    })
  const document = parseVault(bytes)
  const vaultKey = await unlockHere(io, { ...tools, document }, flags)
  try {
    const restored = await restoreVaultFile(tools.place, {
      suite: tools.suite,
      document,
      vaultKey,
      acceptRollback: acceptRollback === true,
    }).catch((error: unknown) => {
      throw acceptRollback === true ? error : withOption(error, from)
    })
    restored.close()
  } finally {
    vaultKey.fill(0)
  }
  await lockAgent(io, tools.directories)
  print(io, `restored: ${escape(from)}`)
  return 0
}

/** Who restores a backup means that one, and not the vault that is there. */
function withOption(error: unknown, from: string): unknown {
  if (!AirlockError.is(error) || error.code !== 'AIRLOCK_VAULT_ROLLBACK') return error
  return new AirlockError('AIRLOCK_VAULT_ROLLBACK', {
    message: error.message,
    hints: [
      `if what is younger may be lost: mcp-airlock vault restore ${shellWord(from)} --accept-rollback`,
    ],
    cause: error,
  })
}

async function addPassphrase(
  io: Io,
  tools: VaultTools,
  { vaultKey, label, flags }: NewSlot,
): Promise<void> {
  const factors = [await passphraseFactor(tools, flags.newPassphraseFd)]
  if (flags.newKeyFile !== undefined) factors.push(await enrolKeyFile(io, flags.newKeyFile))
  const saved = await updateVaultFile(tools.place, {
    suite: tools.suite,
    vaultKey,
    change: (open) => addSlot(open, { label, factors }),
  })
  saved.close()
  for (const { key } of factors) key.fill(0)
  print(io, `added: ${escape(label)}`)
}

interface NewSlot {
  readonly vaultKey: Buffer
  readonly label: string
  readonly flags: RecoveryFlags
}

function isLoneRecovery({ factors }: Slot): boolean {
  return factors.length === 1 && factors[0]?.type === 'recovery'
}

async function openWith(
  slot: Slot,
  inputs: FactorInputs,
  { suite, place }: VaultTools,
): Promise<Buffer> {
  const [record] = slot.factors
  if (record === undefined) throw new TypeError('a slot has a factor')
  const key = await present(record, inputs)
  try {
    return unlockSlot(suite, readVaultFile(place), slot.id, [key])
  } finally {
    key.fill(0)
  }
}

async function firstOpened(
  slots: readonly Slot[],
  open: (slot: Slot) => Promise<Buffer>,
): Promise<Buffer> {
  let last: unknown
  for (const slot of slots) {
    try {
      return await open(slot)
    } catch (error) {
      last = error
    }
  }
  throw last
}

const BOTH = ['passphrase', 'key-file'] as const
