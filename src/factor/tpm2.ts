import { AirlockError } from '../base/index.ts'
import { readRegularFile } from '../os/index.ts'
import { factorOf, keyFrom } from './device-secret.ts'
import type { Environment, Factor, FactorInputs, FactorRecord } from './factor.ts'
import { bytesOf, expand, newSalt, newSecret } from './record.ts'
import { type TpmSession, withTpm } from './tpm2-tools.ts'

/** With a PIN the TPM itself counts wrong ones and locks; without one this machine alone is the factor. */
export interface Tpm2Enrolment {
  readonly pin?: Buffer
  readonly environment: Environment
}

/**
 * Makes a factor that only this machine's TPM opens: 32 random bytes, sealed under the storage key that the TPM derives from its own seed.
 * The record keeps the two sealed parts.
 *
 * @throws AirlockError `AIRLOCK_VAULT_FACTOR` for a wrong PIN, `AIRLOCK_VAULT_DELAYED` when the TPM has locked itself,
 *   `AIRLOCK_VAULT_FACTOR_UNAVAILABLE` when the programs or the TPM are missing.
 */
export async function enrolTpm2({ pin, environment }: Tpm2Enrolment): Promise<Factor> {
  const salt = newSalt()
  const secret = newSecret()
  const attributes = pin === undefined ? `${SEALED}|noda` : SEALED
  const parts = await withTpm(environment, async (tpm) => {
    const parent = await storageKey(tpm)
    const [publicPart, privatePart] = [tpm.place('public'), tpm.place('private')]
    const seal = [
      '-C',
      parent,
      '-g',
      'sha256',
      '-a',
      attributes,
      '-u',
      publicPart,
      '-r',
      privatePart,
    ]
    await tpm.run('tpm2_create', seal, { sealed: secret, ...password({ type: 'tpm2', salt }, pin) })
    return { public: textOf(publicPart), private: textOf(privatePart) }
  })
  return factorOf({ type: 'tpm2', ...parts, salt }, secret)
}

/** Throws as `enrolTpm2`; a record of another TPM is `AIRLOCK_VAULT_FACTOR_UNAVAILABLE`. */
export async function presentTpm2(record: FactorRecord, inputs: FactorInputs): Promise<Buffer> {
  const [publicPart, privatePart] = [bytesOf(record, 'public'), bytesOf(record, 'private')]
  const pin = wantsPin(record) ? requirePin(inputs.pin) : undefined
  const secret = await withTpm(inputs.environment, async (tpm) => {
    const object = tpm.place('object')
    const parts = ['-u', tpm.write('public', publicPart), '-r', tpm.write('private', privatePart)]
    await tpm.run('tpm2_load', ['-C', await storageKey(tpm), ...parts, '-c', object])
    await tpm.flush()
    return tpm.run('tpm2_unseal', ['-c', object], password(record, pin))
  })
  const key = keyFrom(record, secret)
  if (key !== undefined) return key
  throw new AirlockError('AIRLOCK_VAULT_FACTOR', {
    message: 'what the TPM gave back is not the secret of this slot',
  })
}

/**
 * Whether the record was sealed with a PIN. Those are the ones that the TPM's dictionary attack protection counts for: `noDA` is clear (TPM
 * 2.0 Library part 2, TPMA_OBJECT bit 10; in a TPM2B_PUBLIC the attributes follow size, type and name algorithm).
 */
export function wantsPin(record: FactorRecord): boolean {
  const part = bytesOf(record, 'public')
  if (part.length < 10)
    throw new AirlockError('AIRLOCK_VAULT_INVALID', {
      message: 'the record of the factor `tpm2` has no usable `public`',
    })
  return (part.readUInt32BE(6) & 0x400) === 0
}

/** The storage root key by its template (TCG TPM v2.0 Provisioning Guidance, section 7.5.1): the same key each time, from the TPM's seed. */
async function storageKey(tpm: TpmSession): Promise<string> {
  const context = tpm.place('parent')
  const kind = ['-C', 'o', '-g', 'sha256', '-G', 'ecc_nist_p256:null:aes128cfb']
  await tpm.run('tpm2_createprimary', [...kind, '-a', STORAGE, '-c', context])
  return context
}

/**
 * What stands for the PIN at the TPM: 32 characters, which is all that an authorisation value may have (part 1, section 19.6.4), and none
 * that the tools would read as one of their prefixes.
 */
function password(record: FactorRecord, pin: Buffer | undefined): { readonly password?: Buffer } {
  if (pin === undefined) return {}
  const derived = expand(record, pin, 'mcp-airlock tpm2 pin')
  try {
    return { password: Buffer.from(derived.toString('base64url', 0, 24), 'ascii') }
  } finally {
    derived.fill(0)
  }
}

function requirePin(pin: Buffer | undefined): Buffer {
  if (pin !== undefined && pin.length > 0) return pin
  throw new AirlockError('AIRLOCK_VAULT_FACTOR', {
    message: 'the slot wants its TPM PIN',
    hints: ['give the PIN that was chosen when the slot was made'],
  })
}

function textOf(path: string): string {
  const bytes = readRegularFile(path)
  if (bytes === undefined) throw new Error(`tpm2_create wrote no ${path}`)
  return bytes.toString('base64url')
}

/** The secret and the key above it stay on this TPM; the PIN, or an empty one, authorises. */
const SEALED = 'fixedtpm|fixedparent|userwithauth'
const STORAGE = `${SEALED}|sensitivedataorigin|restricted|decrypt|noda`
