import { canonicalPath } from '../os/index.ts'
import type { Io } from './io.ts'
import { absolute } from './vault-tools.ts'

/** A profile as the vault knows it: by its name, or, where a path was given, by the file, links resolved. As `findProfile` names it. */
export function scopeNames(io: Io, references: readonly string[]): readonly string[] {
  return references.map((reference) => {
    if (!reference.includes('/')) return reference
    const path = absolute(io, reference)
    return canonicalPath(path) ?? path
  })
}
