import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch } from '../../src/sandbox/index.ts'
import type { LaunchPlan, PlannedDescriptor } from '../../src/sandbox/plan.ts'
import { syscallsArm64 } from '../../src/sandbox/seccomp/syscalls-arm64.ts'
import { syscallsX64 } from '../../src/sandbox/seccomp/syscalls-x64.ts'
import { runProbe } from '../servers/hostile/syscall-probe.mjs'
import {
  attack,
  buildStage,
  checked,
  ended,
  optionsOf,
  outputOf,
  planOf,
  type Stage,
  type Starter,
  script,
  TREASURE,
  unchecked,
  withData,
  withGate,
  withOptions,
  without,
} from '../support/chamber-plan.ts'

/**
 * Every trap has a cure in the plan, and every cure a test that fails without it: the same plan with that cure alone taken out is
 * either broken by the attack or refused by the launcher. What the launcher refuses is started once more without its checks, which
 * shows what it was refused for.
 */

let stage: Stage
let listener: Server
let memory: { readonly id: number; readonly program: string }

beforeAll(async () => {
  stage = buildStage()
  listener = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const program = join(stage.root, 'shared-memory')
  const [id = -1] = runProbe(program, [
    { number: numberOf('shmget'), args: [KEY, 4096, 0o1666] },
  ]).results
  memory = { id, program }
})
afterAll(() => {
  runProbe(memory.program, [{ number: numberOf('shmctl'), args: [memory.id, 0, 0] }])
  listener.close()
  stage.remove()
})

/** One way to take something out of a plan. */
type Mutation = (plan: LaunchPlan) => LaunchPlan

interface Trap {
  readonly id: string
  readonly title: string
  /** An attack of the catalogue, or a program of Node that prints `done` when it got through; else another way to find out. */
  readonly by: string | ((plan: LaunchPlan, start: Starter) => Promise<string>)
  /** The plan that holds, when it is not the stage's own. */
  readonly plan?: () => LaunchPlan
  /** Each holds alone: only with all of them taken out is the way open. */
  readonly cures: readonly Mutation[]
  /** What launching comes to without them: `done`, or the launcher's refusal. */
  readonly uncured: string | RegExp
  /** What it comes to when the launcher's checks are gone too; `done` unless bubblewrap itself refuses. */
  readonly behind?: RegExp
}

const takeOut =
  (...words: string[]): Mutation =>
  (plan) =>
    withOptions(plan, (options) => without(options, ...words))

const replace =
  (from: readonly string[], to: readonly string[]): Mutation =>
  (plan) =>
    withOptions(plan, (options) => {
      const at = options.findIndex((_, index) =>
        from.every((word, n) => options[index + n] === word),
      )
      return at === -1
        ? options
        : [...options.slice(0, at), ...to, ...options.slice(at + from.length)]
    })

const ungated =
  (pattern: RegExp): Mutation =>
  (plan) =>
    withGate(plan, (text) => text.replace(pattern, ''))

/** One instruction: BPF_RET with SECCOMP_RET_ALLOW (include/uapi/linux/seccomp.h). */
const unfiltered: Mutation = (plan) =>
  withData(plan, 'seccomp', Buffer.from([6, 0, 0, 0, 0, 0, 0xff, 0x7f]))

/** bubblewrap started as a careless launcher does: with an environment of its own. */
const withEnvironment: Mutation = (plan) => ({
  ...plan,
  file: '/usr/bin/env',
  arguments: [`AIRLOCK_HOST_TOKEN=${TREASURE}`, plan.file, ...plan.arguments],
})

/** As if nobody had closed that descriptor. */
const inheriting =
  (number: number, planned: PlannedDescriptor): Mutation =>
  (plan) => ({
    ...plan,
    descriptors: Array.from(
      { length: number + 1 },
      (_, at): PlannedDescriptor =>
        plan.descriptors[at] ?? (at === number ? planned : { kind: 'pin', path: '/dev/null' }),
    ),
  })

/** The bind of that target, mounted by another option. */
const bindAs =
  (option: string, target: () => string): Mutation =>
  (plan) =>
    withOptions(plan, (options) => {
      const at = options.findIndex(
        (word, n) => word === target() && options[n - 2]?.endsWith('-fd') === true,
      )
      return options.map((word, index) => (index === at - 2 ? option : word))
    })

