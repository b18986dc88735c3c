import { AirlockError, escape } from '../base/index.ts'
import { ensurePrivateDirectory, readPrivateFile, requirePrivateDirectory } from '../os/index.ts'
import { LIMITS } from './limits.ts'

/** The two private directories of a vault, absolute. */
export interface VaultPlace {
  /** Holds `vault.json` and its backups, `backup-N.json`. */
  readonly directory: string
  /** Holds `seen.json`: which state of the vault was seen last on this machine. Not to be backed up with the vault. */
  readonly state: string
}

export function vaultFile({ directory }: VaultPlace): string {
  return `${directory}/vault.json`
}

/**
 * The bytes of a file in a private directory; undefined when there is none. Throws `AIRLOCK_VAULT_PERMISSIONS`, with the command that
 * mends it, when somebody else could read or replace the file, or it is too large.
 */
export function readPrivate(directory: string, name: string): Buffer | undefined {
  if (!asPermissions(() => requirePrivateDirectory(directory))) return undefined
  const path = `${directory}/${name}`
  const read = asPermissions(() => readPrivateFile(path, { maxBytes: LIMITS.fileBytes }))
  if (read.kind === 'missing') return undefined
  if (read.kind === 'read') return read.bytes
  throw new AirlockError('AIRLOCK_VAULT_PERMISSIONS', {
    message: `\`${escape(path)}\` is not used: it ${read.fault}`,
    hints: [read.remedy],
  })
}

/** Makes the directory if there is none. Throws `AIRLOCK_VAULT_PERMISSIONS` when it is not private. */
export function ensureDirectory(directory: string): void {
  asPermissions(() => ensurePrivateDirectory(directory))
}

/** Does what reads or writes files, and throws what `permissionFault` makes of what the system says against it. */
export function asPermissions<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw permissionFault(error)
  }
}

/**
 * What the file system said, a full disk among it, as `AIRLOCK_VAULT_PERMISSIONS` with its own word for it; anything else is handed back as
 * it is.
 */
export function permissionFault(error: unknown): unknown {
  if (AirlockError.is(error)) {
    if (error.code !== 'AIRLOCK_PATH_REFUSED') return error
    const { message, hints } = error
    return new AirlockError('AIRLOCK_VAULT_PERMISSIONS', { message, hints })
  }
  // Of two paths the one that was to be made; of a write nobody says where.
  const { code, dest, path } = error as NodeJS.ErrnoException & { readonly dest?: string }
  if (code === undefined) return error
  const place = dest ?? path
  if (place === undefined)
    return new AirlockError('AIRLOCK_VAULT_PERMISSIONS', {
      message: `a file of the vault cannot be written (${escape(code)})`,
      hints: ['df -h "${XDG_DATA_HOME:-$HOME/.local/share}"'],
    })
  const directory = shellWord(place.slice(0, place.lastIndexOf('/') + 1) || '.')
  return new AirlockError('AIRLOCK_VAULT_PERMISSIONS', {
    message: `\`${escape(place)}\` cannot be used (${escape(code)})`,
    hints: [`ls -ld ${directory}`, `df -h ${directory}`],
  })
}

/** One word for a POSIX shell (Shell Command Language, 2.2.2): inside single quotes nothing is special but the quote. */
export function shellWord(path: string): string {
  return `'${escape(path, path.length).replaceAll("'", `'\\''`)}'`
}
