import { dirname, normalize } from 'node:path'
import { linkTarget } from '../os/index.ts'
import type { Link } from './spec.ts'

/** Where a path really leads, and every symbolic link on the way there. */
export interface Route {
  /** The path without any link in it. It may still not exist. */
  readonly canonical: string
  /** The links met, with their targets as written, so that the same name works inside the chamber. */
  readonly links: readonly Link[]
}

/**
 * Follows an absolute path component by component. Undefined after 40 links, as the kernel gives up there too
 * (path_resolution(7), MAXSYMLINKS).
 */
export function routeTo(path: string): Route | undefined {
  const links: Link[] = []
  let open = segmentsOf(path)
  let reached = '/'
  for (let segment = open.shift(); segment !== undefined; segment = open.shift()) {
    if (segment === '..') {
      reached = dirname(reached)
      continue
    }
    const next = `${reached === '/' ? '' : reached}/${segment}`
    const target = linkTarget(next)
    if (target === undefined) {
      reached = next
      continue
    }
    if (links.length >= 40) return undefined
    links.push({ path: next, target })
    if (target.startsWith('/')) reached = '/'
    open = [...segmentsOf(target), ...open]
  }
  return { canonical: reached, links }
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '' && segment !== '.')
}

/** Whether `path` is `root` or lies under it; both absolute and normal. */
export function isWithin(path: string, root: string): boolean {
  return path === root || path.startsWith(root === '/' ? '/' : `${normalOf(root)}/`)
}

/** What `normalize` says, which costs more than a look: every two paths of a chamber are compared. */
function normalOf(path: string): string {
  return /\/[./]/.test(path) ? normalize(path) : path
}
