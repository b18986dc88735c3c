import { AirlockError, escape } from '../base/index.ts'
import { unprintable } from './printable.ts'
import type { ProfileFilesystem } from './profile.ts'
import { type PathContext, refusal } from './refusal.ts'

/** Absolute paths without `.`, `..` and `//`. Symbolic links are not resolved. */
export interface GrantedPaths {
  readonly read: readonly string[]
  readonly write: readonly string[]
  readonly protect: readonly string[]
}

/** The entry that stands for each further argument of the command that is a path. */
export const ARGUMENTS = '${args}'

/**
 * Turns the paths of a profile into absolute ones: `~` is the home directory, `${args}` each further argument that
 * begins with `/` or `~/` (options, relative paths and URLs are skipped, so they grant nothing). Whoever resolves links
 * afterwards asks `refusal` again for the result.
 *
 * @throws AirlockError `AIRLOCK_PATH_REFUSED` for a directory that no server may have, and for one that is granted
 *   both read-only and writable.
 */
export function expandPaths(
  filesystem: Pick<ProfileFilesystem, 'read' | 'write' | 'protect'>,
  context: PathContext & { readonly variable: readonly string[] },
): GrantedPaths {
  const granted = {
    read: expanded(filesystem.read, context),
    write: expanded(filesystem.write, context),
    protect: expanded(filesystem.protect, context),
  }
  for (const mode of ['read', 'write'] as const) {
    for (const path of granted[mode]) {
      const reason = refusal(path, mode, context)
      if (reason !== undefined) throw refused(path, reason)
    }
  }
  const both = granted.write.find((path) => granted.read.includes(path))
  if (both !== undefined)
    throw refused(both, 'it is in both `filesystem.read` and `filesystem.write`')
  return granted
}

/** Why an entry of `filesystem.read` or `filesystem.write` may not be written so; undefined when it may. */
export function rootFault(path: string): string | undefined {
  return path === ARGUMENTS ? undefined : protectFault(path)
}

/** Why an entry of `filesystem.protect` may not be written so; undefined when it may. */
export function protectFault(path: string): string | undefined {
  if (path.includes('${'))
    return `knows no variable here but \`${ARGUMENTS}\`, alone, in \`read\` and \`write\``
  if (!/^(?:~$|~?\/)/.test(path)) return 'must begin with `/` or `~/`'
  return unprintable(path) ?? (path.length > MAX_PATH ? 'is too long' : undefined)
}

/**
 * The same for places that are only named, not granted.
 *
 * @throws AirlockError `AIRLOCK_PATH_REFUSED` for one that cannot be made absolute.
 */
export function expanded(
  paths: readonly string[],
  { home, variable }: { readonly home: string; readonly variable: readonly string[] },
): readonly string[] {
  const named = paths.flatMap((path) =>
    path === ARGUMENTS ? variable.filter((argument) => /^~?\//.test(argument)) : path,
  )
  return [
    ...new Set(
      named.map((path) => canonical(path.startsWith('~') ? `${home}${path.slice(1)}` : path)),
    ),
  ]
}

/** Textual only; `..` at the root stays at the root, as the kernel has it (path_resolution(7)). */
function canonical(path: string): string {
  const fault = unprintable(path) ?? (path.startsWith('/') ? undefined : 'must be absolute')
  if (fault !== undefined) throw refused(path, `it ${fault}`)
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

function refused(path: string, reason: string): AirlockError {
  return new AirlockError('AIRLOCK_PATH_REFUSED', {
    message: `\`${escape(path, 200)}\` may not be given to a server: ${reason}`,
  })
}

/** PATH_MAX of Linux (limits.h). */
const MAX_PATH = 4096
