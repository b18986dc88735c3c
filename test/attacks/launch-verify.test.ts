import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { LaunchPlan } from '../../src/sandbox/plan.ts'
import {
  buildStage,
  planOf,
  type Stage,
  script,
  withData,
  withGate,
  withOptions,
  without,
  writeDriver,
  writePlan,
} from '../support/chamber-plan.ts'
import { checked, outputOf, refusalFrom } from '../support/chamber-run.ts'
import { launcher } from '../support/launcher.ts'

/** What is not exactly the chamber that was planned is refused, and nothing of the server has run: its mark is never made. */

let stage: Stage
let mark: string

beforeAll(() => {
  stage = buildStage()
  mark = join(stage.work, 'ran')
})
afterAll(() => stage.remove())
beforeEach(() => rmSync(mark, { force: true }))

const marking = () =>
  planOf(stage, { command: script(`require('fs').writeFileSync('${stage.work}/ran', '')`) })

/** Nothing may run later either. */
async function nothingRan(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 250))
  expect(existsSync(mark)).toBe(false)
}

test('L30: the mark is made by a chamber that holds', async () => {
  expect(await outputOf(marking())).toEqual({ output: '', errors: '', code: 0 })
  expect(existsSync(mark)).toBe(true)
})

const option =
  (...words: string[]) =>
  (plan: LaunchPlan) =>
    withOptions(plan, (options) => without(options, ...words))
const gate = (from: RegExp, to: string) => (plan: LaunchPlan) =>
  withGate(plan, (text) => text.replace(from, to))
const capable = (plan: LaunchPlan) =>
  withOptions(plan, (options) =>
    options.map((word, at) => (options[at + 1] === 'ALL' ? '--cap-add' : word)),
  )

