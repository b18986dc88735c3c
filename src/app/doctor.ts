import { AirlockError } from '../base/index.ts'
import {
  identifyProcess,
  makeScratch,
  openLoopbackListener,
  plantVariable,
  readTextFile,
  runProgram,
  type Scratch,
} from '../os/index.ts'
import {
  describeChamber,
  findHost,
  launch,
  planBubblewrap,
  resolveCommand,
  type SandboxSpec,
} from '../sandbox/index.ts'
import { surroundingsOf } from './chamber.ts'
import { type Directories, directoriesOf } from './directories.ts'
import { openHostileSession } from './hostile-session.ts'
import { type Io, print } from './io.ts'

/**
 * Runs the harmless part of the attack suite inside a chamber on this very machine, and prints what holds, what does not, and what
 * to do. Returns 1 when an attack got through or could not be tried. Throws what keeps a chamber from being built at all.
 */
export async function doctor(io: Io): Promise<number> {
  const host = findHost(io.platform, io.architecture, io.packageRoot)
  const directories = directoriesOf(io)
  const version = await runProgram(host.bubblewrap, ['--version'], { timeoutMs: 2000 })
  print(
    io,
    `sandbox: ${version.stdout.trim()} (${host.bubblewrap}), uid ${directories.caller.uid}, Node ${io.nodePath}`,
  )
  const scratch = makeScratch()
  try {
    const failures = await attackChamber(io, directories, scratch)
    await reportTotals(io, directories, scratch)
    for (const line of NOT_ENFORCED) print(io, line)
    return failures === 0 ? 0 : 1
  } finally {
    scratch.remove()
  }
}

async function attackChamber(io: Io, directories: Directories, scratch: Scratch): Promise<number> {
  const attacks = catalogOf(io)
  const listener = await openLoopbackListener()
  const { context, spec } = stage(io, directories, scratch, listener.port)
  const server = (await parkedChamber(io, spec)).release()
  const session = openHostileSession(server)
  const isTried = ({ quick, needs, exceptRoot }: CatalogEntry) =>
    quick && needs.every((need) => need in context) && !(exceptRoot && spec.user.uid === 0)
  let failures = 0
  for (const { id, title, expected } of attacks.filter(isTried)) {
    const outcome = await session.attack(id, context)
    const holds = outcome === expected
    if (!holds) failures++
    print(io, `${holds ? 'ok  ' : 'FAIL'} ${id} ${title}: ${outcome}`)
  }
  server.kill()
  await server.exited
  listener.close()
  const untried = attacks.filter((entry) => !isTried(entry)).map(({ id }) => id)
  if (untried.length > 0)
    print(io, `     not tried here, only by the project's tests: ${untried.join(' ')}`)
  print(
    io,
    failures === 0
      ? 'every attack failed, as it should'
      : `${failures} attacks did not fail: do not rely on this machine, and please report it`,
  )
  return failures
}

/** One row of the shipped catalogue (dist/hostile/catalog.json). */
interface CatalogEntry {
  readonly id: string
  readonly title: string
  readonly expected: string
  readonly needs: readonly string[]
  readonly quick: boolean
  readonly exceptRoot: boolean
}

function catalogOf(io: Io): readonly CatalogEntry[] {
  const text = readTextFile(`${io.packageRoot}/dist/hostile/catalog.json`)
  if (text === undefined) throw new TypeError('the package was built without its hostile server')
  return JSON.parse(text) as CatalogEntry[]
}

/** A host in miniature: a key, a repository, a listener; nothing of the user's is named, so nothing of theirs is touched. */
function stage(
  io: Io,
  directories: Directories,
  scratch: Scratch,
  port: number,
): { context: Record<string, unknown>; spec: SandboxSpec } {
  const key = scratch.write('home/.ssh/id_ed25519', 'not a key')
  const hook = scratch.write('work/.git/hooks/pre-commit', '#!/bin/sh\n')
  const shown = scratch.write('shown/readme.txt', 'shown read-only')
  const work = `${scratch.path}/work`
  const secret = `secret-of-${identifyProcess(process.pid)?.startTime}`
  plantVariable('MCP_AIRLOCK_DOCTOR', secret)
  const spec = specFor(io, directories, { read: [`${scratch.path}/shown`], write: [work] })
  const context = {
    hostHome: `${scratch.path}/home`,
    hostFile: key,
    hostDirectory: `${scratch.path}/home`,
    readable: shown,
    writable: work,
    protectedFile: hook,
    ownFiles: [`${io.packageRoot}/dist/main.cjs`, directories.profiles],
    secret,
    hostProcess: process.pid,
    hostPort: port,
  }
  return { context, spec }
}

function specFor(
  io: Io,
  directories: Directories,
  shown: { read: readonly string[]; write: readonly string[] },
): SandboxSpec {
  const command = [io.nodePath, `${io.packageRoot}/dist/hostile/server.mjs`] as const
  return describeChamber({
    command: resolveCommand(command, 'node', surroundingsOf(directories, io)),
    executables: { parts: { binds: [], links: [] }, searchPath: [] },
    ...shown,
    guard: { protect: [], hardLinks: 'refuse', git: 'read' },
    environment: {},
    home: directories.caller.home,
    user: directories.caller,
    tmpBytes: 16 << 20,
    limits: { processes: 64, memoryPerProcess: 4 * 1024 ** 3, fileBytes: 16 << 20, openFiles: 256 },
    network: 'none',
    workingDirectory: '/',
  }).spec
}

async function parkedChamber(io: Io, spec: SandboxSpec): ReturnType<typeof launch> {
  return launch(
    planBubblewrap(spec, findHost(io.platform, io.architecture, io.packageRoot)),
    async () => undefined,
  )
}

/** Tries the limits that need a control group on a parked chamber, one by one. */
async function reportTotals(io: Io, directories: Directories, scratch: Scratch): Promise<void> {
  const spec = specFor(io, directories, { read: [], write: [scratch.path] })
  for (const [name, limit] of Object.entries({ memoryTotal: 256 << 20, cpus: 1 })) {
    try {
      const parked = await parkedChamber(io, { ...spec, limits: { ...spec.limits, [name]: limit } })
      await parked.abort()
      print(io, `ok   limits.${name} can be enforced`)
    } catch (error) {
      if (!AirlockError.is(error)) throw error
      print(io, `no   limits.${name}: ${error.message}`)
      for (const hint of error.hints) print(io, `     hint: ${hint}`)
    }
  }
}

const NOT_ENFORCED = [
  'no   network hosts, classification of data: a profile that asks for them is refused',
  'no   landlock backend: it cannot be set up from Node without native code, and by itself it leaves open: the existence and',
  '     metadata of every path, UDP, other hosts on an allowed port, other processes of the user, and survivors of the session',
]
