import {
  type AgeKey,
  exportAge,
  type Imported,
  importAge,
  importFrom,
  serverKindOf,
} from '../adopt/index.ts'
import { AirlockError, assertNever, escape } from '../base/index.ts'
import { readRegularFile } from '../os/index.ts'
import { isEntryName, setEntry } from '../vault/index.ts'
import { broughtAlong, descriptionOf, importedEntry } from './imported-entry.ts'
import { type Io, print } from './io.ts'
import { requireAbsent, writeNew } from './new-file.ts'
import { scopeNames } from './scope-name.ts'
import { newPassphrase } from './vault-init.ts'
import { askSecretHere, changeVault, lineFrom, type UnlockFlags, withVault } from './vault-tools.ts'

/** Where an export goes and who can open it. */
export interface ExportFlags extends UnlockFlags {
  /** Recipients of age (`age1…`); a passphrase is asked for when there is none. */
  readonly recipient?: readonly string[]
  /** A descriptor to read the passphrase of the age file from. */
  readonly agePassphraseFd?: number
  readonly armor?: boolean
}

/** What is read and what becomes of it. */
export interface ImportFlags extends UnlockFlags {
  /** What the file is; by its name when undefined. */
  readonly from?: 'env' | 'client' | 'age'
  /** One server of a client's configuration; all of them when undefined. */
  readonly server?: string
  readonly scope?: readonly string[]
  /** An identity file of age; a passphrase is asked for when undefined. */
  readonly identity?: string
  readonly agePassphraseFd?: number
  /** Entries that exist get the new value; without it they are an error. */
  readonly replace?: boolean
}

/** Writes all entries, but for what was approved, into an age file that the stock `age` opens. Throws AIRLOCK_VAULT_EXISTS when the file is there. */
export async function exportVault(io: Io, file: string, flags: ExportFlags): Promise<number> {
  requireAbsent(file)
  const count = await withVault(io, flags, async (open) => {
    const lock = await lockOf(flags)
    const entries = open.entries().map((entry) => ({
      name: entry.name,
      value: open.read(entry.name),
      description: descriptionOf(entry),
    }))
    try {
      writeNew(file, await exportAge(entries, lock, { isArmoured: flags.armor === true }))
    } finally {
      if ('passphrase' in lock) lock.passphrase.fill(0)
      for (const { value } of entries) value.fill(0)
    }
    return entries.length
  })
  print(io, `exported: ${count} to ${escape(file)}`)
  return 0
}

/**
 * Takes over the secrets of a file, which stays as it is. Throws AIRLOCK_USAGE for a file that does not read and for names that no entry can
 * have, AIRLOCK_VAULT_EXISTS for an entry that is there; nothing is changed then.
 */
export async function importSecrets(io: Io, file: string, flags: ImportFlags): Promise<number> {
  const found = await readSecrets(file, flags)
  const scope = flags.scope && scopeNames(io, flags.scope)
  if (found.length === 0) {
    print(io, 'nothing in it looks like a secret')
    return 0
  }
  let there: ReadonlySet<string> = new Set()
  try {
    await changeVault(io, flags, (open) => {
      there = new Set(open.entries().map(({ name }) => name))
      requireNew(there, found, flags)
      return found.reduce(
        (vault, one) => setEntry(vault, importedEntry(vault, one, scope), one.value),
        open,
      )
    })
  } finally {
    for (const { value } of found) value.fill(0)
  }
  for (const one of found) {
    const { name, server, variable } = one
    print(io, `imported: ${name}${server === undefined ? '' : ` of ${escape(server)}`}`)
    if (!there.has(name)) for (const line of broughtAlong(one, scope)) print(io, `  ${line}`)
    if (variable !== undefined)
      print(io, `  in the profile: "env": { "${escape(variable)}": "\${vault:${name}}" }`)
  }
  print(io, `delete the values from ${escape(file)} once the server starts with the vault`)
  return 0
}

async function readSecrets(file: string, flags: ImportFlags): Promise<readonly Imported[]> {
  const bytes = readRegularFile(file)
  if (bytes === undefined)
    throw new AirlockError('AIRLOCK_USAGE', {
      message: `\`${escape(file)}\` cannot be read as a regular file`,
      hints: ['name a .env file, a configuration of a client, or an age file'],
    })
  const kind = flags.from ?? kindByName(file)
  requireUsed(kind, flags)
  switch (kind) {
    case 'env':
      return importFrom({ kind: '.env', bytes })
    case 'age':
      return await importAge(bytes, await keyOf(flags))
    case 'client': {
      const { server } = flags
      const servers = serverKindOf(file, bytes.toString('latin1')) ?? 'mcpServers'
      return importFrom({ kind: 'client', bytes, servers, ...(server !== undefined && { server }) })
    }
    default:
      return assertNever(kind)
  }
}

/** A flag that means nothing for this kind of file was meant for another one. */
function requireUsed(kind: NonNullable<ImportFlags['from']>, flags: ImportFlags): void {
  const { server, identity, agePassphraseFd } = flags
  const idle =
    kind !== 'client' && server !== undefined
      ? '--server'
      : kind !== 'age' && (identity ?? agePassphraseFd) !== undefined
        ? `--${identity === undefined ? 'age-passphrase-fd' : 'identity'}`
        : undefined
  if (idle === undefined) return
  throw new AirlockError('AIRLOCK_USAGE', {
    message: `\`${idle}\` means nothing for a file of the kind \`${kind}\``,
    hints: ['say what the file is with --from env, client or age'],
  })
}

function kindByName(file: string): NonNullable<ImportFlags['from']> {
  if (file.endsWith('.age')) return 'age'
  return /\.json[c5]?$/.test(file) ? 'client' : 'env'
}

async function lockOf({ recipient = [], agePassphraseFd }: ExportFlags) {
  if (recipient.length > 0) return { recipients: recipient }
  return { passphrase: await newPassphrase('a new passphrase for the age file', agePassphraseFd) }
}

async function keyOf({ identity, agePassphraseFd }: ImportFlags): Promise<AgeKey> {
  if (identity === undefined) return { passphrase: await agePassphrase(agePassphraseFd) }
  const bytes = readRegularFile(identity)
  if (bytes !== undefined) return { identity: bytes }
  throw new AirlockError('AIRLOCK_USAGE', {
    message: `\`${escape(identity)}\` cannot be read`,
    hints: ['name the identity file as age-keygen(1) wrote it'],
  })
}

async function agePassphrase(descriptor: number | undefined): Promise<Buffer> {
  return descriptor === undefined
    ? await askSecretHere('the passphrase of the age file', { wants: 'passphrase', lines: [] })
    : lineFrom(descriptor)
}

function requireNew(
  names: ReadonlySet<string>,
  found: readonly Imported[],
  { replace }: ImportFlags,
): void {
  const odd = found.find(({ name }) => !isEntryName(name))
  if (odd !== undefined)
    throw new AirlockError('AIRLOCK_USAGE', {
      message: `\`${escape(odd.name, 80)}\` is no name for a secret`,
      hints: ['rename it in the file first'],
    })
  const there = found.find(({ name }) => names.has(name))
  if (there === undefined || replace === true) return
  throw new AirlockError('AIRLOCK_VAULT_EXISTS', {
    message: `the vault has an entry \`${escape(there.name)}\` already`,
    hints: ['import with `--replace`, or rename it in the file'],
  })
}
