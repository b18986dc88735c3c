import { dirname } from 'node:path'
import { findNpm } from './npm-location.ts'
import { type Environment, npmSettings } from './npm-settings.ts'

/**
 * A program to run in a sandbox: it may write `writable` and its own /tmp alone, sees `readable` by the very same paths (a link
 * among them leads to its target's content), has the network, and nothing else. The interpreter, its libraries and the usual
 * devices are the sandbox's own business.
 */
export interface ConfineRequest {
  /** Absolute path of the program, then its arguments. */
  readonly command: readonly string[]
  readonly writable: string
  readonly readable: readonly string[]
  /** The whole environment. */
  readonly environment: Record<string, string>
  readonly workingDirectory: string
}

/** Runs it to its end. `output` is standard output and standard error together. */
export type Confine = (
  request: ConfineRequest,
) => Promise<{ readonly code: number; readonly output: string }>

/** Whose npm is to be run. */
export interface NpmCaller {
  /** Absolute path of the node that runs npm. */
  readonly node: string
  readonly home: string
  readonly environment: Environment
}

/** The installation of `specification` in `project`, a directory with a package.json; `staging` holds it and npm's cache. */
export function npmInstall(
  specification: string,
  places: { readonly project: string; readonly staging: string },
  caller: NpmCaller,
): ConfineRequest {
  const npm = findNpm(caller.node, caller.environment['PATH'] ?? '')
  const settings = npmSettings(caller.environment, caller.home, caller.node)
  return {
    command: [caller.node, npm.script, ...npmArguments(specification)],
    writable: places.staging,
    readable: [...npm.directories, ...settings.readable],
    environment: {
      ...settings.environment,
      PATH: dirname(caller.node),
      // Its own cache: a poisoned one cannot pass (every archive is checked), but it would have to be writable.
      NPM_CONFIG_CACHE: `${places.staging}/cache`,
      // Refused before they are fetched by an npm that knows these settings (11.10), after it by the lock file otherwise.
      NPM_CONFIG_ALLOW_GIT: 'none',
      NPM_CONFIG_ALLOW_REMOTE: 'none',
      NPM_CONFIG_UPDATE_NOTIFIER: 'false',
    },
    workingDirectory: places.project,
  }
}

/**
 * The arguments of npm. The command line wins over every configuration, so these hold whatever the caller's npmrc says. There is
 * no `--prefix`, which would also move the global npmrc: npm takes the directory that it is started in.
 */
export function npmArguments(specification: string): readonly string[] {
  return [
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--omit=dev',
    '--install-strategy=hoisted',
    '--package-lock',
    '--omit-lockfile-registry-resolved',
    '--no-global',
    '--no-dry-run',
    '--no-package-lock-only',
    '--no-offline',
    '--no-force',
    '--no-progress',
    '--loglevel=error',
    '--',
    specification,
  ]
}
