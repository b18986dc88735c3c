/** One place of the host that the server sees, both absolute. */
interface Bind {
  readonly source: string
  readonly target: string
}

/**
 * The path of the host behind a path inside the chamber, as text; undefined when no bind shows it. Of binds that lie inside each
 * other the innermost holds, as with mounts.
 */
export function hostPath(path: string, binds: readonly Bind[]): string | undefined {
  let best: Bind | undefined
  for (const bind of binds) {
    if (!covers(bind.target, path)) continue
    if (best === undefined || bind.target.length >= best.target.length) best = bind
  }
  if (best === undefined) return undefined
  const rest = path.slice(best.target === '/' ? 0 : best.target.length)
  return best.source === '/' ? rest || '/' : `${best.source}${rest}`
}

function covers(target: string, path: string): boolean {
  return target === '/' || path === target || path.startsWith(`${target}/`)
}