const TRAPS: readonly Trap[] = [
  {
    id: 'L01',
    title: 'what started bubblewrap stands in /proc/1/environ',
    by: 'A24',
    cures: [withEnvironment, takeOut('--as-pid-1')],
    uncured: /Max core file size is \w+, not 0/,
  },
  {
    id: 'L02',
    title: 'the environment of bubblewrap goes on to the server',
    by: 'A25',
    cures: [withEnvironment, takeOut('--clearenv')],
    uncured: 'done',
  },
  {
    id: 'L03',
    title: 'a secret among the arguments is seen by every user of the host',
    by: seenInArguments,
    plan: () => planOf(stage, { environment: { TOKEN: TREASURE } }),
    cures: [
      (plan) => ({
        ...takeOut('--setenv', 'TOKEN', TREASURE)(plan),
        arguments: ['--setenv', 'TOKEN', TREASURE, ...plan.arguments],
      }),
    ],
    uncured: 'done',
  },
  {
    id: 'L04',
    title: 'an inherited directory leads out',
    by: 'A27',
    cures: [inheriting(30, { kind: 'pin', path: '/' })],
    uncured: 'done',
  },
  {
    id: 'L05',
    title: 'an inherited socket is used',
    by: 'A26',
    cures: [inheriting(251, { kind: 'data', name: 'inherited', bytes: Buffer.alloc(0) })],
    uncured: 'done',
  },
  {
    id: 'L06',
    title: 'a user namespace that is only tried for may be missing',
    by: 'A40',
    cures: [replace(['--unshare-user'], ['--unshare-user-try'])],
    uncured: /could not be built/,
    behind: /requires --unshare-user/,
  },
  {
    id: 'L07',
    title: 'the parent of a protected file is renamed',
    by: 'A11',
    cures: [
      () =>
        planOf(stage, {
          binds: stage.spec.binds.filter(({ target }) => !target.endsWith('/.git')),
        }),
    ],
    uncured: 'done',
  },
  {
    id: 'L08',
    title: 'a protected file is written',
    by: 'A10',
    cures: [bindAs('--bind-fd', () => join(stage.work, '.git/hooks'))],
    uncured: 'done',
  },
  {
    id: 'L09',
    title: 'what is shown is written',
    by: 'A09',
    cures: [bindAs('--bind-fd', () => join(stage.root, 'shown'))],
    uncured: 'done',
  },
  {
    id: 'L10',
    title: 'the root of the chamber is written',
    by: 'A09',
    cures: [takeOut('--remount-ro', '/')],
    uncured: 'done',
  },
  ...['A17', 'A22', 'A28', 'A30', 'A31', 'A32', 'A35', 'A36', 'A50'].map((by) => ({
    id: 'L11',
    title: 'the kernel’s rarely used parts are open',
    by,
    cures: [unfiltered],
    uncured: 'done',
  })),
  {
    id: 'L12',
    title: 'a symbolic link is swapped in after the check',
    by: shownAfterSwap,
    plan: () =>
      planOf(stage, {
        command: script(`console.log(require('fs').readdirSync('${stage.root}/shown').join())`),
      }),
    cures: [pathBind],
    uncured: 'done',
  },
  {
    id: 'L13',
    title: 'the first process’s memory is written',
    by: 'A28',
    cures: [takeOut('--remount-ro', '/proc')],
    uncured: 'done',
  },
  {
    id: 'L14',
    title: 'bubblewrap’s own first process runs without limits beside the server',
    by: `/^Max open files +128 +128 /m.test(require('fs').readFileSync('/proc/1/limits', 'utf8')) ? 'denied' : 'done'`,
    cures: [takeOut('--as-pid-1')],
    uncured: /Max core file size is \w+, not 0/,
  },
  {
    id: 'L15',
    title: 'a directory in memory takes half of the machine’s',
    by: 'A21',
    cures: [replace(['1777', '--size', '8388608', '--tmpfs', '/tmp'], ['1777', '--tmpfs', '/tmp'])],
    uncured: 'done',
  },
  {
    id: 'L16',
    title: 'bubblewrap’s own /dev brings terminals',
    by: 'A48',
    cures: [
      (plan) =>
        withOptions(plan, (options) => [
          ...options.slice(0, options.indexOf('/dev') - 5),
          ...['--dev', '/dev'],
          ...options.slice(options.indexOf('--remount-ro', options.indexOf('/dev/shm'))),
        ]),
    ],
    uncured: 'done',
  },
  {
    id: 'L17',
    title: 'shared memory of the host is found',
    by: 'A38',
    cures: [takeOut('--unshare-ipc')],
    uncured: /the ipc namespace is the launcher's own/,
  },
  {
    id: 'L18',
    title: 'processes of the host are found',
    by: 'A29',
    cures: [(plan) => takeOut('--as-pid-1')(takeOut('--unshare-pid')(plan))],
    uncured: /the pid namespace is the launcher's own/,
  },
  {
    id: 'L19',
    title: 'services of the host are reached',
    by: 'A52',
    cures: [takeOut('--unshare-net'), unfiltered],
    uncured: /the net namespace is the launcher's own/,
  },
  {
    id: 'L20',
    title: 'capabilities are left over',
    by: 'A40',
    cures: [replace(['--cap-drop', 'ALL'], ['--cap-add', 'ALL'])],
    uncured: /CapPrm is \w+, not 0{16}/,
  },
  {
    id: 'L21',
    title: 'a further user namespace gives all capabilities back',
    by: `import('SERVER/system-calls.mjs').then(({ call, succeed }) => succeed([call('unshare', 0x10000000)])).then(() => 'done', (error) => (error.code ? 'denied' : String(error)))`,
    cures: [takeOut('--disable-userns'), unfiltered],
    uncured: 'done',
  },
  {
    id: 'L22',
    title: 'the server stays in the session of the launcher’s terminal',
    by: `/^1 /.test(require('fs').readFileSync('/proc/self/stat', 'latin1').split(') ')[1].split(' ').slice(3).join(' ')) ? 'denied' : 'done'`,
    cures: [takeOut('--new-session')],
    uncured: 'done',
  },
  {
    id: 'L23',
    title: 'one process takes more memory than it may',
    by: 'A42',
    cures: [ungated(/^ulimit -d .*\n/m)],
    uncured: /Max data size is Infinity/,
  },
  {
    id: 'L24',
    title: 'one file grows without end',
    by: 'A21',
    cures: [ungated(/^ulimit -f .*\n/m)],
    uncured: /Max file size is Infinity/,
  },
  {
    id: 'L25',
    title: 'a core dump is left',
    by: 'A47',
    cures: [ungated(/^ulimit -c .*\n/m)],
    uncured: /Max core file size is \w+, not 0/,
  },
  {
    id: 'L26',
    title: 'the server runs before everything was proven',
    by: ranUnproven,
    plan: () =>
      planOf(stage, { command: script(`require('fs').writeFileSync('${stage.work}/ran', '')`) }),
    cures: [ungated(/^IFS= read .*\n/m)],
    uncured: 'done',
  },
]

