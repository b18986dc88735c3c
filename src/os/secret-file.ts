import { closeSync, constants, fsyncSync, openSync, writeFileSync } from 'node:fs'

/**
 * Writes a new file that only this user may read (0600), down to the disk. False, with nothing done, when the name is taken. Throws what
 * the file system throws.
 */
export function createSecretFile(path: string, bytes: Uint8Array): boolean {
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants
  let descriptor: number
  try {
    descriptor = openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
  try {
    writeFileSync(descriptor, bytes)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  return true
}
