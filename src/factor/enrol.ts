import { assertNever } from '../base/index.ts'
import type { Factor, FactorInputs, FactorRecord } from './factor.ts'
import { enrolKeyFile, type KeyFileEnrolment, presentKeyFile } from './key-file.ts'
import { enrolKeyring, type KeyringEnrolment, presentKeyring } from './keyring.ts'
import { enrolPkcs11, type Pkcs11Enrolment, presentPkcs11 } from './pkcs11.ts'
import { enrolPrf, type PrfEnrolment, presentPrf } from './prf.ts'
import { enrolRecovery, presentRecovery } from './recovery.ts'
import { enrolTpm2, presentTpm2, type Tpm2Enrolment } from './tpm2.ts'

/** What it takes to make a factor, by its type. */
export interface Enrolments {
  readonly 'key-file': KeyFileEnrolment
  readonly recovery: { readonly key: Buffer }
  readonly 'webauthn-prf': PrfEnrolment
  readonly pkcs11: Pkcs11Enrolment
  readonly tpm2: Tpm2Enrolment
  readonly keyring: KeyringEnrolment
}

/** Makes a factor for a new slot; the caller wipes its key. Throws as the function of the type says. */
export async function enrol<T extends keyof Enrolments>(
  type: T,
  options: Enrolments[T],
): Promise<Factor> {
  return ENROL[type](options)
}

/**
 * The 32 bytes of a factor that stands in a slot; the caller wipes them. Throws `AIRLOCK_VAULT_FACTOR` when what was given does not fit,
 * `AIRLOCK_VAULT_FACTOR_UNAVAILABLE` when a device, a program or a file is missing, `AIRLOCK_VAULT_INVALID` for a record that is not one.
 */
export async function present(record: FactorRecord, inputs: FactorInputs): Promise<Buffer> {
  switch (record.type) {
    case 'key-file':
      return presentKeyFile(record, inputs)
    case 'recovery':
      return presentRecovery(record, inputs)
    case 'webauthn-prf':
      return presentPrf(record, inputs)
    case 'pkcs11':
      return presentPkcs11(record, inputs)
    case 'tpm2':
      return presentTpm2(record, inputs)
    case 'keyring':
      return presentKeyring(record)
    case 'passphrase':
      throw new TypeError('the vault hashes passphrases itself')
    default:
      return assertNever(record.type)
  }
}

const ENROL: {
  readonly [T in keyof Enrolments]: (options: Enrolments[T]) => Factor | Promise<Factor>
} = {
  'key-file': enrolKeyFile,
  recovery: enrolRecovery,
  'webauthn-prf': enrolPrf,
  pkcs11: enrolPkcs11,
  tpm2: enrolTpm2,
  keyring: enrolKeyring,
}
