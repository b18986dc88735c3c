import { AirlockError, escape } from '../base/index.ts'
import { LEAST_REDACTED_BYTES } from '../inspect/index.ts'
import {
  changeEntry,
  type Entry,
  isEntryName,
  type OpenVault,
  removeEntry,
  setEntry,
} from '../vault/index.ts'
import { type Io, print, tell } from './io.ts'
import { scopeNames } from './scope-name.ts'
import { changeVault, type UnlockFlags, withVault } from './vault-tools.ts'
import { isAuthenticatorSecret, readValue } from './vault-value.ts'

/** What `vault set` says about an entry; what is undefined stays as it was. */
export interface EntryFlags {
  /** Names of profiles. */
  readonly scope?: readonly string[]
  readonly rotateAfter?: number
  readonly classification?: Entry['classification']
  /** A command and its arguments that print a new value; false for none any more. */
  readonly rotateCommand?: readonly string[] | false
  /** The value is the secret of an authenticator, for `vault reveal --totp`. */
  readonly totp?: boolean
}

/** Sets an entry to what is typed, or to what standard input holds when it is no terminal. Throws AIRLOCK_USAGE for a bad name or value. */
export async function setSecret(
  io: Io,
  name: string,
  given: EntryFlags & UnlockFlags,
): Promise<number> {
  requireName(name)
  const flags = { ...given, ...(given.scope && { scope: scopeNames(io, given.scope) }) }
  const value = await readValue(io, name)
  let scopes: readonly string[] = []
  try {
    await changeVault(io, flags, (open) => {
      const entry = described(open, name, { flags, value })
      scopes = entry.scopes
      return setEntry(open, entry, value)
    })
  } finally {
    value.fill(0)
  }
  if (value.length < LEAST_REDACTED_BYTES)
    tell(
      io,
      `\`${name}\` is shorter than ${LEAST_REDACTED_BYTES} bytes: it is not redacted in what a server says`,
    )
  print(io, `set: ${name}`)
  if (flags.totp === true) print(io, `try it: mcp-airlock vault reveal NAME --totp`)
  else if (scopes.length === 0)
    print(io, `no server may have it yet: mcp-airlock vault scope ${name} --add PROFILE`)
  return 0
}

/** Prints what is known of the entries, and never a value. */
export async function listSecrets(
  io: Io,
  { json, ...flags }: UnlockFlags & { readonly json?: boolean },
): Promise<number> {
  const entries = await withVault(io, flags, (open) => open.entries())
  if (json === true) print(io, JSON.stringify(entries, null, 2))
  else if (entries.length === 0) print(io, 'the vault is empty')
  else for (const entry of entries) print(io, lineOf(entry))
  return 0
}

/** Removes an entry. Throws AIRLOCK_VAULT_ENTRY_MISSING. */
export async function removeSecret(io: Io, name: string, flags: UnlockFlags): Promise<number> {
  await changeVault(io, flags, (open) => removeEntry(open, name))
  print(io, `removed: ${name}; the backups beside the vault still have it`)
  return 0
}

/** Changes which profiles may have an entry. Whoever loses it loses what was approved for it. Throws AIRLOCK_VAULT_ENTRY_MISSING. */
export async function scopeSecret(
  io: Io,
  name: string,
  {
    add = [],
    remove = [],
    ...flags
  }: UnlockFlags & {
    readonly add?: readonly string[]
    readonly remove?: readonly string[]
  },
): Promise<number> {
  if (add.length + remove.length === 0)
    throw new AirlockError('AIRLOCK_USAGE', {
      message: 'nothing is to be changed',
      hints: [`mcp-airlock vault scope ${escape(name, 80)} --add PROFILE`],
    })
  await changeVault(io, flags, (open) =>
    changeEntry(open, name, (entry) => {
      const scopes = [...new Set([...entry.scopes, ...scopeNames(io, add)])]
      const gone = [...remove, ...scopeNames(io, remove)]
      const releases = entry.releases.filter(({ profile }) => !gone.includes(profile))
      const scoped = { ...entry, scopes: scopes.filter((scope) => !gone.includes(scope)) }
      if (entry.kind === 'totp') requireUnscoped(scoped)
      return { ...scoped, releases }
    }),
  )
  print(io, `changed: ${name}`)
  return 0
}

/**
 * What an entry with a new value is: it counts from now; what else is known stays unless it was said anew. Throws AIRLOCK_USAGE for an
 * authenticator whose secret is none, or that is to be handed to servers.
 */
export function described(
  open: OpenVault,
  name: string,
  { flags, value }: { readonly flags: EntryFlags; readonly value: Buffer },
): Entry {
  const now = Date.now()
  const before = open.entries().find((entry) => entry.name === name) ?? { ...NEW, created: now }
  const kind = flags.totp === true ? 'totp' : before.kind
  const { rotateCommand: command, ...known } = { rotateCommand: undefined, ...before }
  const rotateCommand = flags.rotateCommand ?? command
  const entry: Entry = {
    ...known,
    name,
    rotated: now,
    rotateAfterDays: flags.rotateAfter ?? before.rotateAfterDays ?? ROTATE_AFTER_DAYS[kind],
    scopes: flags.scope ?? before.scopes,
    classification: flags.classification ?? before.classification,
    kind,
    ...(rotateCommand && { rotateCommand }),
  }
  if (kind === 'secret') return entry
  requireAuthenticator(entry, value)
  requireUnscoped(entry)
  return entry
}

function requireAuthenticator({ name }: Entry, value: Buffer): void {
  if (isAuthenticatorSecret(value)) return
  throw new AirlockError('AIRLOCK_USAGE', {
    message: `\`${name}\` is an authenticator, and the value is not its secret in base32`,
    hints: ['give what stands behind `secret=` in the otpauth address, or below its QR code'],
  })
}

/** It stands for a person, so no server gets it. */
function requireUnscoped({ name, scopes }: Entry): void {
  if (scopes.length === 0) return
  throw new AirlockError('AIRLOCK_USAGE', {
    message: `\`${name}\` is an authenticator, which no server may have`,
    hints: ['give it a name of its own, and no scope'],
  })
}

function requireName(name: string): void {
  if (isEntryName(name)) return
  throw new AirlockError('AIRLOCK_USAGE', {
    message: `\`${escape(name, 80)}\` is no name for a secret`,
    hints: ['use up to 128 of A-Z a-z 0-9 _ . / -, the first of them a letter, a digit or _'],
  })
}

function lineOf({ name, kind, scopes, rotated, rotateAfterDays, classification }: Entry): string {
  const dueMs = rotated + rotateAfterDays * DAY_MS - Date.now()
  const due =
    rotateAfterDays === 0
      ? 'never due'
      : dueMs <= 0
        ? 'OVERDUE'
        : `due in ${Math.ceil(dueMs / DAY_MS)} days`
  const whom = `for ${scopes.map((scope) => escape(scope)).join(', ') || 'nobody yet'}`
  return `${name}  ${kind === 'totp' ? 'authenticator' : whom}  ${due}  ${classification}`
}

/** What nobody has said anything about. */
const NEW = {
  rotateAfterDays: undefined,
  scopes: [],
  classification: 'internal',
  releases: [],
  kind: 'secret',
} as const
/** An authenticator is set up once. */
const ROTATE_AFTER_DAYS: Readonly<Record<Entry['kind'], number>> = { secret: 30, totp: 0 }
const DAY_MS = 24 * 3_600_000
