import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import {
  closeSync,
  constants,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Duplex } from 'node:stream'
import { buildSync } from 'esbuild'
import {
  describeChamber,
  findHost,
  type Host,
  launch,
  planBubblewrap,
  type RunningServer,
  resolveCommand,
  type SandboxSpec,
} from '../../src/sandbox/index.ts'
import type { LaunchPlan, PlannedDescriptor } from '../../src/sandbox/plan.ts'

/** A host in miniature and the chamber of the hostile server in it: one directory to read, one to write, hooks to leave alone. */
export interface Stage {
  readonly root: string
  readonly work: string
  readonly spec: SandboxSpec
  readonly host: Host
  /** The arguments of the attacks. */
  readonly context: Readonly<Record<string, unknown>>
  remove(): void
}

/** What an attack came to. */
export interface Report {
  readonly outcome: string
  readonly detail: unknown
}

/** Stands in a file of the host that no server is shown. */
export const TREASURE = 'treasure-of-the-host'

/** Small, so that reaching them costs little. */
export const STAGE_LIMITS = {
  processes: 48,
  memoryPerProcess: 512 << 20,
  fileBytes: 16 << 20,
  openFiles: 128,
} as const
const TMP_BYTES = 8 << 20

/** Lays out the miniature host and describes the chamber with the same code that `run` uses. */
export function buildStage(): Stage {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'airlock-plan-')))
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  cpSync(HOSTILE, join(root, 'server'), { recursive: true })
  const [home, work] = [join(root, 'home'), join(root, 'work')]
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0]
  const { spec } = describeChamber({
    command: resolveCommand([process.execPath, join(root, 'server/server.mjs')], 'node', {
      searchPath: [],
      workingDirectory: '/',
      home,
    }),
    executables: { parts: { binds: [], links: [] }, searchPath: [] },
    read: [join(root, 'shown')],
    write: [work],
    guard: { protect: [], hardLinks: 'refuse' },
    environment: {},
    home,
    user: { uid, gid, name: 'tester' },
    tmpBytes: TMP_BYTES,
    limits: STAGE_LIMITS,
    network: 'none',
    workingDirectory: '/',
  })
  return {
    root,
    work,
    spec,
    host: findHost(process.platform, process.arch),
    context: {
      hostHome: home,
      hostFile: join(root, 'elsewhere/key'),
      hostDirectory: join(root, 'elsewhere'),
      hostProcess: process.pid,
      readable: join(root, 'shown/shown'),
      writable: work,
      protectedFile: join(work, '.git/hooks/pre-commit'),
      ownFiles: [join(root, 'own/profile.jsonc')],
      secret: TREASURE,
      limits: { ...STAGE_LIMITS, tmpBytes: TMP_BYTES },
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** The stage's plan with some members of its chamber changed. */
export function planOf(stage: Stage, change: Partial<SandboxSpec> = {}): LaunchPlan {
  return planBubblewrap({ ...stage.spec, ...change }, stage.host)
}

/** A command that runs a text as a program of Node. */
export function script(text: string): SandboxSpec['command'] {
  return [realpathSync(process.execPath), '-e', text]
}

/** The plan with its bubblewrap options changed. Throws when the change changes nothing: a mutation must hit. */
export function withOptions(
  plan: LaunchPlan,
  change: (options: readonly string[]) => readonly string[],
): LaunchPlan {
  const before = optionsOf(plan)
  const after = change(before)
  if (after.join('\0') === before.join('\0')) throw new Error('the mutation changed nothing')
  return withData(plan, 'options', Buffer.from(after.map((option) => `${option}\0`).join('')))
}

/** The bubblewrap options of a plan. */
export function optionsOf(plan: LaunchPlan): readonly string[] {
  const data = plan.descriptors.find(
    ({ kind, ...rest }) => kind === 'data' && named(rest, 'options'),
  )
  if (data?.kind !== 'data') throw new Error('no options')
  return Buffer.from(data.bytes).toString('utf8').split('\0').slice(0, -1)
}

/** The plan with other bytes for the descriptor of that name. */
export function withData(plan: LaunchPlan, name: string, bytes: Uint8Array): LaunchPlan {
  return {
    ...plan,
    descriptors: plan.descriptors.map(
      (planned): PlannedDescriptor =>
        planned.kind === 'data' && planned.name === name ? { ...planned, bytes } : planned,
    ),
  }
}

/** The plan with the gate's script changed. Throws when the change changes nothing. */
export function withGate(plan: LaunchPlan, change: (text: string) => string): LaunchPlan {
  const at = plan.arguments.indexOf('-c') + 1
  const before = plan.arguments[at] ?? ''
  const after = change(before)
  if (after === before) throw new Error('the mutation changed nothing')
  return { ...plan, arguments: plan.arguments.map((word, index) => (index === at ? after : word)) }
}

/** Options without the first run of these words. */
export function without(options: readonly string[], ...words: string[]): readonly string[] {
  const at = options.findIndex((_, index) => words.every((word, n) => options[index + n] === word))
  return at === -1 ? options : [...options.slice(0, at), ...options.slice(at + words.length)]
}

/** Starts a plan, or refuses to. */
export type Starter = (plan: LaunchPlan) => Promise<RunningServer>

/** As `run` starts it. */
export const checked: Starter = async (plan) =>
  (await launch(plan, async () => undefined)).release()

/** What `launch` does, without a single check: shows what a check keeps from happening. */
export const unchecked: Starter = async (plan) => {
  const open: number[] = []
  const stdio = plan.descriptors.map((planned) => {
    if (planned.kind !== 'pin') return 'pipe'
    open.push(openSync(planned.path, O_PATH | constants.O_NOFOLLOW))
    return open.at(-1) as number
  })
  const child = spawn(plan.file, plan.arguments, { cwd: '/', env: {}, stdio })
  for (const descriptor of open) closeSync(descriptor)
  const stream = (at: number) => child.stdio[at] as Duplex
  for (const [at, planned] of plan.descriptors.entries()) {
    if (planned.kind !== 'pin') stream(at).on('error', () => undefined)
    if (planned.kind === 'data') stream(at).end(planned.bytes)
  }
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  )
  // The gate sends READY first; its word may as well be there before it asks.
  stream(plan.descriptors.findIndex(({ kind }) => kind === 'gate')).end('GO\n')
  let status = ''
  stream(plan.descriptors.findIndex(({ kind }) => kind === 'status')).on(
    'data',
    (chunk: Buffer) => {
      status += chunk.toString('latin1')
    },
  )
  const end = (signal: NodeJS.Signals) => {
    const init = Number(/"child-pid": (\d+)/.exec(status)?.[1])
    if (init > 1 && child.exitCode === null && child.signalCode === null) process.kill(init, signal)
    child.kill(signal)
  }
  return {
    input: stream(0),
    output: stream(1),
    errors: stream(2),
    exited,
    terminate: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  }
}

/** Starts the plan, performs one attack of the catalogue, and ends the chamber. Rejects like the starter. */
export async function attack(
  plan: LaunchPlan,
  id: string,
  context: Stage['context'],
  start: Starter = checked,
): Promise<Report> {
  const server = await start(plan)
  const answer = new Promise<string>((resolve, reject) => {
    let text = ''
    server.output.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8')
      if (text.includes('\n')) resolve(text)
    })
    let errors = ''
    server.errors.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')))
    void server.exited.then((end) => reject(new Error(`${JSON.stringify(end)} ${errors}`)))
  })
  const params = { name: id, arguments: context }
  server.input.on('error', () => undefined)
  server.input.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params })}\n`)
  try {
    const { result } = JSON.parse(await answer) as { result: { content: { text: string }[] } }
    return JSON.parse(result.content[0]?.text ?? '') as Report
  } finally {
    await ended(server)
  }
}

/** Starts the plan, lets its command run to the end, and returns what it wrote. Rejects like the starter. */
export async function outputOf(
  plan: LaunchPlan,
  start: Starter = checked,
): Promise<{ output: string; errors: string; code: number | null }> {
  const server = await start(plan)
  server.input.end()
  const [output, errors, { code }] = await Promise.all([
    textOf(server.output),
    textOf(server.errors),
    server.exited,
  ])
  return { output, errors, code }
}

/**
 * A program that launches a plan in a process of its own: its first argument is a file of `writePlan`. `body` is what it does with the
 * parked server, as statements of an async function that knows `parked`; refusals are printed with their code.
 */
export function writeDriver(stage: Stage, body: string): string {
  const outfile = join(stage.root, `driver-${randomUUID()}.cjs`)
  const contents = `
    import { readFileSync, readdirSync, readlinkSync } from 'node:fs'
    import { launch } from '../../src/sandbox/index.ts'
    const plan = JSON.parse(readFileSync(process.argv[2], 'utf8'), (key, value) =>
      key === 'bytes' ? Buffer.from(value, 'latin1') : value)
    launch(plan, async () => undefined).then(async (parked) => {${body}}, (error) => console.log(error.code, error.message))`
  const stdin = { contents, resolveDir: import.meta.dirname }
  buildSync({ stdin, outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' })
  return outfile
}

/** Writes a plan for a driver; returns the file. */
export function writePlan(stage: Stage, plan: LaunchPlan): string {
  const file = join(stage.root, `plan-${randomUUID()}.json`)
  const descriptors = plan.descriptors.map((planned) =>
    planned.kind === 'data'
      ? { ...planned, bytes: Buffer.from(planned.bytes).toString('latin1') }
      : planned,
  )
  writeFileSync(file, JSON.stringify({ ...plan, descriptors }))
  return file
}

/** Ends a chamber and waits until it is gone. */
export async function ended(server: RunningServer): Promise<void> {
  server.kill()
  await server.exited
}

/** The code and text of the AirlockError that a promise rejects with; any other error is thrown on. */
export async function refusalFrom(
  work: Promise<unknown>,
): Promise<{ code: string; message: string; hints: readonly string[] }> {
  try {
    await work
  } catch (error) {
    const { code, message, hints } = error as { code: unknown; message: string; hints: string[] }
    if (typeof code !== 'string' || !code.startsWith('AIRLOCK_')) throw error
    return { code, message, hints }
  }
  throw new Error('it was not refused')
}

function textOf(stream: Duplex): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.once('close', () => resolve(Buffer.concat(chunks).toString('utf8')))
  })
}

function named(rest: object, name: string): boolean {
  return 'name' in rest && rest.name === name
}

// include/uapi/asm-generic/fcntl.h.
const O_PATH = 0o10000000
const HOSTILE = join(import.meta.dirname, '../servers/hostile')
const FILES = {
  'elsewhere/key': TREASURE,
  'home/.npmrc': TREASURE,
  'shown/shown': 'shown\n',
  'own/profile.jsonc': '{}\n',
  // Ends the search for the package that the server belongs to.
  'server/package.json': '{ "type": "module" }\n',
  'work/.git/hooks/sample': '# nothing\n',
  'work/.git/config': '[core]\n',
  'work/document.txt': 'text\n',
}
