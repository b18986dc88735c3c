import { AirlockError } from '../base/index.ts'
import type { Factor, FactorInputs, FactorRecord } from './factor.ts'
import { deriveKey, KEY_BYTES, newSalt } from './record.ts'

/** What the page learned when an authenticator was registered. */
export interface PrfEnrolment {
  /** The credential's id, base64url. */
  readonly credential: string
  /** What the page gave to the PRF extension as `eval.first`, base64url. */
  readonly prfSalt: string
  /** What the authenticator answered for it: 32 bytes (WebAuthn level 3, section 10.1.4). */
  readonly output: Buffer
}

/** Makes the factor of an authenticator's answer. */
export function enrolPrf(options: PrfEnrolment): Factor {
  const { credential, prfSalt, output } = options
  const record: FactorRecord = { type: 'webauthn-prf', credential, prfSalt, salt: newSalt() }
  return { record, key: deriveKey(record, checked(output)) }
}

/** Throws `AIRLOCK_VAULT_FACTOR` when the authenticator did not answer. */
export function presentPrf(record: FactorRecord, inputs: FactorInputs): Buffer {
  return deriveKey(record, checked(inputs.prf))
}

function checked(output: Buffer | undefined): Buffer {
  if (output?.length === KEY_BYTES) return output
  throw new AirlockError('AIRLOCK_VAULT_FACTOR', {
    message: 'the security key gave no answer to open this slot with',
    hints: ['touch the security key and give its PIN when the browser asks'],
  })
}