test.each(TRAPS)('$id: $title ($by)', async ({ by, plan: own, cures, uncured, behind }) => {
  const whole = (own ?? (() => planFor(by)))()
  expect(await judge(by, whole, checked)).toBe('denied')
  if (cures.length > 1)
    for (const cure of cures) expect(await judge(by, cure(whole), checked)).not.toBe('done')
  const bare = cures.reduce((plan, cure) => cure(plan), whole)
  const launched = await judge(by, bare, checked)
  expect(launched).toMatch(uncured)
  if (launched !== 'done') expect(await judge(by, bare, unchecked)).toMatch(behind ?? /^done$/)
})

/** `done`, `denied`, or what the refusal said. */
async function judge(by: Trap['by'], plan: LaunchPlan, start: Starter): Promise<string> {
  try {
    if (typeof by === 'function') return await by(plan, start)
    if (!isAttack(by)) return (await outputOf(plan, start)).output.trim()
    const context = {
      ...stage.context,
      hostPort: (listener.address() as { port: number }).port,
      sharedMemoryKey: KEY,
    }
    const { outcome, detail } = await attack(plan, by, context, start)
    return outcome === 'broken' ? JSON.stringify(detail) : outcome
  } catch (error) {
    return String(error)
  }
}

function planFor(by: Trap['by']): LaunchPlan {
  if (typeof by === 'function' || isAttack(by)) return planOf(stage)
  const text = by.replace('SERVER', join(stage.root, 'server'))
  return planOf(stage, { command: script(`Promise.resolve(${text}).then(console.log)`) })
}

function isAttack(by: string): boolean {
  return /^A\d\d$/.test(by)
}

async function seenInArguments(plan: LaunchPlan, start: Starter): Promise<string> {
  const server = await start(plan)
  try {
    const seen = readdirSync('/proc').some((name) => {
      try {
        return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`).includes(TREASURE)
      } catch {
        return false
      }
    })
    return seen ? 'done' : 'denied'
  } finally {
    await ended(server)
  }
}

/** The directory is replaced by a link to another one when the launcher has pinned it and bubblewrap has mounted nothing yet. */
async function shownAfterSwap(plan: LaunchPlan, start: Starter): Promise<string> {
  const shown = join(stage.root, 'shown')
  const swap = `mv "$1" "$1-aside" && ln -s "$2" "$1" && shift 2 && exec "$@"`
  const swapping: LaunchPlan = {
    ...plan,
    file: '/bin/sh',
    arguments: [
      '-c',
      swap,
      'swap',
      shown,
      join(stage.root, 'elsewhere'),
      plan.file,
      ...plan.arguments,
    ],
  }
  try {
    const { output, errors } = await outputOf(swapping, start)
    return { shown: 'denied', key: 'done' }[output.trim()] ?? `${output}${errors}`
  } finally {
    rmSync(shown)
    renameSync(`${shown}-aside`, shown)
  }
}

function pathBind(plan: LaunchPlan): LaunchPlan {
  const shown = join(stage.root, 'shown')
  const options = optionsOf(plan)
  const number = options[options.indexOf(shown) - 1] ?? ''
  return {
    ...replace(['--ro-bind-fd', number, shown], ['--ro-bind', shown, shown])(plan),
  }
}

async function lateDoubt(): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, 500))
  throw new Error('not what was installed')
}

/** While the chamber is built, something slow finds out that the package is not what was installed. */
async function ranUnproven(plan: LaunchPlan): Promise<string> {
  const mark = join(stage.work, 'ran')
  await expect(launch(plan, lateDoubt)).rejects.toThrow('not what was installed')
  const ran = existsSync(mark)
  rmSync(mark, { force: true })
  return ran ? 'done' : 'denied'
}

function numberOf(name: string): number {
  return (process.arch === 'arm64' ? syscallsArm64 : syscallsX64).get(name) as number
}

const KEY = 0x41000000 + process.pid
