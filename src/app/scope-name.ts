import { resolve } from 'node:path'
import { canonicalPath } from '../os/index.ts'
import type { Io } from './io.ts'

/** A profile as the vault knows it: by its name, or, where a path was given, by the file, links resolved. As `findProfile` names it. */
export function scopeNames(
  { workingDirectory }: Io,
  references: readonly string[],
): readonly string[] {
  return references.map((reference) => {
    if (!reference.includes('/')) return reference
    const path = resolve(workingDirectory, reference)
    return canonicalPath(path) ?? path
  })
}
