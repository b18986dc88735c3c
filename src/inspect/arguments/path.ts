import { hostPath } from './chamber-path.ts'
import { lexicalPath, pathReadings } from './path-readings.ts'
import { quotedList } from './quoted-list.ts'
import type { ArgumentPorts, PathRule } from './rule.ts'

/**
 * A path is accepted when it lies inside one of the roots in every way that a server may read it, after symbolic links, for the
 * launcher and in the sandbox alike: CVE-2025-53109 was a link out of the allowed directory, CVE-2025-53110 took `/allowed-too` for
 * a part of `/allowed`. Compared to the letter: a directory whose name differs in case is another one. What is
 * swapped for a link after this look is the sandbox's to stop.
 */
export function pathFault(rule: PathRule, text: string, ports: ArgumentPorts): string | undefined {
  const accepted = `must be ${ports.base === undefined ? 'an absolute path' : 'a path'} inside ${quotedList(rule.within)}`
  const found = pathReadings(text, ports.base)
  if ('fault' in found) return `${accepted}; ${found.fault}`
  const roots = rule.within.flatMap((root) => {
    const place = ports.resolve(root)
    return 'real' in place ? [place.real] : []
  })
  for (const reading of found.readings) {
    const fault = placeFault(reading, roots, ports)
    if (fault !== undefined) return `${accepted}; ${fault}`
  }
  return undefined
}

function placeFault(
  path: string,
  roots: readonly string[],
  ports: ArgumentPorts,
): string | undefined {
  const { binds } = ports
  const outside = binds === undefined ? path : hostPath(path, binds)
  if (outside === undefined) return 'the server does not see this place'
  const place = ports.resolve(outside)
  if ('fault' in place) return `it ${place.fault}`
  if (!roots.some((root) => isInside(place.real, root))) return 'it leads outside'
  // A link that was followed out here is followed inside too, and means the same only where both call things alike.
  const isDirect = place.real === lexicalPath(outside)
  if (binds === undefined || isDirect || hostPath(place.real, binds) === place.real) {
    return undefined
  }
  return 'it leads to a place that the server does not see'
}

/** Whether a path is a root or lies below it; `/allowed-too` does not lie below `/allowed`. */
function isInside(path: string, root: string): boolean {
  return path === root || path.startsWith(root === '/' ? '/' : `${root}/`)
}
