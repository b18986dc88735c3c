import type { Description, Imported } from '../adopt/index.ts'
import { escape } from '../base/index.ts'
import type { Entry, OpenVault } from '../vault/index.ts'
import { described } from './vault-entries.ts'

/** What an export says of an entry. Approvals stay: consent is to a program on this machine, for this vault. */
export function descriptionOf(entry: Entry): Description {
  const { name: _name, releases: _releases, ...description } = entry
  return description
}

/**
 * What an entry is that was imported: as the file says it, where the vault has none of that name; else as the vault has it, with the value
 * of the file. `scope` counts instead of the file's, but not for an authenticator, which no server may have. A value is as old as the file
 * says, and a time to come counts as now. Throws as `described`.
 */
export function importedEntry(
  open: OpenVault,
  { name, value, description = {} }: Imported,
  scope: readonly string[] | undefined,
): Entry {
  const isNew = open.entries().every((entry) => entry.name !== name)
  const { kind, classification, rotateAfterDays, rotateCommand } = description
  const scopes = kind === 'totp' ? description.scopes : (scope ?? description.scopes)
  const flags = isNew
    ? {
        totp: kind === 'totp',
        ...(scopes && { scope: scopes }),
        ...(classification && { classification }),
        ...(rotateAfterDays !== undefined && { rotateAfter: rotateAfterDays }),
        ...(rotateCommand && { rotateCommand }),
      }
    : scope && { scope }
  const entry = described(open, name, { flags: flags ?? {}, value })
  const now = entry.rotated
  const { created = now, rotated = now } = description
  return {
    ...entry,
    created: isNew ? Math.min(created, now) : entry.created,
    rotated: Math.min(rotated, now),
  }
}

/** What the file brought along that a person should know of: who may have the value from now on, and what is run to replace it. */
export function broughtAlong(
  { description = {} }: Imported,
  scope: readonly string[] | undefined,
): readonly string[] {
  const { scopes = [], rotateCommand } = description
  return [
    ...(scope === undefined && scopes.length > 0 ? [`for ${shown(scopes, ', ')}`] : []),
    ...(rotateCommand === undefined ? [] : [`rotated by: ${shown(rotateCommand, ' ')}`]),
  ]
}

function shown(words: readonly string[], between: string): string {
  return words.map((word) => escape(word, MOST_SHOWN)).join(between)
}

const MOST_SHOWN = 400
