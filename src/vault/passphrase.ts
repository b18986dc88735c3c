import { base64urlOf, bytesOf } from './base64url.ts'
import type { Factor, FactorRecord } from './document.ts'
import { type PassphraseRecord, readPassphraseRecord } from './factor-record.ts'
import { invalid } from './faults.ts'
import { Malformed } from './fields.ts'
import type { Kdf } from './kdf.ts'
import { COST } from './limits.ts'
import type { Suite } from './suite.ts'

/**
 * The 32 bytes that a passphrase gives for this record. `passphrase` is UTF-8 in normalization form C, as whoever read it makes it; the
 * caller wipes it and the key. Throws `AIRLOCK_VAULT_INVALID` for a record that is no passphrase's or whose cost is out of bounds, before
 * anything is derived or any memory taken.
 */
export async function deriveFromPassphrase(
  record: FactorRecord,
  passphrase: Buffer,
  kdf: Kdf,
): Promise<Buffer> {
  const { salt, memoryKiB, passes } = readRecord(record)
  return await kdf({ password: passphrase, salt: bytesOf(salt), memoryKiB, passes })
}

/** A new passphrase factor with a salt of its own. Costs as `deriveFromPassphrase`. */
export async function enrolPassphrase(
  passphrase: Buffer,
  given: {
    readonly suite: Suite
    readonly kdf: Kdf
    readonly memoryKiB?: number
    readonly passes?: number
  },
): Promise<Factor> {
  const record: PassphraseRecord = {
    type: 'passphrase',
    algorithm: 'argon2id',
    memoryKiB: given.memoryKiB ?? COST.defaultMemoryKiB,
    passes: given.passes ?? COST.defaultPasses,
    lanes: 1,
    salt: base64urlOf(given.suite.random(16)),
  }
  const flat = { ...record }
  return { record: flat, key: await deriveFromPassphrase(flat, passphrase, given.kdf) }
}

function readRecord(record: FactorRecord): PassphraseRecord {
  try {
    return readPassphraseRecord(record, 'factor')
  } catch (error) {
    if (error instanceof Malformed) throw invalid(error.message)
    throw error
  }
}
