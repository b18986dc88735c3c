/**
 * The vault file `mcp-airlock-vault/1` (FORMAT.md) and nothing else: who asks a person, who holds the vault key and who gets a value is
 * decided elsewhere. Nothing is read from a file that does not parse to the last byte and whose MAC does not fit; edits are pure and make
 * a new vault; files are written whole, alone and with backups. Secrets are Buffers that whoever receives them wipes.
 */

export { listBackups } from './backups.ts'
export { createVault } from './create.ts'
export type { Cipher, Factor, FactorRecord, Slot, VaultDocument } from './document.ts'
export { changeEntry, removeEntry, setEntry } from './edits.ts'
export type { Entry, Release } from './entry.ts'
export { isEntryName, MOST_RELEASES } from './entry-fields.ts'
export { fingerprint } from './fingerprint.ts'
export { createKdf, type Kdf } from './kdf.ts'
export { OpenVault, openVault } from './open-vault.ts'
export { formatVault, parseVault } from './parse.ts'
export { deriveFromPassphrase, enrolPassphrase } from './passphrase.ts'
export type { VaultPlace } from './place.ts'
export { restoreVaultFile } from './restore.ts'
export { rotateKey } from './rotate-key.ts'
export { unlockSlot } from './slot.ts'
export { addSlot, removeSlot, setPolicy } from './slots.ts'
export { loadSuite, type Suite } from './suite.ts'
export { createVaultFile, readVaultFile, rememberVault, updateVaultFile } from './vault-file.ts'
