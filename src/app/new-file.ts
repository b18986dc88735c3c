import { AirlockError, escape } from '../base/index.ts'
import { createSecretFile, kindOf } from '../os/index.ts'

/** Throws AIRLOCK_VAULT_EXISTS for a name that is taken: nothing is overwritten unasked. */
export function requireAbsent(path: string): void {
  if (kindOf(path) !== undefined) throw exists(path)
}

/** Writes a file of this user alone. Throws as `requireAbsent`, and AIRLOCK_USAGE where it cannot be written. */
export function writeNew(path: string, content: string | Uint8Array): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  if (!isWritten(path, bytes)) throw exists(path)
}

function isWritten(path: string, bytes: Uint8Array): boolean {
  try {
    return createSecretFile(path, bytes)
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    throw new AirlockError('AIRLOCK_USAGE', {
      message: `\`${escape(path)}\` cannot be written (${code})`,
      hints: ['name a file in a directory of yours'],
    })
  }
}

function exists(path: string): AirlockError {
  return new AirlockError('AIRLOCK_VAULT_EXISTS', {
    message: `\`${escape(path)}\` exists, and nothing is overwritten`,
    hints: ['name another file'],
  })
}
