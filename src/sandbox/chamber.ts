import { AirlockError, escape } from '../base/index.ts'
import { canonicalPath, kindOf, linkTarget } from '../os/index.ts'
import { findShell } from './host.ts'
import { joinParts, type Parts, settleParts, showLibraries, showPath } from './parts.ts'
import { type GuardOptions, guardWritable } from './protect.ts'
import { isWithin } from './route.ts'
import type { ResolvedCommand, ResolvedPrograms } from './runtime.ts'
import type { SandboxSpec } from './spec.ts'

/** Everything that a chamber is made from: the command, and what the profile allows, with all paths absolute. */
export interface ChamberRequest
  extends Pick<
    SandboxSpec,
    'environment' | 'home' | 'user' | 'tmpBytes' | 'limits' | 'network' | 'workingDirectory'
  > {
  readonly command: ResolvedCommand
  /** Further programs of the profile. */
  readonly executables: ResolvedPrograms
  readonly read: readonly string[]
  readonly write: readonly string[]
  readonly guard: GuardOptions
}

/** A chamber ready to be planned, and what a person should be told about it. */
export interface Chamber {
  readonly spec: SandboxSpec
  readonly notices: readonly string[]
  /** The writable directories as they will be mounted, canonical: what must be judged, since a link may have changed before. */
  readonly writable: readonly string[]
  /** The same of what the profile shows to read. */
  readonly readable: readonly string[]
  /** What stays read-only inside the writable directories. */
  readonly guarded: readonly string[]
}

/** Puts a chamber together. Throws what resolving paths and guarding writable directories throws. */
export function describeChamber(request: ChamberRequest): Chamber {
  const read = request.read.map((path) => showPath(path))
  const write = request.write.map((path) => showPath(path, 'write'))
  const writable = write.flatMap((parts) => parts.binds.map((bind) => bind.source))
  refuseWritableCommand(request.command, writable)
  const guard = {
    ...request.guard,
    protect: [...request.guard.protect, ...readInside(request.read, writable)],
  }
  const guarded = writable.map((root) => guardWritable(root, guard))
  const parts = settleParts(
    joinParts([
      request.command.parts,
      request.executables.parts,
      gateLibraries(),
      timeZone(),
      ...read,
      ...write,
    ]),
  )
  const searchPath = [
    ...new Set([...request.command.searchPath, ...request.executables.searchPath]),
  ]
  const binds = [...parts.binds, ...guarded.flatMap(({ binds }) => binds)]
  return {
    writable,
    readable: read.flatMap((parts) => parts.binds.map((bind) => bind.source)),
    guarded: guarded.flatMap(({ binds }) =>
      binds.filter(({ mode }) => mode === 'read').map(({ source }) => source),
    ),
    notices: guarded.flatMap(({ notices }) => notices),
    spec: {
      command: request.command.command,
      // Where the client's working directory is not shown, the root is: it always exists.
      workingDirectory: binds.some(({ target }) => isWithin(request.workingDirectory, target))
        ? request.workingDirectory
        : '/',
      environment: { HOME: request.home, PATH: searchPath.join(':'), ...request.environment },
      // Targets sorted parents first; the guards of a directory follow it because a path sorts before what lies under it.
      binds: binds.toSorted((a, b) => (a.target < b.target ? -1 : a.target > b.target ? 1 : 0)),
      links: parts.links,
      home: request.home,
      user: request.user,
      tmpBytes: request.tmpBytes,
      limits: request.limits,
      network: request.network,
    },
  }
}

/** What is shown read-only inside a writable directory is held as a protected place is: its parents could be renamed. */
function readInside(read: readonly string[], writable: readonly string[]): readonly string[] {
  return read
    .map((path) => canonicalPath(path) ?? path)
    .filter((path) => writable.some((root) => isWithin(path, root)))
}

/** A server that could write its own program would choose what starts next time. Throws AIRLOCK_COMMAND_REFUSED. */
function refuseWritableCommand(command: ResolvedCommand, writable: readonly string[]): void {
  const found = command.parts.binds.find(({ source }) =>
    writable.some((root) => isWithin(source, root)),
  )
  if (found === undefined) return
  throw new AirlockError('AIRLOCK_COMMAND_REFUSED', {
    message: `\`${escape(found.source)}\` belongs to the server's program and lies in a directory that it may write`,
    hints: ['keep the program outside of `filesystem.write`, or narrow that'],
  })
}

/** The gate's shell is not there, but its loader and libraries are looked for inside, where a static program brings none. */
function gateLibraries(): Parts {
  const shell = findShell()
  return shell === undefined ? { binds: [], links: [] } : showLibraries([shell])
}

/** Local time must be the same inside; programs read the zone's name from where the link points (localtime(5)). */
function timeZone(): Parts {
  const zone = linkTarget('/etc/localtime')
  if (zone === undefined || kindOf('/etc/localtime') !== 'file') return { binds: [], links: [] }
  return showPath('/etc/localtime')
}
