/**
 * From a person's thing to 32 bytes: what opens a slot of the vault, or one part of what opens it. `enrol` makes a factor and the record that
 * stands in the slot, `present` gives the same bytes again. A record holds nothing secret. A passphrase is only judged here; the vault hashes
 * it. Secrets are Buffers that whoever receives them wipes; none becomes an argument of a program or lies on a disk that is not the person's
 * own choice.
 */
export { enrol, present } from './enrol.ts'
export type { Factor, FactorInputs, FactorRecord, FactorType } from './factor.ts'
export { forgetKeyring } from './keyring.ts'
export { type FactorNeed, needs } from './needs.ts'
export { judgePassphrase } from './passphrase.ts'
export { forgetPkcs11, pkcs11Removal } from './pkcs11.ts'
export { newRecoveryKey, readRecoveryKey } from './recovery.ts'
