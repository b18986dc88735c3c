import { AirlockError, escape } from '../base/index.ts'
import { base64urlOf } from './base64url.ts'
import type { Entry } from './entry.ts'
import { ENTRY_FIELDS } from './entry-fields.ts'
import { forbidden } from './faults.ts'
import { Malformed, object } from './fields.ts'
import { LIMITS } from './limits.ts'
import { indexOf, type OpenVault, requireOpen } from './open-vault.ts'
import { revise } from './revise.ts'
import { sealValue } from './sealed-value.ts'

/**
 * Adds an entry, or gives one that exists another value and another description. Throws `AIRLOCK_USAGE` for a description that the format
 * does not allow and `AIRLOCK_VAULT_POLICY` beyond a bound. The caller wipes the value.
 */
export function setEntry(open: OpenVault, entry: Entry, value: Buffer): OpenVault {
  const { suite, document, vaultKey, manifest } = open
  requireOpen(open)
  const described = readDescription(entry)
  if (value.length > LIMITS.valueBytes)
    throw forbidden(`a value has at most ${LIMITS.valueBytes} bytes`)
  const index = manifest.findIndex(({ name }) => name === entry.name)
  if (index === -1 && manifest.length === LIMITS.entries)
    throw forbidden(`a vault has at most ${LIMITS.entries} entries`)
  const before = manifest[index]
  const id = before?.id ?? base64urlOf(suite.random(16))
  const version = (before?.version ?? 0) + 1
  const sealed = sealValue(suite, document, vaultKey, { id, version, value })
  return revise(open, {
    document: { entries: placed(document.entries, index, sealed) },
    manifest: placed(manifest, index, { ...described, id, version }),
  })
}

/**
 * Changes what is known of an entry, its name included, and not its value. Throws `AIRLOCK_VAULT_ENTRY_MISSING`, `AIRLOCK_VAULT_EXISTS` when
 * another entry has the new name, and `AIRLOCK_USAGE` as `setEntry`.
 */
export function changeEntry(
  open: OpenVault,
  name: string,
  change: (entry: Entry) => Entry,
): OpenVault {
  const { manifest } = open
  const index = indexOf(open, name)
  const { id, version, ...entry } = manifest[index] as (typeof manifest)[number]
  const changed = readDescription(change(entry))
  if (manifest.some((other, at) => at !== index && other.name === changed.name)) {
    throw new AirlockError('AIRLOCK_VAULT_EXISTS', {
      message: `the vault has an entry \`${escape(changed.name)}\` already`,
    })
  }
  return revise(open, { manifest: placed(manifest, index, { ...changed, id, version }) })
}

/** Removes an entry. Backups still have it. Throws `AIRLOCK_VAULT_ENTRY_MISSING`. */
export function removeEntry(open: OpenVault, name: string): OpenVault {
  const index = indexOf(open, name)
  return revise(open, {
    document: { entries: open.document.entries.toSpliced(index, 1) },
    manifest: open.manifest.toSpliced(index, 1),
  })
}

function readDescription(entry: Entry): Entry {
  const members = Object.fromEntries(
    Object.entries(entry).filter(([, member]) => member !== undefined),
  )
  try {
    return readFields(members, 'entry')
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
    throw new AirlockError('AIRLOCK_USAGE', {
      message: `the vault cannot keep that: ${error.message}`,
    })
  }
}

/** In place of what is there, or behind everything for -1. */
function placed<T>(all: readonly T[], index: number, one: T): readonly T[] {
  return index === -1 ? [...all, one] : all.with(index, one)
}

const readFields = object<Entry>(ENTRY_FIELDS, ['rotateCommand'])
