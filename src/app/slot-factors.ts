import { AirlockError, assertNever, escape } from '../base/index.ts'
import {
  enrol,
  type Factor,
  type FactorRecord,
  type FactorType,
  forgetKeyring,
  forgetPkcs11,
  newRecoveryKey,
  pkcs11Removal,
} from '../factor/index.ts'
import type { VaultDocument } from '../vault/index.ts'
import { type Io, tell } from './io.ts'
import { enrolOnPage } from './page-enrolment.ts'
import { enrolKeyFile, passphraseFactor } from './vault-init.ts'
import { absolute, askSecretHere, lineFrom, type VaultTools } from './vault-tools.ts'

/** What the factors of a new slot are made from; what is not told is asked for in the terminal. */
export interface FactorPlan {
  readonly newKeyFile?: string
  readonly newPassphraseFd?: number
  /** A descriptor to read the PIN of the token, or that of the TPM, from. */
  readonly newPinFd?: number
  /** PKCS#11: path of the module, label of the token. */
  readonly module?: string
  readonly token?: string
  /** TPM 2.0: ask for a PIN. */
  readonly pin?: boolean
  /** Where a recovery key is written, and not shown. */
  readonly recoveryFile?: string
}

/** A factor, and what must be shown to the person once the slot is written. */
export interface Made {
  readonly factor: Factor
  readonly text?: string
}

interface Making {
  readonly io: Io
  readonly tools: VaultTools
  readonly plan: FactorPlan
  /** The vault's id, and the label of the slot. */
  readonly vault: string
  readonly slot: string
  /** Whether the slot may be in the vault's file, whatever failed. */
  readonly isWritten: () => boolean
}

/**
 * Makes one factor after the other and hands them to `use`; their keys are wiped afterwards. When one of them, or `use`, fails, what
 * devices have of them is removed again, unless a slot was written that needs it. Token and TPM of one slot have one PIN, since one is asked for when the slot is opened. Throws
 * what enrolling and `use` throw, and AIRLOCK_USAGE for a flag that is missing.
 */
export async function withFactors(
  making: Making,
  types: readonly FactorType[],
  use: (made: readonly Made[]) => Promise<void>,
): Promise<void> {
  requireFlags(making.plan, types)
  const pin = await pinFor(making.plan, types)
  const made: Made[] = []
  try {
    for (const type of types) made.push(await make(making, type, pin))
    await use(made)
  } catch (error) {
    const { io, isWritten } = making
    if (!isWritten()) for (const { factor } of made) await forgetFactor(io, factor.record, pin)
    throw error
  } finally {
    pin?.fill(0)
    for (const { factor } of made) factor.key.fill(0)
  }
}

/**
 * Removes what a device has of a slot that is no more. Without it the slot is gone all the same, so that what cannot be removed, such as a
 * token's key without a PIN, is told with what to do.
 */
export async function forgetFactor(io: Io, record: FactorRecord, pin?: Buffer): Promise<void> {
  try {
    if (record.type === 'keyring') await forgetKeyring(record)
    if (record.type !== 'pkcs11') return
    if (pin === undefined) tell(io, staysOnToken(record, 'without its PIN'))
    else await forgetPkcs11(record, { pin, environment: io.environment })
  } catch (error) {
    if (!AirlockError.is(error)) throw error
    tell(
      io,
      record.type === 'pkcs11'
        ? staysOnToken(record, error.message)
        : `the entry \`${escape(String(record['account']))}\` of the keyring stays: ${error.message}`,
    )
  }
}

function staysOnToken(record: FactorRecord, why: string): string {
  return `the key of the slot stays on the token (${why}); remove it: ${pkcs11Removal(record)}`
}

/** Before anything is asked or made: what the vault would refuse in the end, AIRLOCK_VAULT_POLICY. */
export function requireAllowed(
  { mfa }: VaultDocument['policy'],
  types: readonly FactorType[],
): void {
  if (mfa === 'optional' || types.length > 1 || types[0] === 'recovery') return
  throw new AirlockError('AIRLOCK_VAULT_POLICY', {
    message: 'the policy wants two factors of different types in every slot',
    hints: ['give a second factor, or use a lone recovery key'],
  })
}

