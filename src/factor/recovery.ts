import { AirlockError } from '../base/index.ts'
import type { Factor, FactorInputs, FactorRecord } from './factor.ts'
import { deriveKey, newSalt, newSecret } from './record.ts'
import { formatRecoveryText, parseRecoveryText } from './recovery-text.ts'

/** A key to be printed and kept on paper; the caller shows the text once and wipes the bytes. */
export interface RecoveryKey {
  readonly text: string
  readonly bytes: Buffer
}

/** 256 random bits, which need no stretching, and the text that says them. */
export function newRecoveryKey(): RecoveryKey {
  const bytes = newSecret()
  return { text: formatRecoveryText(bytes), bytes }
}

/** The bytes of a typed key; undefined when a character is wrong, missing or out of place. The caller wipes them. */
export function readRecoveryKey(text: string): Buffer | undefined {
  return parseRecoveryText(text)
}

/** Makes the factor of a printed key. */
export function enrolRecovery(options: { readonly key: Buffer }): Factor {
  const record: FactorRecord = { type: 'recovery', salt: newSalt() }
  return { record, key: deriveKey(record, options.key) }
}

/** Throws `AIRLOCK_VAULT_FACTOR` when no key was typed, or one that cannot have been printed. */
export function presentRecovery(record: FactorRecord, inputs: FactorInputs): Buffer {
  const bytes = readRecoveryKey(inputs.recovery ?? '')
  if (bytes === undefined)
    throw new AirlockError('AIRLOCK_VAULT_FACTOR', {
      message: 'that is not a recovery key as it was printed',
      hints: ['compare it group by group: 14 groups of 4, without I, L, O and U'],
    })
  try {
    return deriveKey(record, bytes)
  } finally {
    bytes.fill(0)
  }
}
