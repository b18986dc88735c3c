import { AirlockError, escape } from '../base/index.ts'
import { runWithSecrets } from '../os/index.ts'
import { type OpenVault, setEntry, updateVaultFile } from '../vault/index.ts'
import { type Io, print, tell } from './io.ts'
import type { Trial } from './secrets.ts'
import { trialStart } from './trial-start.ts'
import { described } from './vault-entries.ts'
import { type UnlockFlags, withVault } from './vault-tools.ts'
import { readValue, withoutNewline } from './vault-value.ts'

/** How an entry gets a new value. */
export interface RotateFlags extends UnlockFlags {
  /** A profile whose server must start with the new value, or the old one stays. */
  readonly check?: string
  /** The value is typed or given, although the entry has a rotation command. */
  readonly byHand?: boolean
}

/**
 * Gives an entry a new value: what its rotation command prints, or what is typed or given on standard input when it has none. With
 * `check` the server of a profile is started with it first: until that has answered, the old value is the one in force, whatever happens.
 * Throws AIRLOCK_VAULT_ENTRY_MISSING, and AIRLOCK_VAULT_ROTATION when the command or the server failed.
 */
export async function rotateSecret(io: Io, name: string, flags: RotateFlags): Promise<number> {
  await withVault(io, flags, async (open, { place, suite }) => {
    const value = await newValue(io, open, { name, byHand: flags.byHand === true })
    try {
      if (flags.check !== undefined) await requireStart(io, flags.check, { name, value })
      const saved = await updateVaultFile(place, {
        suite,
        vaultKey: open.vaultKey,
        change: (now) => setEntry(now, described(now, name, { flags: {}, value }), value),
      })
      saved.close()
    } finally {
      value.fill(0)
    }
  })
  print(io, `rotated: ${name}`)
  return 0
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

async function requireStart(io: Io, profile: string, trial: Trial): Promise<void> {
  const fault = await trialStart(io, profile, trial)
  if (fault === undefined) return
  tell(io, `the old value of \`${trial.name}\` stays`)
  throw new AirlockError('AIRLOCK_VAULT_ROTATION', {
    message: `the server of \`${escape(profile)}\` does not start with the new value: ${fault}`,
    hints: [`mcp-airlock vault rotate ${trial.name} --by-hand --check ${escape(profile)}`],
  })
}

/** Whoever makes a new key may have to ask a server for it. */
const COMMAND_MS = 60_000
