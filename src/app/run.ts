import { AirlockError } from '../base/index.ts'
import { createInspector } from '../inspect/index.ts'
import { isUtf8, whileOrphaned } from '../os/index.ts'
import { matchCommand } from '../policy/index.ts'
import { startRelay } from '../relay/index.ts'
import { findHost, launch, planBubblewrap, sweepOrphans } from '../sandbox/index.ts'
import { rememberWritable } from './aftermath.ts'
import { chamberOf } from './chamber.ts'
import { findCommand } from './command.ts'
import { directoriesOf } from './directories.ts'
import { grammarsIn } from './grammars.ts'
import { type Io, tell } from './io.ts'
import { libraryOf } from './library.ts'
import { findProfile } from './profile-library.ts'

/** What `mcp-airlock run` was asked for. */
export interface RunRequest {
  /** Name or path of the profile. */
  readonly profile: string
  /** The command after `--`; the profile's own when undefined. */
  readonly command: readonly string[] | undefined
}

/**
 * Runs one server in its chamber until either side ends, and returns the exit code: the server's own, 128+n for a signal.
 * The order is the security: the chamber is verified before the server's first instruction, the package is proven while the chamber
 * parks, and messages flow only then.
 * Throws an AirlockError for everything that keeps the server from starting.
 */
export async function run(io: Io, request: RunRequest): Promise<number> {
  const host = findHost(io.platform, io.architecture)
  const directories = directoriesOf(io)
  const { profile, files } = findProfile(libraryOf(directories), request.profile)
  const matched = matchCommand(profile, request.command)
  const { command, verified } = findCommand(profile, matched, directories, io)
  const chamber = chamberOf({ profile, matched, command, rules: files }, directories, io)
  const reportAftermath = rememberWritable(chamber)

  const parked = await launch(planBubblewrap(chamber.spec, host), async () => {
    requireClient(io)
    await verified
  })

  for (const notice of chamber.notices) tell(io, notice)
  const relay = startRelay({
    client: { input: io.stdin, output: io.stdout },
    server: parked.release(),
    inspector: createInspector({
      limits: profile.limits,
      isUtf8,
      grammars: grammarsIn(io.packageRoot),
      capabilities: profile.capabilities,
      methods: profile.methods,
    }),
    limits: { messageBytes: profile.limits.messageBytes, shutdownMs: profile.limits.shutdownMs },
    observer: { note: (kind, text) => tellNote(io, kind, text) },
  })
  io.onSignal((signal) => relay.stop(signal))
  // While the server reads nothing, neither do we, and the end of the client's output cannot be seen.
  whileOrphaned(() => {
    const isStuck = io.stdin.isPaused()
    if (isStuck) relay.stop('the client is gone')
    return isStuck
  })
  setTimeout(sweepOrphans, SWEEP_AFTER_MS).unref()
  const { exitCode } = await relay.ended
  reportAftermath(io)
  return exitCode
}

/** A hint stands alone on its line, so that it can be pasted; what the server wrote is marked as its own. */
function tellNote(io: Io, kind: string, text: string): void {
  if (kind === 'hint') io.stderr.write(`hint: ${text}\n`)
  else tell(io, kind === 'server' ? `server: ${text}` : text)
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
