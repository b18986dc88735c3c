import type { Environment, Factor, FactorRecord } from './factor.ts'
import { deriveKey, KEY_BYTES } from './record.ts'

/** Makes the factor of a secret that a device keeps, and wipes the secret. */
export function factorOf(record: FactorRecord, secret: Buffer): Factor {
  return { record, key: keyOfSecret(record, secret) }
}

/** The key of a secret that a device gave back, which is wiped; undefined when it is not the 32 bytes that were given to it. */
export function keyFrom(record: FactorRecord, secret: Buffer): Buffer | undefined {
  if (secret.length === KEY_BYTES) return keyOfSecret(record, secret)
  secret.fill(0)
  return undefined
}

/** The variables whose names match; helper programs get no others, since anything may stand in an environment. */
export function partOf(environment: Environment, names: RegExp): Record<string, string> {
  const found = Object.entries(environment).filter(
    (variable): variable is [string, string] =>
      variable[1] !== undefined && names.test(variable[0]),
  )
  return Object.fromEntries(found)
}

function keyOfSecret(record: FactorRecord, secret: Buffer): Buffer {
  try {
    return deriveKey(record, secret)
  } finally {
    secret.fill(0)
  }
}
