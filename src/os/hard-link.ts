import { linkSync, rmSync } from 'node:fs'

/**
 * Gives a file a second name, in place of whatever had it: when the first name is then given to a new file by rename(2), the second one
 * keeps the old file, and nothing was copied. Throws what link(2) throws.
 */
export function linkFile(path: string, secondName: string): void {
  rmSync(secondName, { force: true })
  linkSync(path, secondName)
}
