import { dirname, join } from 'node:path'
import { AirlockError, escape } from '../base/index.ts'
import { kindOf } from '../os/index.ts'
import { type Parts, showPath } from './parts.ts'
import { isWithin } from './route.ts'

/**
 * Shows the package that a script belongs to: the outermost `node_modules` above it (its dependencies lie beside it there), else
 * the nearest directory with a package.json, but none above the script's own repository, else the script alone. `script` is canonical.
 * Throws AIRLOCK_PATH_REFUSED when that would show the home directory or a system directory.
 */
export function packageParts(script: string, home: string): Parts {
  const root = packageRoot(script)
  if (root !== undefined) refuseBroad(root, script, home)
  return showPath(root ?? script)
}

/** Throws AIRLOCK_PATH_REFUSED when a directory derived from a script is far more than that script's own. */
export function refuseBroad(root: string, script: string, home: string): void {
  if (!isWithin(home, root) && root.split('/').length > 2) return
  throw new AirlockError('AIRLOCK_PATH_REFUSED', {
    message: `\`${escape(script)}\` belongs to \`${escape(root)}\`, which is too much to show to a server`,
    hints: [
      'move the server into a directory of its own',
      'or install it with `mcp-airlock store add NAME@VERSION`',
    ],
  })
}

function packageRoot(script: string): string | undefined {
  const outermost = script.indexOf('/node_modules/')
  if (outermost !== -1) return modulesRoot(script, outermost + '/node_modules'.length)
  for (let directory = dirname(script); directory !== '/'; directory = dirname(directory)) {
    if (kindOf(join(directory, 'package.json')) === 'file') return directory
    if (kindOf(join(directory, '.git')) !== undefined) return undefined
  }
  return undefined
}

/** Below a prefix's `lib/node_modules` npm keeps each package with its dependencies inside (npm documentation, "folders"). */
function modulesRoot(script: string, end: number): string {
  const modules = script.slice(0, end)
  if (!modules.endsWith('/lib/node_modules')) return modules
  const [first = '', second = ''] = script.slice(end + 1).split('/')
  return join(modules, first, first.startsWith('@') ? second : '')
}
