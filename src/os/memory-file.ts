import { randomBytes } from 'node:crypto'
import { closeSync, constants, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { AirlockError } from '../base/index.ts'

/**
 * Calls `use` with a descriptor of a file that holds the bytes, lies in memory and has no name; afterwards it is overwritten and closed.
 * For programs that want to seek in their input, which a pipe cannot. Throws `AIRLOCK_VAULT_FACTOR_UNAVAILABLE` when no directory in memory
 * can be written.
 */
export async function withMemoryFile<T>(
  bytes: Uint8Array,
  use: (descriptor: number) => Promise<T>,
): Promise<T> {
  const descriptor = openUnnamed()
  try {
    writeSync(descriptor, bytes, 0, bytes.length, 0)
    return await use(descriptor)
  } finally {
    writeSync(descriptor, Buffer.alloc(bytes.length), 0, bytes.length, 0)
    closeSync(descriptor)
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
  throw new AirlockError('AIRLOCK_VAULT_FACTOR_UNAVAILABLE', {
    message: 'there is no directory in memory where a secret could pass through',
    hints: ['mount a tmpfs at `/dev/shm`, or set XDG_RUNTIME_DIR to one'],
  })
}

function isInMemory(directory: string): boolean {
  try {
    const { type } = statfsSync(directory)
    return type === TMPFS || type === RAMFS
  } catch {
    return false
  }
}

/** statfs(2): TMPFS_MAGIC and RAMFS_MAGIC. */
const TMPFS = 0x01021994
const RAMFS = 0x858458f6
