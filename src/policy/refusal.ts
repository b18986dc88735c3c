import { HOME_AREAS, SYSTEM_AREAS } from './area.ts'

/** What stands around the paths of a profile. Give both in the form in which the path is asked about: with links or resolved. */
export interface PathContext {
  /** The caller's home directory, absolute. */
  readonly home: string
  /** Directories and files of the launcher that no server may see: configuration, state, store, its own installation. */
  readonly protected: readonly string[]
}

/**
 * Why a server may not be given this path, as the end of a sentence; undefined when it may. The path must be absolute
 * and canonical. Refused is whatever contains or lies inside a protected path, what holds keys or sessions, what is
 * wider than one project (`/`, the home directory), and for writing what other programs run or read at their start.
 */
export function refusal(
  path: string,
  mode: 'read' | 'write',
  context: PathContext,
): string | undefined {
  if (!CANONICAL.test(path)) return 'it is not an absolute path without `.`, `..` and `//`'
  if (path === '/') return 'it is the whole file system'
  if (!CANONICAL.test(context.home)) return 'the home directory is not known'
  if (context.home !== '/' && contains(path, context.home))
    return 'it is or contains the home directory'
  if (context.protected.some((own) => overlap(path, own))) return 'it overlaps files of mcp-airlock'

  for (const area of [...SYSTEM_AREAS, ...HOME_AREAS]) {
    if (area.mode === 'write' && mode === 'read') continue
    for (const name of area.paths) {
      const place = name.startsWith('/')
        ? name
        : `${context.home === '/' ? '' : context.home}/${name}`
      if (contains(path, place) || (area.below && contains(place, path))) return area.reason
    }
  }
  return undefined
}

function overlap(a: string, b: string): boolean {
  return contains(a, b) || contains(b, a)
}

/** Whether `inner` is `outer` or lies below it; a sibling that merely begins alike is neither. */
function contains(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(outer === '/' ? '/' : `${outer}/`)
}

const CANONICAL = /^(?:\/|(?:\/(?!\.{1,2}(?:\/|$))[^/\p{Cc}]+)+)$/u
