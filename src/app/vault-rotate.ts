import { AirlockError, escape } from '../base/index.ts'
import { runWithSecrets } from '../os/index.ts'
import { type OpenVault, setEntry, updateVaultFile } from '../vault/index.ts'
import { type Io, print, tell } from './io.ts'
import { trialStart } from './trial-start.ts'
import { described } from './vault-entries.ts'
import { type UnlockFlags, type VaultTools, withVault } from './vault-tools.ts'
import { readValue, withoutNewline } from './vault-value.ts'

/** How an entry gets a new value. */
export interface RotateFlags extends UnlockFlags {
  /** A profile whose server must start with the new value, or the old one is put back. */
  readonly check?: string
  /** The value is typed or given, although the entry has a rotation command. */
  readonly byHand?: boolean
}

/**
 * Gives an entry a new value: what its rotation command prints, or what is typed or given on standard input when it has none. With
 * `check` the server of a profile is started with it, and when that fails the old value is put back. Throws AIRLOCK_VAULT_ENTRY_MISSING,
 * and AIRLOCK_VAULT_ROTATION when the command or the server failed.
 */
export async function rotateSecret(io: Io, name: string, flags: RotateFlags): Promise<number> {
  await withVault(io, flags, async (open, tools) => {
    const value = await newValue(io, open, { name, byHand: flags.byHand === true })
    try {
      await change(open, tools, (now) =>
        setEntry(now, described(now, name, { flags: {}, value }), value),
      )
      if (flags.check !== undefined)
        await keepIfStarts(io, { open, tools, name, profile: flags.check })
    } finally {
      value.fill(0)
    }
  })
  print(io, `rotated: ${name}`)
  return 0
}

interface Trial {
  /** As it was before. */
  readonly open: OpenVault
  readonly tools: VaultTools
  readonly name: string
  readonly profile: string
}

/** The old value comes back with its old age, and with what was approved meanwhile. */
async function keepIfStarts(io: Io, { open, tools, name, profile }: Trial): Promise<void> {
  try {
    await requireStart(io, { name, profile })
  } catch (error) {
    const old = open.read(name)
    const rotated = open.entries().find((entry) => entry.name === name)?.rotated ?? 0
    try {
      await change(open, tools, (now) => {
        const entry = described(now, name, { flags: {}, value: old })
        return setEntry(now, { ...entry, rotated }, old)
      })
    } finally {
      old.fill(0)
    }
    tell(io, `the old value of \`${name}\` is back`)
    throw error
  }
}

async function newValue(
  io: Io,
  open: OpenVault,
  { name, byHand }: { readonly name: string; readonly byHand: boolean },
): Promise<Buffer> {
  // Before anything is asked or run: an entry that is not there.
  open.read(name).fill(0)
  const command = open.entries().find((entry) => entry.name === name)?.rotateCommand
  if (command === undefined || byHand) return await readValue(io, name)
  const [file = '', ...args] = command
  const { code, output, errors } = await runWithSecrets(file, args, {
    timeoutMs: COMMAND_MS,
    environment: setOf(io.environment),
  })
  const value = withoutNewline(output)
  if (code === 0 && value.length > 0) return value
  throw new AirlockError('AIRLOCK_VAULT_ROTATION', {
    message: `the rotation command of \`${name}\` ${code === 0 ? 'printed nothing' : `ended with code ${code}`}`,
    hints: [
      errors === '' ? `run it by hand: ${escape(command.join(' '), 200)}` : escape(errors, 400),
    ],
  })
}

/** Without those that are not set. The user's own command runs as the user would run it. */
function setOf(environment: Io['environment']): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    ),
  )
}

async function change(
  { vaultKey }: OpenVault,
  { place, suite }: VaultTools,
  edit: (open: OpenVault) => OpenVault,
): Promise<void> {
  const saved = await updateVaultFile(place, { suite, vaultKey, change: edit })
  saved.close()
}

async function requireStart(
  io: Io,
  { name, profile }: Pick<Trial, 'name' | 'profile'>,
): Promise<void> {
  const fault = await trialStart(io, profile)
  if (fault === undefined) return
  throw new AirlockError('AIRLOCK_VAULT_ROTATION', {
    message: `the server of \`${escape(profile)}\` does not start with the new value: ${fault}`,
    hints: [`mcp-airlock vault rotate ${name} --by-hand --check ${escape(profile)}`],
  })
}

/** Whoever makes a new key may have to ask a server for it. */
const COMMAND_MS = 60_000
