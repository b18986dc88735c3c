import { randomUUID } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { buildSync } from 'esbuild'
import {
  describeChamber,
  findHost,
  type Host,
  planBubblewrap,
  resolveCommand,
  type SandboxSpec,
} from '../../src/sandbox/index.ts'
import type { LaunchPlan } from '../../src/sandbox/plan.ts'

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

/** Stands in a file of the host that no server is shown. */
export const TREASURE = 'treasure-of-the-host'

/** Small, so that reaching them costs little. */
export const STAGE_LIMITS = {
  processes: 48,
  // Node 24 takes more than half of this before its first line.
  memoryPerProcess: 1 << 30,
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
    guard: { protect: [], hardLinks: 'refuse', git: 'write' },
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
    host: findHost(process.platform, process.arch, join(import.meta.dirname, '../..')),
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

/** The plan with these bytes for the descriptor of that name. Throws when there is none: a mutation must hit. */
export function withData(plan: LaunchPlan, name: string, bytes: Uint8Array): LaunchPlan {
  const at = plan.descriptors.findIndex((planned) => named(planned, name))
  if (at === -1) throw new Error(`no descriptor is named ${name}`)
  return { ...plan, descriptors: plan.descriptors.with(at, { kind: 'data', name, bytes }) }
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

function named(rest: object, name: string): boolean {
  return 'name' in rest && rest.name === name
}

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
