import { randomBytes } from 'node:crypto'
import { closeSync, constants, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { AirlockError } from '../base/index.ts'
import { isInMemory } from './file-system.ts'

/**
 * Calls `use` with a descriptor of a file that holds the bytes, lies in memory and has no name; afterwards it is overwritten and closed.
 * For programs that want to seek in their input, which a pipe cannot. Throws `AIRLOCK_VAULT_FACTOR_UNAVAILABLE` when no directory in memory
 * can be written, or it has no room for all of them.
 */
export async function withMemoryFile<T>(
  bytes: Uint8Array,
  use: (descriptor: number) => Promise<T>,
): Promise<T> {
  const descriptor = openUnnamed()
  try {
    if (!writeWhole(descriptor, bytes)) throw unavailable('there is no room in memory')
    return await use(descriptor)
  } finally {
    // What could not be written need not be overwritten.
    writeWhole(descriptor, Buffer.alloc(bytes.length))
    closeSync(descriptor)
  }
}

/** A full file system takes the beginning, or nothing (write(2), ENOSPC). */
function writeWhole(descriptor: number, bytes: Uint8Array): boolean {
  try {
    return writeSync(descriptor, bytes, 0, bytes.length, 0) === bytes.length
  } catch {
    return false
  }
}

/** The name exists for a moment and the file is empty then. */
function openUnnamed(): number {
  const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW } = constants
  for (const directory of [process.env['XDG_RUNTIME_DIR'], '/dev/shm']) {
    if (directory === undefined || !isInMemory(directory)) continue
    const path = join(directory, `.mcp-airlock-${randomBytes(16).toString('hex')}`)
    try {
      const descriptor = openSync(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
      rmSync(path)
      return descriptor
    } catch {
      // The next one may be writable; when none is, that is said below.
    }
  }
  throw unavailable('there is no directory in memory')
}

function unavailable(why: string): AirlockError {
  return new AirlockError('AIRLOCK_VAULT_FACTOR_UNAVAILABLE', {
    message: `${why} where a secret could pass through`,
    hints: ['mount a tmpfs at `/dev/shm`, or set XDG_RUNTIME_DIR to one with room'],
  })
}
