import { assertNever } from '../base/index.ts'
import type { FactorRecord } from './factor.ts'
import { wantsPin } from './tpm2.ts'

/** What a person must give before a factor can be presented. */
export type FactorNeed = 'passphrase' | 'pin' | 'recovery' | 'prf'

/** What the factor of this record needs; nothing means that it is presented without asking anybody. */
export function needs(record: FactorRecord): readonly FactorNeed[] {
  switch (record.type) {
    case 'passphrase':
      return ['passphrase']
    case 'recovery':
      return ['recovery']
    case 'webauthn-prf':
      return ['prf']
    case 'pkcs11':
      return ['pin']
    case 'tpm2':
      return wantsPin(record) ? ['pin'] : []
    case 'key-file':
    case 'keyring':
      return []
    default:
      return assertNever(record.type)
  }
}