async function make(
  { io, tools, plan, ...slot }: Making,
  type: FactorType,
  pin: Buffer | undefined,
): Promise<Made> {
  const { environment } = io
  switch (type) {
    case 'passphrase':
      return { factor: await passphraseFactor(tools, plan.newPassphraseFd) }
    case 'key-file':
      return { factor: await enrolKeyFile(io, plan.newKeyFile ?? '') }
    case 'recovery': {
      const { bytes, text } = newRecoveryKey()
      const factor = await enrol('recovery', { key: bytes })
      bytes.fill(0)
      return { factor, text }
    }
    case 'keyring':
      return { factor: await enrol('keyring', slot) }
    case 'pkcs11': {
      const { module = '', token = '' } = plan
      const place = { module: absolute(io, module), token, environment }
      return { factor: await enrol('pkcs11', { ...place, pin: pin ?? Buffer.alloc(0) }) }
    }
    case 'tpm2':
      return { factor: await enrol('tpm2', { environment, ...(pin && { pin }) }) }
    case 'webauthn-prf':
      return { factor: await enrolOnPage(io) }
    default:
      return assertNever(type)
  }
}

/** Undefined where no factor has one. */
async function pinFor(
  { newPinFd, pin }: FactorPlan,
  types: readonly FactorType[],
): Promise<Buffer | undefined> {
  const [hasToken, hasTpm] = [types.includes('pkcs11'), types.includes('tpm2')]
  const isWanted = hasToken || (hasTpm && (pin === true || newPinFd !== undefined))
  if (!isWanted) return undefined
  if (newPinFd !== undefined) return lineFrom(newPinFd)
  const whose = hasToken ? 'of the token' : 'to be set for the TPM'
  return await askSecretHere(`the PIN ${whose}`, { wants: 'pin', lines: [] })
}

/** Before anything is asked or made: a flag that is missing, and one whose factor is not asked for. */
function requireFlags(plan: FactorPlan, types: readonly FactorType[]): void {
  const idle = USED_BY.find(
    ([name, by]) => plan[name] !== undefined && !by.some((type) => types.includes(type)),
  )
  if (idle !== undefined) {
    const [, by, flag] = idle
    throw new AirlockError('AIRLOCK_USAGE', {
      message: `\`${flag}\` is for the factor \`${by.join('` or `')}\`, which is not asked for`,
      hints: [`mcp-airlock vault slots add ${[...types, by[0]].join(' ')} …, or leave it out`],
    })
  }
  const missing = NEEDED.find(
    ([type, name]) => types.includes(type) && (plan[name] === undefined || plan[name] === ''),
  )
  if (missing === undefined) return
  const [type, , flag] = missing
  throw new AirlockError('AIRLOCK_USAGE', {
    message: `the factor \`${type}\` needs \`${flag}\``,
    hints: ['mcp-airlock vault slots add --help'],
  })
}

const NEEDED: readonly (readonly [FactorType, keyof FactorPlan, string])[] = [
  ['key-file', 'newKeyFile', '--new-key-file FILE'],
  ['pkcs11', 'module', '--module FILE'],
  ['pkcs11', 'token', '--token LABEL'],
]

const USED_BY: readonly (readonly [keyof FactorPlan, readonly FactorType[], string])[] = [
  ['newKeyFile', ['key-file'], '--new-key-file'],
  ['recoveryFile', ['recovery'], '--recovery-file'],
  ['newPassphraseFd', ['passphrase'], '--new-passphrase-fd'],
  ['newPinFd', ['pkcs11', 'tpm2'], '--new-pin-fd'],
  ['pin', ['pkcs11', 'tpm2'], '--pin'],
  ['module', ['pkcs11'], '--module'],
  ['token', ['pkcs11'], '--token'],
]
