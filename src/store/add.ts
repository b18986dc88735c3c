import { join } from 'node:path'
import { AirlockError, escape, shellWord } from '../base/index.ts'
import {
  createStagingDirectory,
  ensurePrivateDirectory,
  moveDirectory,
  readRegularFile,
  removeStaleStaging,
  removeTree,
  writeFileAtomically,
} from '../os/index.ts'
import { type InstalledPackage, openPackage } from './installed-package.ts'
import { filesOf, shelfOf } from './layout.ts'
import { type Resolved, readLock } from './lock-file.ts'
import { type Confine, type NpmCaller, npmInstall } from './npm-install.ts'
import type { PackageRequest } from './package-name.ts'
import { publish } from './publish.ts'
import { requireOwnLinks, sealTree } from './seal.ts'

/**
 * Installs a package with everything it needs into the store, and returns it. npm runs confined in a staging directory beside
 * the final place; the result gets its name by one rename, so that a package is there whole or not at all, and adds of the same
 * package may run at the same time. Whatever fails leaves nothing behind. Throws `AIRLOCK_STORE_FAILED`.
 */
export async function addPackage(
  storeDirectory: string,
  request: PackageRequest,
  caller: NpmCaller,
  confine: Confine,
): Promise<InstalledPackage> {
  const staging = stagingIn(shelfOf(storeDirectory))
  try {
    const resolved = await runNpm(staging, request, caller, confine)
    const built = join(staging, 'built')
    takeTree(join(staging, 'project'), filesOf(built).tree)
    const manifest = await sealTree(built, { name: request.name, ...resolved })
    await publish(storeDirectory, manifest, { built, staging })
    return openPackage(storeDirectory, manifest)
  } finally {
    removeTree(staging)
  }
}

function stagingIn(shelf: string): string {
  try {
    ensurePrivateDirectory(shelf)
    removeStaleStaging(shelf)
    return createStagingDirectory(shelf)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (AirlockError.is(error) || code === undefined) throw error
    throw new AirlockError('AIRLOCK_STORE_FAILED', {
      message: `\`${escape(shelf)}\` cannot be written (${escape(code)})`,
      hints: [`ls -ld ${shellWord(shelf)}`, `df -h ${shellWord(shelf)}`],
    })
  }
}

/** From here on until the tree is sealed, what is in `staging` was written by npm and is not trusted to be in order. */
async function runNpm(
  staging: string,
  request: PackageRequest,
  caller: NpmCaller,
  confine: Confine,
): Promise<Resolved> {
  const project = join(staging, 'project')
  const specification = `${request.name}@${request.selector}`
  ensurePrivateDirectory(project)
  writeFileAtomically(join(project, 'package.json'), PROJECT, { mode: 0o600 })
  const { code, output } = await confine(npmInstall(specification, { project, staging }, caller))
  if (code !== 0) throw failed(`npm could not install \`${specification}\`: ${complaintOf(output)}`)
  const lock = readRegularFile(join(project, 'package-lock.json'))?.toString('utf8') ?? ''
  const resolved = readLock(lock, request.name)
  if ('fault' in resolved) throw failed(`\`${specification}\` was refused: ${resolved.fault}`)
  if (request.version !== undefined && resolved.version !== request.version)
    throw failed(`npm installed version ${escape(resolved.version, 100)} of \`${specification}\``)
  return resolved
}

/** The links are checked before anything is done by path inside. npm's own lock file in the tree is not part of a package. */
function takeTree(project: string, tree: string): void {
  ensurePrivateDirectory(tree)
  moveDirectory(join(project, 'node_modules'), join(tree, 'node_modules'))
  requireOwnLinks(tree)
  removeTree(join(tree, 'node_modules/.package-lock.json'))
}

/** npm ends with lines that begin `npm error`; the last of them point at a log file that is gone by then. */
function complaintOf(output: string): string {
  const lines = output
    .split('\n')
    .flatMap((line) => /^npm (?:error|ERR!) (.*\S)/.exec(line)?.[1] ?? [])
  const told = lines.filter((line) => !/complete log of this run|_logs\//.test(line))
  return escape(told.slice(0, 4).join('; ') || output.trim() || 'it said nothing', 800)
}

function failed(message: string): AirlockError {
  return new AirlockError('AIRLOCK_STORE_FAILED', { message })
}

const PROJECT = '{ "name": "installation", "version": "0.0.0", "private": true }\n'
