import { readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  bindAs,
  bindByPath,
  inheriting,
  replace,
  takeOut,
  unfiltered,
  ungated,
  withEnvironment,
} from '../support/chamber-cures.ts'
import { planOf, type Stage, script, TREASURE, withOptions } from '../support/chamber-plan.ts'
import { checked, unchecked } from '../support/chamber-run.ts'
import {
  buildScene,
  judge,
  outlivesLauncher,
  planFor,
  ranUnproven,
  type Scene,
  seenInArguments,
  shownAfterSwap,
  type Trap,
} from '../support/chamber-traps.ts'

/**
 * Every trap has a cure in the plan, and every cure a test that fails without it: the same plan with that cure alone taken out is
 * either broken by the attack or refused by the launcher. What the launcher refuses is started once more without its checks, which
 * shows what it was refused for.
 */

let scene: Scene
let stage: Stage

beforeAll(async () => {
  scene = await buildScene()
  stage = scene.stage
})
afterAll(() => scene.remove())

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
  ...['A17', 'A22', 'A23', 'A28', 'A30', 'A31', 'A32', 'A35', 'A36', 'A50'].map((by) => ({
    id: 'L11',
    title: 'the kernel’s rarely used parts are open',
    by,
    cures: [unfiltered],
    uncured: 'done',
  })),
  {
    id: 'L12',
    title: 'a symbolic link is swapped in after the check',
    by: (plan, start) => shownAfterSwap(stage, plan, start),
    plan: () =>
      planOf(stage, {
        command: script(`console.log(require('fs').readdirSync('${stage.root}/shown').join())`),
      }),
    cures: [bindByPath(() => join(stage.root, 'shown'))],
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
    id: 'L19',
    title: 'abstract sockets of the host are reached',
    by: `new Promise((resolve) => require('net').connect('\\0airlock-${process.pid}').on('connect', () => resolve('done')).on('error', () => resolve('denied')))`,
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
    by: (plan) => ranUnproven(stage, plan),
    plan: () =>
      planOf(stage, { command: script(`require('fs').writeFileSync('${stage.work}/ran', '')`) }),
    cures: [ungated(/^IFS= read .*\n/m)],
    uncured: 'done',
  },
  {
    id: 'L27',
    title: 'the server outlives a launcher that is killed',
    by: (plan) => outlivesLauncher(stage, plan),
    // It hears of no closed pipe, so that nothing but the kernel ends it.
    plan: () =>
      planOf(stage, {
        command: script(`require('fs').writeSync(1, 'up'); setInterval(() => {}, 1000)`),
      }),
    cures: [takeOut('--die-with-parent')],
    uncured: 'done',
  },
  {
    id: 'L28',
    title: 'the host’s name is told',
    by: `require('os').hostname() === ${JSON.stringify(hostname())} ? 'done' : 'denied'`,
    cures: [(plan) => takeOut('--unshare-uts')(takeOut('--hostname', 'airlock')(plan))],
    uncured: /the uts namespace is the launcher's own/,
  },
  {
    id: 'L29',
    title: 'the place among the host’s control groups is told',
    by: `require('fs').readlinkSync('/proc/self/ns/cgroup') === '${readlinkSync('/proc/self/ns/cgroup')}' ? 'done' : 'denied'`,
    cures: [takeOut('--unshare-cgroup')],
    uncured: /the cgroup namespace is the launcher's own/,
  },
]

test.each(TRAPS)('$id: $title', async ({ by, plan: own, cures, uncured, behind }) => {
  const whole = (own ?? (() => planFor(scene, by)))()
  expect(await judge(scene, by, whole, checked)).toBe('denied')
  if (cures.length > 1)
    for (const cure of cures) expect(await judge(scene, by, cure(whole), checked)).not.toBe('done')
  const bare = cures.reduce((plan, cure) => cure(plan), whole)
  const launched = await judge(scene, by, bare, checked)
  expect(launched).toMatch(uncured)
  if (launched !== 'done')
    expect(await judge(scene, by, bare, unchecked)).toMatch(behind ?? /^done$/)
})
