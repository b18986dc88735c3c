import { AirlockError, escape, shellWord } from '../base/index.ts'
import { entriesOf, matchCommand } from '../policy/index.ts'
import { changeEntry } from '../vault/index.ts'
import { findCommand } from './command.ts'
import { directoriesOf } from './directories.ts'
import { type Io, print } from './io.ts'
import { libraryOf } from './library.ts'
import { findProfile } from './profile-library.ts'
import { released } from './released.ts'
import { identityOf } from './secrets.ts'
import { changeVault, type UnlockFlags } from './vault-tools.ts'

/**
 * Approves that the program which the profile starts now may have the secrets that the profile names. Whoever asks at a later start with
 * another program asks anew. Throws AIRLOCK_USAGE for a profile without secrets, AIRLOCK_VAULT_ENTRY_MISSING and _UNSCOPED.
 */
export async function approveRelease(
  io: Io,
  reference: string,
  command: readonly string[] | undefined,
  flags: UnlockFlags,
): Promise<number> {
  const directories = directoriesOf(io)
  const { profile } = findProfile(libraryOf(directories), reference)
  const names = entriesOf(profile)
  if (names.length === 0)
    throw new AirlockError('AIRLOCK_USAGE', {
      message: `the profile \`${escape(profile.name)}\` names no secret`,
      hints: ['name one in its `env`: "API_KEY": "${vault:NAME}"'],
    })
  const found = findCommand(profile, matchCommand(profile, command), directories, io)
  await found.verified
  const release = { profile: profile.name, program: await identityOf(found.program) }
  await changeVault(io, flags, (open) =>
    names.reduce(
      (vault, name) =>
        changeEntry(vault, name, (entry) => {
          if (!entry.scopes.some((scope) => scope === '*' || scope === profile.name))
            throw new AirlockError('AIRLOCK_VAULT_ENTRY_UNSCOPED', {
              message: `\`${escape(name)}\` is not for the profile \`${escape(profile.name)}\``,
              hints: [`mcp-airlock vault scope ${name} --add ${shellWord(profile.name)}`],
            })
          return released(entry, release)
        }),
      open,
    ),
  )
  print(io, `approved: ${names.join(', ')} for ${escape(profile.name)}`)
  print(io, `program: ${escape(found.program.name, 200)}, ${escape(release.program, 200)}`)
  return 0
}
