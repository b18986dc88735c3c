import { dirname, join } from 'node:path'
import { AirlockError } from '../base/index.ts'
import { canonicalPath, kindOf } from '../os/index.ts'

/** Where npm is: the script that node runs and the directories that it loads itself from. */
export interface NpmLocation {
  readonly script: string
  readonly directories: readonly string[]
}

/**
 * Finds npm beside `node`, then in the directories of `path`, then where node's own archive puts it. A launcher of a version
 * manager is not npm; what counts is a file `bin/npm-cli.js` behind the links. Throws `AIRLOCK_STORE_FAILED` when there is none.
 */
export function findNpm(node: string, path: string): NpmLocation {
  const prefix = dirname(dirname(canonicalPath(node) ?? node))
  const candidates = [dirname(node), ...path.split(':').filter((part) => part.startsWith('/'))].map(
    (directory) => canonicalPath(join(directory, 'npm')),
  )
  const script = [
    ...candidates,
    canonicalPath(join(prefix, 'lib/node_modules/npm/bin/npm-cli.js')),
  ].find((file) => file?.endsWith('/bin/npm-cli.js') === true && kindOf(file) === 'file')
  if (script === undefined)
    throw new AirlockError('AIRLOCK_STORE_FAILED', {
      message: 'npm was found neither beside node nor in PATH',
      hints: ['install npm, for example `sudo apt-get install npm`'],
    })
  return { script, directories: directoriesOf(dirname(dirname(script))) }
}

/** Debian puts the modules that npm needs beside it instead of inside (Debian JavaScript policy, "nodejs modules"). */
function directoriesOf(npm: string): readonly string[] {
  const shared = ['/usr/share/nodejs', '/usr/share/node_modules', '/usr/lib/nodejs']
  return npm.startsWith('/usr/share/nodejs/')
    ? shared.filter((path) => kindOf(path) === 'directory')
    : [npm]
}
