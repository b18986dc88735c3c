import { linkFile, listDirectory, removeTree } from '../os/index.ts'
import { type VaultPlace, vaultFile } from './place.ts'

/** The backups that are there, newest first, as paths. Each is the vault file of the generation in its name. */
export function listBackups({ directory }: VaultPlace): readonly string[] {
  return listDirectory(directory)
    .map((name) => BACKUP.exec(name))
    .filter((found) => found !== null)
    .sort(([, a], [, b]) => Number(b) - Number(a))
    .map(([name]) => `${directory}/${name}`)
}

/**
 * Keeps the file that is about to be replaced under a second name, and the newest five of those. Nothing is copied, so it costs nothing and
 * a crash leaves both names or one.
 */
export function keepBackup(place: VaultPlace, generation: number): void {
  linkFile(vaultFile(place), `${place.directory}/backup-${generation}.json`)
  for (const old of listBackups(place).slice(KEPT)) removeTree(old)
}

/** Removes what writers left that were killed. Only inside the lock, where nobody is writing. */
export function sweepTemporaries({ directory, state }: VaultPlace): void {
  for (const place of [directory, state])
    for (const name of listDirectory(place))
      if (TEMPORARY.test(name)) removeTree(`${place}/${name}`)
}

const BACKUP = /^backup-([1-9][0-9]{0,15})\.json$/
const KEPT = 5
/** As `writeFileAtomically` names them. */
const TEMPORARY = /^\.(?:vault|seen)\.json\./
