import {
  explainProfile,
  matchCommand,
  type Profile,
  resolveRole,
  showProfile,
} from '../policy/index.ts'
import { findHost, planSeatbelt } from '../sandbox/index.ts'
import { type ArgumentScene, argumentPolicy } from './argument-policy.ts'
import { chamberOf } from './chamber.ts'
import { findCommand } from './command.ts'
import { directoriesOf } from './directories.ts'
import { type Io, print } from './io.ts'
import { libraryOf } from './library.ts'
import { findProfile, listProfiles } from './profile-library.ts'

/** Prints the profiles that have a name. */
export async function printProfiles(io: Io): Promise<number> {
  for (const { name, origin, file } of listProfiles(libraryOf(directoriesOf(io))))
    print(io, `${name}\t${origin}\t${file}`)
  return 0
}

/** Does everything that `run` does before a process is started. Throws what would keep `run` from starting. */
export async function checkProfile(
  io: Io,
  name: string,
  command: readonly string[] | undefined,
): Promise<number> {
  findHost(io.platform, io.architecture, io.packageRoot)
  const { chamber, profile, variable } = await describe(io, name, command)
  const scene = { chamber, variable, home: directoriesOf(io).caller.home }
  for (const role of [undefined, ...Object.keys(profile.roles)])
    argumentPolicy(resolveRole(profile, role), scene)
  for (const notice of chamber.notices) print(io, `notice: ${notice}`)
  print(
    io,
    `${name}: ok, ${chamber.spec.binds.length} paths shown, ${chamber.writable.length} of them writable`,
  )
  return 0
}

/** Prints the merged profile as JSON, or the macOS policy it would compile to. */
export async function showProfileFile(
  io: Io,
  name: string,
  form: 'profile' | 'seatbelt',
): Promise<number> {
  const { profile } = findProfile(libraryOf(directoriesOf(io)), name)
  print(
    io,
    form === 'profile'
      ? showProfile(profile)
      : planSeatbelt((await describe(io, name, undefined)).chamber.spec),
  )
  return 0
}

/** Prints what each line of a profile grants and denies. */
export async function explainProfileFile(io: Io, name: string): Promise<number> {
  const { profile } = findProfile(libraryOf(directoriesOf(io)), name)
  for (const line of explainProfile(profile)) print(io, line)
  return 0
}

async function describe(
  io: Io,
  name: string,
  given: readonly string[] | undefined,
): Promise<Pick<ArgumentScene, 'chamber' | 'variable'> & { readonly profile: Profile }> {
  const directories = directoriesOf(io)
  const { profile, files } = findProfile(libraryOf(directories), name)
  const matched = matchCommand(profile, given)
  const { command, verified } = findCommand(profile, matched, directories, io)
  await verified
  const chamber = chamberOf({ profile, matched, command, rules: files }, directories, io)
  return { chamber, profile, variable: matched.variable }
}
