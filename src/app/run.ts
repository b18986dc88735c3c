import { AirlockError } from '../base/index.ts'
import { loadModule } from '../os/index.ts'
import { matchCommand } from '../policy/index.ts'
import { findHost, launch, planBubblewrap, sweepOrphans } from '../sandbox/index.ts'
import { rememberWritable } from './aftermath.ts'
import { chamberOf } from './chamber.ts'
import { findCommand } from './command.ts'
import { directoriesOf } from './directories.ts'
import { type Io, tell } from './io.ts'
import { libraryOf } from './library.ts'
import { pinPlaceOf } from './pin-place.ts'
import { findProfile } from './profile-library.ts'
import type * as SessionModule from './session.ts'

/** What `mcp-airlock run` was asked for. */
export interface RunRequest {
  /** Name or path of the profile. */
  readonly profile: string
  /** The command after `--`; the profile's own when undefined. */
  readonly command: readonly string[] | undefined
  /** A role of the profile; the one that the profile chooses when undefined. */
  readonly role?: string | undefined
  /** A file for the record of decisions; none is kept when undefined. */
  readonly logFile?: string | undefined
}

/**
 * Runs one server in its chamber until either side ends, and returns the exit code: the server's own, 128+n for a signal.
 * The order is the security: the chamber is verified before the server's first instruction, the package is proven while the chamber
 * parks, and messages flow only then.
 * Throws an AirlockError for everything that keeps the server from starting.
 */
export async function run(io: Io, request: RunRequest): Promise<number> {
  const host = findHost(io.platform, io.architecture, io.packageRoot)
  const directories = directoriesOf(io)
  const loaded = findProfile(libraryOf(directories), request.profile)
  const { profile, files } = loaded
  const matched = matchCommand(profile, request.command)
  const { command, verified, program } = findCommand(profile, matched, directories, io)
  const chamber = chamberOf({ profile, matched, command, rules: files }, directories, io)
  const reportAftermath = rememberWritable(chamber)

  const parked = await launch(planBubblewrap(chamber.spec, host), async () => {
    requireClient(io)
    const { openPins, prepareSession } = sessionModule(io)
    const place = pinPlaceOf(directories, request.profile, loaded)
    const pins = await openPins(io, profile, place, program)
    const session = prepareSession(io, profile, {
      role: request.role,
      approvals: directories.approvals,
      logFile: request.logFile,
      scene: { chamber, home: directories.caller.home, variable: matched.variable },
      pins,
    })
    await verified
    return session
  })

  for (const notice of chamber.notices) tell(io, notice)
  setTimeout(sweepOrphans, SWEEP_AFTER_MS).unref()
  const exitCode = await parked.proven(parked.release())
  reportAftermath(io)
  return exitCode
}

function sessionModule({ packageRoot }: Io): typeof SessionModule {
  return loadModule(`${packageRoot}/dist/session.cjs`) as typeof SessionModule
}

/** Asked while the chamber is built, because making the stream takes a moment. */
function requireClient({ stdin }: Io): void {
  if (stdin.isTTY === true)
    throw new AirlockError('AIRLOCK_STDIN', {
      message: 'standard input is a terminal, not a client',
    })
}

// Late enough to cost the start nothing, early enough for sessions that end at once to be swept by the next one.
const SWEEP_AFTER_MS = 1500
