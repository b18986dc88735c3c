import { AirlockError, escape } from '../base/index.ts'
import { enrol, type Factor, judgePassphrase, newRecoveryKey } from '../factor/index.ts'
import { kindOf } from '../os/index.ts'
import {
  addSlot,
  type Cipher,
  createVault,
  createVaultFile,
  enrolPassphrase,
} from '../vault/index.ts'
import { type Io, print } from './io.ts'
import { requireAbsent, writeNew } from './new-file.ts'
import { inNormalForm } from './slot-opening.ts'
import { absolute, askSecretHere, lineFrom, type VaultTools, vaultTools } from './vault-tools.ts'

/** What `vault init` was asked for. */
export interface VaultPlan {
  readonly cipher: Cipher
  /** A second factor beside the passphrase; made when the file is not there. */
  readonly keyFile?: string
  readonly passphraseFd?: number
  /** Where the recovery key is written instead of being shown. */
  readonly recoveryFile?: string
  /** Every slot needs two factors. */
  readonly mfa?: boolean
}

/**
 * Makes the vault: a slot with a passphrase (and a key file), and one with a recovery key, which is shown once. Throws AIRLOCK_VAULT_EXISTS
 * when there is one, AIRLOCK_VAULT_POLICY for `mfa` without a second factor, AIRLOCK_USAGE for a passphrase that is too easy.
 */
export async function initVault(io: Io, plan: VaultPlan): Promise<number> {
  const tools = await vaultTools(io)
  requireRoom(tools, plan)
  const begun = createVault(tools.suite, {
    cipher: plan.cipher,
    policy: { mfa: plan.mfa === true ? 'required' : 'optional' },
    now: Date.now(),
  })
  const factors = [
    await passphraseFactor(tools, plan.passphraseFd),
    ...(await keyFileFactor(io, plan)),
  ]
  const recovery = newRecoveryKey()
  const printed = await enrol('recovery', { key: recovery.bytes })
  try {
    const whole = addSlot(addSlot(begun, { label: 'main', factors }), {
      label: 'recovery',
      factors: [printed],
    })
    // First: a vault whose recovery key nobody has seen would be worse than a key for no vault.
    if (plan.recoveryFile !== undefined) writeNew(plan.recoveryFile, `${recovery.text}\n`)
    await createVaultFile(tools.place, whole)
  } finally {
    begun.close()
    for (const { key } of [...factors, printed, { key: recovery.bytes }]) key.fill(0)
  }
  print(io, `vault: ${escape(tools.place.directory)}`)
  showRecovery(io, recovery.text, plan.recoveryFile)
  print(io, 'next: mcp-airlock vault set NAME --scope PROFILE')
  return 0
}

/** Before anything is asked: what would be refused at the end is refused at once. */
function requireRoom({ place }: VaultTools, { keyFile, mfa, recoveryFile }: VaultPlan): void {
  if (kindOf(`${place.directory}/vault.json`) !== undefined)
    throw new AirlockError('AIRLOCK_VAULT_EXISTS', {
      message: `there is a vault in \`${escape(place.directory)}\``,
    })
  if (mfa === true && keyFile === undefined)
    throw new AirlockError('AIRLOCK_VAULT_POLICY', {
      message: 'two factors are required, and only a passphrase was given',
      hints: ['mcp-airlock vault init --mfa --key-file FILE'],
    })
  if (recoveryFile !== undefined) requireAbsent(recoveryFile)
}

/** A new passphrase from the descriptor, or typed twice. Throws AIRLOCK_USAGE for one that is too easy. */
export async function passphraseFactor(
  { suite, kdf }: VaultTools,
  descriptor: number | undefined,
): Promise<Factor> {
  const typed = await newPassphrase('a new passphrase for the vault', descriptor)
  const passphrase = inNormalForm(typed)
  try {
    return await enrolPassphrase(passphrase, { suite, kdf })
  } finally {
    typed.fill(0)
    passphrase.fill(0)
  }
}

/** The bytes of a new passphrase, from the descriptor or typed twice; the caller wipes them. Throws AIRLOCK_USAGE for one that is too easy. */
export async function newPassphrase(
  title: string,
  descriptor: number | undefined,
): Promise<Buffer> {
  const typed = descriptor === undefined ? await typedTwice(title) : lineFrom(descriptor)
  try {
    await requireGood(typed)
    return typed
  } catch (error) {
    typed.fill(0)
    throw error
  }
}

async function typedTwice(title: string): Promise<Buffer> {
  const lines = ['Several unrelated words are easy to keep in mind and hard to guess.']
  const first = await askSecretHere(title, { wants: 'passphrase', lines })
  const second = await askSecretHere('the same passphrase again', {
    wants: 'passphrase',
    lines: [],
  })
  const isSame = first.equals(second)
  second.fill(0)
  if (isSame) return first
  first.fill(0)
  throw new AirlockError('AIRLOCK_USAGE', {
    message: 'the two passphrases differ',
    hints: ['start again; nothing was written'],
  })
}

async function requireGood(passphrase: Buffer): Promise<void> {
  const { ok, reason, suggestions } = await judgePassphrase(passphrase.toString())
  if (ok) return
  throw new AirlockError('AIRLOCK_USAGE', {
    message: `the passphrase is too easy to guess: ${reason}`,
    hints: suggestions.length === 0 ? ['use several unrelated words'] : suggestions,
  })
}

async function keyFileFactor(io: Io, { keyFile }: VaultPlan): Promise<readonly Factor[]> {
  return keyFile === undefined ? [] : [await enrolKeyFile(io, keyFile)]
}

/** A key file that exists is taken as it is; another one is made. Throws as `enrol`. */
export async function enrolKeyFile(io: Io, file: string): Promise<Factor> {
  const path = absolute(io, file)
  return await enrol('key-file', { path, create: kindOf(path) === undefined })
}

/** On paper it needs no second look: it is shown once, and nothing keeps it. What has a file is in it already. */
export function showRecovery(io: Io, text: string, file: string | undefined): void {
  if (file !== undefined) {
    print(io, `recovery key: in ${escape(file)}; print it, then delete the file`)
    return
  }
  print(io, 'recovery key, shown this once; write it down and keep it away from this machine:')
  for (const line of text.split('\n')) print(io, `  ${line}`)
  print(io, 'try it now: mcp-airlock vault recover')
}
