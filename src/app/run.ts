import { AirlockError, escape } from '../base/index.ts'
import { loadModule } from '../os/index.ts'
import { entriesOf, matchCommand, type Profile, resolveRole } from '../policy/index.ts'
import { exitCode } from '../relay/index.ts'
import {
  findHost,
  launch,
  planBubblewrap,
  type RunningServer,
  sweepOrphans,
} from '../sandbox/index.ts'
import { rememberWritable } from './aftermath.ts'
import { chamberOf } from './chamber.ts'
import { findCommand } from './command.ts'
import { type Directories, directoriesOf } from './directories.ts'
import { type Io, tell } from './io.ts'
import { libraryOf } from './library.ts'
import type * as PinFile from './pin-file.ts'
import { pinPlaceOf } from './pin-place.ts'
import { findProfile } from './profile-library.ts'
import type * as Secrets from './secrets.ts'
import type * as Session from './session.ts'

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
  /** A value that counts in place of what the vault has; wiped with the others. */
  readonly trial?: Secrets.Trial | undefined
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
  const role = resolveRole(profile, request.role)
  const matched = matchCommand(profile, request.command)
  const { trial } = request
  const agent = await approach(io, directories, { profile, trial })
  const find = () => findCommand(profile, matched, directories, io)
  const { command, verified, program } = orDrop(agent, find)
  await agent?.ask({ profile, program, command: matched.argv, trial })
  // The agent answers meanwhile.
  const source = { profile, matched, command, rules: files }
  const chamber = orDrop(agent, () => chamberOf(source, directories, io))
  const reportAftermath = orDrop(agent, () => rememberWritable(chamber))
  const secrets = agent && (await secretsOf(io, agent))
  const ends = secrets?.client === undefined ? io : { ...io, ...secrets.client }

  const spec = { ...chamber.spec, ...(secrets && { secrets: secrets.variables }) }
  const signal = awaitSignal(io)
  const prove = async () => {
    requireClient(io)
    secrets?.requireSame()
    const place = pinPlaceOf(directories, request.profile, loaded)
    const { openPins } = part(io, 'pins') as typeof PinFile
    const pins = await openPins(io, profile, place, program)
    const prepare = () =>
      (part(io, 'session') as typeof Session).prepareSession(ends, profile, {
        role,
        approvals: directories.approvals,
        logFile: request.logFile,
        scene: { chamber, home: directories.caller.home, variable: matched.variable },
        pins,
        secrets: secrets?.values,
      })
    // What may still refuse does so before the server runs; all else is loaded while the server does the same.
    const mayRefuse = request.logFile !== undefined || role.arguments.length > 0
    const prepared = mayRefuse ? prepare() : undefined
    await verified
    return () => prepared ?? prepare()
  }
  // Killed half-way, bubblewrap leaves a part that waits for ever: what was begun is let stand, and then taken down.
  const parked = await launch(planBubblewrap(spec, host), () =>
    Promise.race([prove(), signal.came]),
  ).catch((error: unknown) => {
    secrets?.wipe()
    throw error
  })
  const { proven } = parked
  if (signal.code !== undefined || proven === undefined) {
    secrets?.wipe()
    await parked.abort()
    return signal.code ?? 1
  }

  for (const notice of chamber.notices) tell(io, notice)
  setTimeout(sweepOrphans, SWEEP_AFTER_MS).unref()
  const server = parked.release()
  const session = orKill(server, proven)
  secrets?.wipe()
  const code = await session(server)
  reportAftermath(io)
  return code
}

/** Undefined for a profile without secrets. */
async function approach(
  io: Io,
  directories: Directories,
  { profile, trial }: Pick<Secrets.SecretStart, 'profile' | 'trial'>,
): Promise<Secrets.AgentApproach | undefined> {
  const names = entriesOf(profile)
  if (trial !== undefined && !names.includes(trial.name)) throw withoutUse(profile, trial)
  if (names.length === 0) return undefined
  return await (part(io, 'secrets') as typeof Secrets).approachAgent(io, directories)
}

/** A start that is refused takes no secrets. */
function orDrop<T>(agent: Secrets.AgentApproach | undefined, make: () => T): T {
  try {
    return make()
  } catch (error) {
    agent?.drop()
    throw error
  }
}

/** Had before the chamber is built, which holds them from its beginning; a client whose server gets none is told so. */
async function secretsOf(io: Io, agent: Secrets.AgentApproach): Promise<Secrets.ReleasedSecrets> {
  orDrop(agent, () => requireClient(io))
  return await agent.released()
}

/** A server that never sees a value starts whatever it is, which would pass for a proof. */
function withoutUse({ name: profile }: Profile, { name }: Secrets.Trial): AirlockError {
  return new AirlockError('AIRLOCK_VAULT_ROTATION', {
    message: `the profile \`${escape(profile)}\` has no \`\${vault:${escape(name)}}\``,
    hints: ['check with a profile whose server gets the secret'],
  })
}

interface AwaitedSignal {
  /** Of a process that ends by it; undefined until it comes. */
  code: number | undefined
  readonly came: Promise<undefined>
}

/** From now on signals do nothing else. */
function awaitSignal(io: Io): AwaitedSignal {
  const awaited: Pick<AwaitedSignal, 'code'> = { code: undefined }
  const came = new Promise<undefined>((resolve) => {
    io.onSignal((signal) => {
      awaited.code = exitCode({ code: null, signal })
      resolve(undefined)
    })
  })
  return Object.assign(awaited, { came })
}

/** A part of the program that the build has put into a file of its own. */
function part({ packageRoot }: Io, name: 'pins' | 'secrets' | 'session'): unknown {
  return loadModule(`${packageRoot}/dist/${name}.cjs`)
}

/** A server that nobody would watch must not run. */
function orKill<T>(server: RunningServer, make: () => T): T {
  try {
    return make()
  } catch (error) {
    server.kill()
    throw error
  }
}

/** Asked while the chamber is built, where that can be, because making the stream takes a moment. */
function requireClient({ stdin }: Io): void {
  if (stdin.isTTY === true)
    throw new AirlockError('AIRLOCK_STDIN', {
      message: 'standard input is a terminal, not a client',
    })
}

// Late enough to cost the start nothing, early enough for sessions that end at once to be swept by the next one.
const SWEEP_AFTER_MS = 1500
