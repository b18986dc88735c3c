import { join, posix } from 'node:path'
import { AirlockError, escape } from '../base/index.ts'
import { canonicalPath, readRegularFile, readTree, writeFileAtomically } from '../os/index.ts'
import { chooseEntry } from './entry.ts'
import { parseRecord } from './json-record.ts'
import { filesOf } from './layout.ts'
import { encodeManifest, FORMAT, type Manifest } from './manifest.ts'
import { type Measured, measureTree, SETTLE_MS } from './measure.ts'
import { encodeStamps } from './stamps.ts'
import { treeHash } from './tree-list.ts'

/**
 * Hashes the tree of a new installation and writes list, stamps and manifest beside it. Throws `AIRLOCK_STORE_FAILED` when the
 * tree holds what no package should, or has no program to run.
 */
export async function sealTree(
  installation: string,
  resolved: Pick<Manifest, 'name' | 'version' | 'integrity' | 'packages'>,
): Promise<Manifest> {
  const files = filesOf(installation)
  const measured = await measureSettled(files.tree)
  const entry = entryOf(files.tree, resolved.name, measured)
  const { name, version, integrity, packages } = resolved
  const tree = await treeHash(measured.list)
  const manifest: Manifest = { format: FORMAT, name, version, integrity, packages, entry, tree }
  writeFileAtomically(files.list, measured.list, { mode: 0o600 })
  if (measured.census !== undefined)
    writeFileAtomically(files.stamps, encodeStamps(tree, measured.census), { mode: 0o600 })
  writeFileAtomically(files.manifest, encodeManifest(manifest), { mode: 0o600 })
  return manifest
}

/**
 * Requires every link to be relative and to end at something inside the tree. Both are asked, because a path through another
 * link can leave the tree although it does not look so. Throws `AIRLOCK_STORE_FAILED`.
 */
export function requireOwnLinks(tree: string): void {
  const root = canonicalPath(tree) ?? tree
  for (const { path, type, target } of readTree(tree)) {
    if (type !== 'symlink') continue
    const plain = posix.join(posix.dirname(path), target)
    const real = canonicalPath(join(tree, path))
    const isInside = !target.startsWith('/') && plain !== '..' && !plain.startsWith('../')
    if (!isInside || real?.startsWith(`${root}/`) !== true)
      throw failed(`the link \`${escape(path, 400)}\` leads out of the package`)
  }
}

/** Stamps are worth writing only for a tree that was still for a moment; npm has just ended, so one is waited for. */
async function measureSettled(tree: string): Promise<Measured> {
  await new Promise((resolve) => setTimeout(resolve, 2 * SETTLE_MS))
  const measured = await measureTree(tree, Date.now())
  if ('odd' in measured)
    throw failed(
      `\`${escape(measured.odd, 400)}\` is neither a file, a directory nor a link with a plain name`,
    )
  return measured
}

function entryOf(tree: string, name: string, measured: Measured): string {
  const home = `node_modules/${name}`
  const packageJson = parseRecord(
    readRegularFile(join(tree, home, 'package.json'))?.toString('utf8') ?? '',
  )
  if (packageJson === undefined) throw failed(`\`${name}\` has no readable package.json`)
  const entry = `${home}/${chooseEntry(name, packageJson)}`
  const listed = measured.entries.find(({ path }) => path === entry)
  if (listed?.type !== 'file')
    throw failed(`the program of \`${name}\`, \`${escape(entry, 400)}\`, is not in the package`)
  return entry
}

function failed(message: string): AirlockError {
  return new AirlockError('AIRLOCK_STORE_FAILED', { message })
}