test.each<[missing: string, mutate: (plan: LaunchPlan) => LaunchPlan, message: RegExp]>([
  ['the filter', (plan) => option('--seccomp', '7')(plan), /Seccomp is 0, not 2/],
  [
    'a filter that the kernel takes',
    (plan) => withData(plan, 'seccomp', Buffer.alloc(16, 0xff)),
    /could not be built/,
  ],
  ['a whole filter', (plan) => withData(plan, 'seccomp', Buffer.alloc(13)), /could not be built/],
  ['an empty filter', (plan) => withData(plan, 'seccomp', Buffer.alloc(0)), /could not be built/],
  ['the network namespace', option('--unshare-net'), /net namespace is the launcher's own/],
  ['the ipc namespace', option('--unshare-ipc'), /ipc namespace is the launcher's own/],
  ['the cgroup namespace', option('--unshare-cgroup'), /cgroup namespace is the launcher's own/],
  [
    'the uts namespace',
    (plan) => option('--hostname', 'airlock')(option('--unshare-uts')(plan)),
    /uts namespace is the launcher's own/,
  ],
  [
    'the pid namespace',
    (plan) => option('--as-pid-1')(option('--unshare-pid')(plan)),
    /pid namespace is the launcher's own/,
  ],
  ['dropped capabilities', capable, /Cap\w+ is \w+, not 0{16}/],
  ['the core limit', gate(/^ulimit -c .*\n/m, ''), /Max core file size is/],
  ['the descriptor limit', gate(/^ulimit -n .*\n/m, ''), /Max open files is/],
  ['the file size limit', gate(/^ulimit -f .*\n/m, ''), /Max file size is/],
  ['the memory limit', gate(/^ulimit -d .*\n/m, ''), /Max data size is/],
  ['the process limit', gate(/^ulimit -u .*\n/m, ''), /Max processes is/],
  ['a hard limit', gate(/^ulimit -n /m, 'ulimit -Sn '), /Max open files is/],
  ['the gate’s word', gate(/^echo READY .*\n/m, 'exit 0\n'), /ended before the sandbox was ready/],
])('L31: a chamber without %s is refused', async (_missing, mutate, message) => {
  const { code, message: said } = await refusalFrom(checked(mutate(marking())))
  expect(code).toBe('AIRLOCK_SANDBOX_UNVERIFIED')
  expect(said).toMatch(message)
  await nothingRan()
})

test('L32: a sandbox program that only runs the command is refused', async () => {
  const program = join(stage.root, 'not-bwrap')
  // Reports a process and hands on the descriptors, as bubblewrap does.
  const text = `#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done; shift\necho "{ \\"child-pid\\": $$ }" >&4\nexec "$@"\n`
  writeFileSync(program, text)
  chmodSync(program, 0o755)
  const { code, message } = await refusalFrom(checked({ ...marking(), file: program }))
  expect(code).toBe('AIRLOCK_SANDBOX_UNVERIFIED')
  for (const fault of ['Seccomp is 0', 'the user namespace', 'the pid namespace', 'the mnt'])
    expect(message).toContain(fault)
  await nothingRan()
})

test('L32: a sandbox program that reports another process is refused', async () => {
  const program = join(stage.root, 'liar')
  const text = `#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done; shift\necho "{ \\"child-pid\\": 999999999 }" >&4\nexec "$@"\n`
  writeFileSync(program, text)
  chmodSync(program, 0o755)
  expect((await refusalFrom(checked({ ...marking(), file: program }))).code).toBe(
    'AIRLOCK_SANDBOX_UNVERIFIED',
  )
  await nothingRan()
})

/** What bubblewrap and the kernel say where a chamber cannot be had. */
test.each([
  ['bwrap: Unknown option --bind-fd', 'AIRLOCK_SANDBOX_OLD', /apt-get/],
  ['bwrap: Unknown option --ro-bind-fd', 'AIRLOCK_SANDBOX_OLD', /apt-get/],
  ['bwrap: Unknown option --disable-userns', 'AIRLOCK_SANDBOX_OLD', /apt-get/],
  [
    'bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted',
    'AIRLOCK_SANDBOX_DENIED',
    /apparmor/,
  ],
  ['bwrap: setting up uid map: Permission denied', 'AIRLOCK_SANDBOX_DENIED', /apparmor/],
  [
    'bwrap: No permissions to create new namespace, likely because the kernel does not allow non-privileged user namespaces.',
    'AIRLOCK_SANDBOX_DENIED',
    /unprivileged_userns_clone/,
  ],
  [
    'bwrap: Creating new namespace failed: Operation not permitted',
    'AIRLOCK_SANDBOX_DENIED',
    /security-opt/,
  ],
  [
    'bwrap: Creating new namespace failed, likely because the kernel does not support user namespaces.  bwrap must be installed setuid on such systems.',
    'AIRLOCK_SANDBOX_DENIED',
    /sysctl/,
  ],
  [
    "bwrap: Can't mount proc on /newroot/proc: Operation not permitted",
    'AIRLOCK_SANDBOX_DENIED',
    /systempaths/,
  ],
  ['bwrap: Race condition binding dirfd', 'AIRLOCK_PATH_MISSING', /start again/],
  [
    "bwrap: Can't find source path /proc/self/fd/20: No such file or directory",
    'AIRLOCK_PATH_MISSING',
    /start again/,
  ],
  [
    "bwrap: Can't bind mount /oldroot/a on /newroot/a: Unable to mount source on destination: No such file or directory",
    'AIRLOCK_PATH_MISSING',
    /start again/,
  ],
  ['bwrap: something new', 'AIRLOCK_SANDBOX_UNVERIFIED', /doctor/],
])('L33: “%s” is %s', async (said, expected, hint) => {
  const program = join(stage.root, 'failing')
  writeFileSync(program, `#!/bin/sh\necho "${said}" >&2\nexit 1\n`)
  chmodSync(program, 0o755)
  const { code, message, hints } = await refusalFrom(checked({ ...marking(), file: program }))
  expect(code).toBe(expected)
  expect(message).toContain(said.slice(0, 60))
  if (hints.length > 0) expect(hints.join('\n')).toMatch(hint)
  await nothingRan()
})

test('L33: a program that leaves at once without reading is refused, whatever it was to read', async () => {
  for (let tries = 0; tries < 20; tries++)
    expect((await refusalFrom(checked({ ...marking(), file: '/bin/false' }))).code).toBe(
      'AIRLOCK_SANDBOX_UNVERIFIED',
    )
})

test('L33: a sandbox program that is not there is refused', async () => {
  const { code } = await refusalFrom(checked({ ...marking(), file: '/nonexistent/bwrap' }))
  expect(code).toBe('AIRLOCK_SANDBOX_UNVERIFIED')
})

/** A machine on which no further user namespace can be had, made of one that nobody else is in (user_namespaces(7)). */
const MACHINES = {
  'the kernel’s count is used up': {
    command: [
      ...['unshare', '--user', '--map-root-user', 'sh', '-c'],
      ...['echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"', 'sh'],
    ],
    root: true,
  },
  'another sandbox forbids them': {
    command: ['bwrap', '--dev-bind', '/', '/', '--unshare-user', '--disable-userns', '--'],
    root: false,
  },
}

const onlyTrying = (plan: LaunchPlan) =>
  withOptions(plan, (options) =>
    without(options, '--disable-userns').map((word) =>
      word === '--unshare-user' ? '--unshare-user-try' : word,
    ),
  )

test.each<[keyof typeof MACHINES, string, (plan: LaunchPlan) => LaunchPlan, RegExp]>([
  ['the kernel’s count is used up', 'as planned', (plan) => plan, /^AIRLOCK_SANDBOX_DENIED /],
  ['another sandbox forbids them', 'as planned', (plan) => plan, /^AIRLOCK_SANDBOX_DENIED /],
  [
    'the kernel’s count is used up',
    'and the plan only tries',
    onlyTrying,
    /^AIRLOCK_SANDBOX_UNVERIFIED .*the user namespace is the launcher's own/,
  ],
])('L34: where %s nothing starts, %s', async (name, _how, mutate, refusal) => {
  const { command: machine, root } = MACHINES[name]
  const user = root ? { ...stage.spec.user, uid: 0, gid: 0 } : stage.spec.user
  const command = script(`require('fs').writeFileSync('${stage.work}/ran', '')`)
  // A control group comes after the checks; what this is about ends before.
  const plan = { ...mutate(planOf(stage, { command, user })), group: undefined }
  const [file = '', ...rest] = machine
  const args = [...rest, process.execPath, writeDriver(stage, RELEASE), writePlan(stage, plan)]
  const ended = spawnSync(file, args, { encoding: 'utf8', timeout: 20_000 })
  expect(ended.stdout, ended.stderr).toMatch(refusal)
  await nothingRan()
})

test('L35: on a machine without bubblewrap nothing starts', async () => {
  const server = join(stage.root, 'server/marking.cjs')
  writeFileSync(server, `require('fs').writeFileSync('${mark}', '')`)
  const profile = join(stage.root, 'own/marking.jsonc')
  const filesystem = { write: [stage.work] }
  const rules = { extends: 'node', command: ['node', server], filesystem }
  writeFileSync(profile, JSON.stringify(rules), { mode: 0o600 })
  const run = (...outer: string[]) => {
    const [file, ...rest] = [...outer, ...launcher, 'run', profile]
    const env = { HOME: join(stage.root, 'home'), PATH: process.env['PATH'] }
    return spawnSync(file, rest, { env, encoding: 'utf8', input: '', timeout: 20_000 })
  }
  // An outer bubblewrap covers the one of this machine.
  const covered = ['--ro-bind', '/dev/null', '/usr/bin/bwrap']
  const ended = run('bwrap', '--dev-bind', '/', '/', ...covered, '--')
  expect(ended.stderr).toContain('AIRLOCK_SANDBOX_MISSING')
  expect(ended).toMatchObject({ status: 125, stdout: '' })
  await nothingRan()
  expect(run()).toMatchObject({ status: 0, stdout: '', stderr: '' })
  expect(existsSync(mark)).toBe(true)
})

const RELEASE = `
  console.log('started')
  await parked.release().exited
`
