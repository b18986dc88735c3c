import { hkdfSync, randomBytes } from 'node:crypto'
import { AirlockError } from '../base/index.ts'
import type { FactorRecord, FactorType } from './factor.ts'

/** A fresh salt for a record, in its text form: 32 bytes, the length of the hash (RFC 5869, section 3.1). */
export function newSalt(): string {
  return randomBytes(KEY_BYTES).toString('base64url')
}

/** 32 random bytes for a device to keep; the caller wipes them. */
export function newSecret(): Buffer {
  return randomBytes(KEY_BYTES)
}

/**
 * The factor's key: HKDF-SHA-256 (RFC 5869) of the secret with the record's salt; `info` names the type, so that one secret used in
 * two ways gives two keys. The caller wipes both.
 */
export function deriveKey(record: FactorRecord, secret: Uint8Array): Buffer {
  return expand(record, secret, `mcp-airlock factor ${record.type}`)
}

/** 32 bytes for another `purpose` of the same record than its key. */
export function expand(record: FactorRecord, secret: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, bytesOf(record, 'salt'), purpose, KEY_BYTES))
}

/** A text member of a record. Throws `AIRLOCK_VAULT_INVALID` when it is missing, empty or a number. */
export function textOf(record: FactorRecord, name: string): string {
  const value = record[name]
  if (typeof value === 'string' && value !== '') return value
  throw invalid(record.type, name)
}

/**
 * A binary member: base64url without padding (RFC 4648, section 5), in its only spelling. Throws `AIRLOCK_VAULT_INVALID` for stray
 * characters or bits, so that no two records mean the same bytes.
 */
export function bytesOf(record: FactorRecord, name: string): Buffer {
  const text = textOf(record, name)
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.toString('base64url') === text) return bytes
  throw invalid(record.type, name)
}

function invalid(type: FactorType, name: string): AirlockError {
  return new AirlockError('AIRLOCK_VAULT_INVALID', {
    message: `the record of the factor \`${type}\` has no usable \`${name}\``,
  })
}

/** What every factor comes to: the strength of the cipher's key. */
export const KEY_BYTES = 32
