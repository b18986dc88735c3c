import { AirlockError, assertNever, escape } from '../base/index.ts'
import { createSecretFile, type PrivateRead, readPrivateFile } from '../os/index.ts'
import type { Factor, FactorInputs, FactorRecord } from './factor.ts'
import { deriveKey, KEY_BYTES, newSalt, newSecret, textOf } from './record.ts'

/** Which file: `create` makes a new one of 32 random bytes, otherwise one that exists is taken as it is. */
export interface KeyFileEnrolment {
  /** Absolute. */
  readonly path: string
  readonly create: boolean
}

/**
 * Makes the factor of a key file. Any regular file of 32 bytes to 64 KiB will do that is this user's alone; the path is kept as a hint. Throws
 * `AIRLOCK_VAULT_EXISTS` when a new file's name is taken, else as `presentKeyFile`.
 */
export function enrolKeyFile({ path, create }: KeyFileEnrolment): Factor {
  if (create) createKeyFile(path)
  const record: FactorRecord = { type: 'key-file', path, salt: newSalt() }
  return { record, key: keyOf(record, path) }
}

/**
 * Throws `AIRLOCK_VAULT_FACTOR_UNAVAILABLE` when there is no usable file, `AIRLOCK_VAULT_PERMISSIONS` when others could have read it or it is
 * no such file; a hint says the command that mends it.
 */
export function presentKeyFile(record: FactorRecord, inputs: FactorInputs): Buffer {
  return keyOf(record, inputs.keyFile ?? textOf(record, 'path'))
}

function createKeyFile(path: string): void {
  const secret = newSecret()
  try {
    if (createSecretFile(path, secret)) return
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    throw unavailable(path, `cannot be written (${code})`, 'name a file in a directory of yours')
  } finally {
    secret.fill(0)
  }
  throw new AirlockError('AIRLOCK_VAULT_EXISTS', {
    message: `\`${escape(path)}\` exists, and a key file is never overwritten`,
    hints: ['name another file, or use that one as it is'],
  })
}

function keyOf(record: FactorRecord, path: string): Buffer {
  const bytes = read(path)
  try {
    if (bytes.length >= KEY_BYTES) return deriveKey(record, bytes)
  } finally {
    bytes.fill(0)
  }
  throw unavailable(path, `has fewer than ${KEY_BYTES} bytes`, 'use a file of 32 bytes to 64 KiB')
}

function read(path: string): Buffer {
  const found = look(path)
  switch (found.kind) {
    case 'read':
      return found.bytes
    case 'missing':
      throw unavailable(path, 'is not there', 'bring it back, or name it with `--key-file FILE`')
    case 'refused':
      throw new AirlockError('AIRLOCK_VAULT_PERMISSIONS', {
        message: `the key file \`${escape(path)}\` ${found.fault}`,
        hints: [found.remedy],
      })
    default:
      return assertNever(found)
  }
}

function look(path: string): PrivateRead {
  try {
    return readPrivateFile(path, { maxBytes: MAX_BYTES })
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    throw unavailable(path, `cannot be read (${code})`, 'name it with `--key-file FILE`')
  }
}

function unavailable(path: string, fault: string, hint: string): AirlockError {
  return new AirlockError('AIRLOCK_VAULT_FACTOR_UNAVAILABLE', {
    message: `the key file \`${escape(path)}\` ${fault}`,
    hints: [hint],
  })
}

const MAX_BYTES = 64 * 1024
