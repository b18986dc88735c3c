import { lstatSync, readlinkSync, realpathSync } from 'node:fs'

/** Where a path leads, or the end of a sentence about why that cannot be said. */
export type ResolvedPath = { readonly real: string } | { readonly fault: string }

/**
 * Where a file of this name is or would be made: the real path of the longest part that exists, and the rest as written. A link
 * to nothing is followed as well, since creating the file follows it (open(2)). A fault for a path that is not absolute, has
 * `.` or `..` behind something that does not exist, has too many links, or cannot be looked at.
 */
export function resolvePath(path: string): ResolvedPath {
  if (!path.startsWith('/') || path.includes('\0')) return { fault: 'is not an absolute path' }
  let wanted = path
  try {
    for (let links = 0; links <= MAX_LINKS; links += 1) {
      const step = follow(wanted)
      if (!('link' in step)) return step
      wanted = step.link
    }
  } catch {
    return { fault: 'cannot be followed' }
  }
  return { fault: 'leads through too many links' }
}

/** Everything up to the first link that leads to nothing. */
function follow(path: string): ResolvedPath | { readonly link: string } {
  const missing: string[] = []
  for (let known = path; ; known = parentOf(known)) {
    try {
      return { real: joined(realpathSync.native(known), missing) }
    } catch (error) {
      if (!isMissing(error)) throw error
    }
    const name = known.slice(parentOf(known).length).replaceAll('/', '')
    if (name === '.' || name === '..')
      return { fault: 'goes on behind a place that does not exist' }
    const link = danglingLink(known)
    if (link !== undefined) return { link: joined(link, missing) }
    if (name !== '') missing.unshift(name)
  }
}

/** The absolute place that a link to nothing names; undefined when this is no link. */
function danglingLink(path: string): string | undefined {
  const place = path.replace(/\/+$/, '')
  if (lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return undefined
  const target = readlinkSync(place)
  if (target.startsWith('/')) return target
  return joined(realpathSync.native(parentOf(place)), [target])
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

function parentOf(path: string): string {
  const cut = path.replace(/\/+$/, '').lastIndexOf('/')
  return cut <= 0 ? '/' : path.slice(0, cut)
}

function joined(directory: string, names: readonly string[]): string {
  if (names.length === 0) return directory
  return `${directory === '/' ? '' : directory}/${names.join('/')}`
}

/** MAXSYMLINKS of Linux (path_resolution(7)). */
const MAX_LINKS = 40
