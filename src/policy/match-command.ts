import { AirlockError, escape } from '../base/index.ts'
import { FURTHER } from './command.ts'
import { isNpx, readNpx } from './npx.ts'
import { unprintable } from './printable.ts'
import type { Profile } from './profile.ts'

/** The command that starts: each element comes from the profile, except the further arguments. */
export interface MatchedCommand {
  /** Program and arguments; an npx call always in the form `npx -y NAME@VERSION …`. */
  readonly argv: readonly [string, ...string[]]
  /** The arguments that `...` stands for; empty when the profile has none. */
  readonly variable: readonly string[]
  /** The package, when the command is npx: it then runs from the store and npx itself never does. */
  readonly npx?: { readonly name: string; readonly version: string }
}

/**
 * Holds the command after `--` against the profile's own. Elements are compared as strings; only npx has spellings:
 * any path to it, `-y` present or not, the package without a version. Without a given command the profile's runs.
 *
 * @throws AirlockError `AIRLOCK_COMMAND_MISMATCH` that names the first element that differs.
 */
export function matchCommand(
  profile: Pick<Profile, 'name' | 'command'>,
  given: readonly string[] | undefined,
): MatchedCommand {
  const open = profile.command.at(-1) === FURTHER
  const fixed = open ? profile.command.slice(0, -1) : profile.command
  const asked = given ?? fixed
  const mismatch = (at: number, expected: string | undefined): AirlockError =>
    difference(profile, { at, found: asked[at], expected })

  const broken = asked.findIndex((element) => unprintable(element) !== undefined)
  if (broken !== -1) throw mismatch(broken, 'an argument without control characters')
  if (!isNpx(fixed)) {
    const variable = further(fixed, asked, { open, offset: 0, mismatch })
    return { argv: [...fixed, ...variable] as [string, ...string[]], variable }
  }

  const own = readNpx(fixed)
  if (own?.version === undefined)
    throw new TypeError('a profile with an unpinned package was parsed')
  if (!isNpx(asked)) throw mismatch(0, 'npx')
  const call = readNpx(asked)
  if (call === undefined) throw mismatch(1, `-y ${own.name}@${own.version}`)
  if (call.name !== own.name || (call.version ?? own.version) !== own.version)
    throw mismatch(call.at, `${own.name}@${own.version}`)
  const variable = further(own.rest, call.rest, { open, offset: call.at + 1, mismatch })
  const { name, version } = own
  return {
    argv: ['npx', '-y', `${name}@${version}`, ...own.rest, ...variable],
    variable,
    npx: { name, version },
  }
}

interface Comparison {
  readonly open: boolean
  /** Where the first compared element stands in the given command. */
  readonly offset: number
  readonly mismatch: (at: number, expected: string | undefined) => AirlockError
}

/** The given elements beyond the fixed ones, which must be equal one by one. */
function further(
  fixed: readonly string[],
  asked: readonly string[],
  { open, offset, mismatch }: Comparison,
): readonly string[] {
  for (const [index, element] of fixed.entries()) {
    if (asked[index] !== element) throw mismatch(offset + index, element)
  }
  if (asked.length > fixed.length && !open) throw mismatch(offset + fixed.length, undefined)
  return asked.slice(fixed.length)
}

function difference(
  profile: Pick<Profile, 'name' | 'command'>,
  { at, found, expected }: { at: number; found: string | undefined; expected: string | undefined },
): AirlockError {
  const seen = found === undefined ? 'missing' : `\`${escape(found, 200)}\``
  const wanted = expected === undefined ? 'nothing more' : `\`${escape(expected, 200)}\``
  const name = escape(profile.name, 200)
  return new AirlockError('AIRLOCK_COMMAND_MISMATCH', {
    message: `element ${at + 1} of the command is ${seen}, the profile \`${name}\` expects ${wanted}`,
    hints: [
      `mcp-airlock run ${name} -- ${profile.command.map(shown).join(' ')}`,
      ...(found === '--' ? ['there is one `--`, and what follows it is the command'] : []),
    ],
  })
}

/** Three dots stand for whatever else the client says, and are not said by it. */
function shown(element: string): string {
  return element === '...' ? 'ARGUMENTS' : escape(element, 200)
}
