import { posix } from 'node:path'
import { AirlockError, escape } from '../base/index.ts'
import { isRecord, type JsonRecord } from './json-record.ts'

/**
 * The program that `npx NAME` would run, as a path relative to the package: the only one in `bin`, or the one with the
 * package's unscoped name (libnpmexec 10, "get-bin-from-manifest"). Throws `AIRLOCK_STORE_FAILED` with the list otherwise.
 * The path is cut at the package's root, whatever it says, as npm-normalize-package-bin does.
 */
export function chooseEntry(name: string, packageJson: JsonRecord): string {
  const plainName = name.slice(name.indexOf('/') + 1)
  const bin = programsOf(plainName, packageJson['bin'])
  const paths = [...new Set(bin.values())]
  const chosen = paths.length === 1 ? paths[0] : bin.get(plainName)
  if (chosen !== undefined && chosen !== '') return chosen
  throw new AirlockError('AIRLOCK_STORE_FAILED', {
    message:
      bin.size === 0
        ? `\`${name}\` has no program to run: its package.json has no \`bin\``
        : `\`${name}\` has several programs and none is called \`${plainName}\`: ${[...bin.keys()].map((key) => `\`${escape(key, 100)}\``).join(', ')}`,
    hints: [
      'look for the server in another package, or name its program by path in `command` of the profile',
    ],
  })
}

function programsOf(plainName: string, bin: unknown): ReadonlyMap<string, string> {
  if (typeof bin === 'string') return new Map([[plainName, inside(bin)]])
  if (!isRecord(bin)) return new Map()
  return new Map(
    Object.entries(bin)
      .filter((pair): pair is [string, string] => typeof pair[1] === 'string')
      .map(([name, path]) => [name, inside(path)]),
  )
}

function inside(path: string): string {
  return posix.join('/', path.replaceAll('\\', '/')).slice(1)
}
