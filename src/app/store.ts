import { AirlockError, escape } from '../base/index.ts'
import {
  describeChamber,
  findHost,
  launch,
  planBubblewrap,
  resolveCommand,
} from '../sandbox/index.ts'
import {
  addPackage,
  type Confine,
  listPackages,
  parseExactPackage,
  parsePackageRequest,
  removePackage,
} from '../store/index.ts'
import { surroundingsOf } from './chamber.ts'
import { type Directories, directoriesOf } from './directories.ts'
import { type Io, print } from './io.ts'

/** Installs a package into the store; npm runs in a chamber that can write only the new package. Throws AIRLOCK_STORE_FAILED and what a chamber throws. */
export async function addToStore(io: Io, specification: string): Promise<number> {
  const directories = directoriesOf(io)
  const { home } = directories.caller
  const caller = { node: io.nodePath, home, environment: io.environment }
  const added = await addPackage(
    directories.store,
    parsePackageRequest(specification),
    caller,
    confineIn(io, directories),
  )
  print(io, `${added.name}@${added.version} is installed`)
  print(io, `tree sha256: ${added.tree}`)
  return 0
}

/** Prints what is installed; returns 1 when a package cannot be started as it is. */
export async function listStore(io: Io): Promise<number> {
  const entries = listPackages(directoriesOf(io).store)
  for (const entry of entries) {
    const fault = 'fault' in entry ? `\tbroken: ${entry.fault.message}` : ''
    print(io, `${entry.name}@${entry.version}${fault}`)
  }
  return entries.some((entry) => 'fault' in entry) ? 1 : 0
}

/** Removes a package. Throws AIRLOCK_STORE_MISSING when it is not there. */
export async function removeFromStore(io: Io, specification: string): Promise<number> {
  if (!removePackage(directoriesOf(io).store, parseExactPackage(specification)))
    throw new AirlockError('AIRLOCK_STORE_MISSING', {
      message: `\`${escape(specification)}\` is not in the store`,
      hints: ['mcp-airlock store list'],
    })
  print(io, `${escape(specification)} is removed`)
  return 0
}

/** Fits the store's port to the sandbox: the same chamber as any server's, but with the network and without a message path. */
function confineIn(io: Io, directories: Directories): Confine {
  return async (request) => {
    const [node = '', script = '', ...rest] = request.command
    const host = findHost(io.platform, io.architecture, io.packageRoot)
    const { spec } = describeChamber({
      command: resolveCommand([node, script, ...rest], 'node', surroundingsOf(directories, io)),
      executables: { parts: { binds: [], links: [] }, searchPath: [] },
      read: request.readable,
      write: [request.writable],
      guard: { protect: [], hardLinks: 'refuse', git: 'read' },
      environment: request.environment,
      home: directories.caller.home,
      user: directories.caller,
      tmpBytes: INSTALLER.tmpBytes,
      limits: INSTALLER.limits,
      network: 'host',
      workingDirectory: request.workingDirectory,
    })
    const parked = await launch(planBubblewrap(spec, host), async () => undefined)
    io.onSignal(() => void parked.abort())
    const server = parked.release()
    server.input.end()
    const pieces: Buffer[] = []
    let kept = 0
    for (const stream of [server.output, server.errors]) {
      // All is read, so that npm never waits; what is kept is bounded, since a package may make npm say anything.
      stream.on('data', (piece: Buffer) => {
        if (kept >= INSTALLER.outputBytes) return
        pieces.push(piece)
        kept += piece.length
      })
      stream.resume()
    }
    const { code } = await server.exited
    return {
      code: code ?? 1,
      output: Buffer.concat(pieces).subarray(0, INSTALLER.outputBytes).toString('utf8'),
    }
  }
}

// Large trees: next to a gigabyte unpacked and some ten thousand files, with npm itself at about 300 MB.
const INSTALLER = {
  tmpBytes: 256 << 20,
  outputBytes: 1 << 20,
  limits: {
    processes: 256,
    memoryPerProcess: 4 * 1024 ** 3,
    fileBytes: 1024 ** 3,
    openFiles: 4096,
  },
} as const
