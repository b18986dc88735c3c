import { AirlockError, escape } from '../base/index.ts'
import { kindOf } from '../os/index.ts'
import { librariesOf } from './libraries.ts'
import { isWithin, routeTo } from './route.ts'
import type { Bind, Link } from './spec.ts'

/** What one need of a server adds to its chamber. */
export interface Parts {
  readonly binds: readonly Bind[]
  readonly links: readonly Link[]
}

/** Joins parts; identical entries are kept once, a write bind wins over a read bind of the same path. */
export function joinParts(all: readonly Parts[]): Parts {
  const binds = new Map<string, Bind>()
  const links = new Map<string, Link>()
  for (const parts of all) {
    for (const bind of parts.binds)
      if (binds.get(bind.target)?.mode !== 'write') binds.set(bind.target, bind)
    for (const link of parts.links) links.set(link.path, link)
  }
  return { binds: [...binds.values()], links: [...links.values()] }
}

/** Shows a host path under its own name. Throws AIRLOCK_PATH_MISSING when there is nothing. */
export function showPath(path: string, mode: Bind['mode'] = 'read'): Parts {
  const route = routeTo(path)
  if (route === undefined || kindOf(route.canonical) === undefined)
    throw new AirlockError('AIRLOCK_PATH_MISSING', {
      message: `\`${escape(path)}\` does not exist`,
    })
  return {
    binds: [{ source: route.canonical, target: route.canonical, mode }],
    links: route.links,
  }
}

/** Shows programs together with the loader and the libraries that they need. */
export function showPrograms(files: readonly string[]): Parts {
  return joinParts([...files.map((file) => showPath(file)), showLibraries(files)])
}

/** Shows what programs need to run, but not the programs. */
export function showLibraries(files: readonly string[]): Parts {
  return joinParts(librariesOf(files).map((file) => showPath(file)))
}

/**
 * Makes parts fit together: binds that a wider read bind shows already go, links that lie inside a bound directory go (they are
 * there through the bind), and parents come before children, since a later mount covers an earlier one.
 */
export function settleParts(parts: Parts): Parts {
  const binds = parts.binds
    .filter((bind) => !isShown(bind, parts.binds))
    .toSorted((a, b) => (a.target < b.target ? -1 : 1))
  const links = parts.links.filter(
    (link) => !binds.some((bind) => isWithin(link.path, bind.target)),
  )
  return { binds, links }
}

/** Whether the nearest bind around this one already shows it: a writable one in between would not keep it read-only. */
function isShown(bind: Bind, all: readonly Bind[]): boolean {
  const [nearest] = all
    .filter(({ target }) => target !== bind.target && isWithin(bind.target, target))
    .toSorted((a, b) => b.target.length - a.target.length)
  return bind.mode === 'read' && nearest?.mode === 'read'
}
