import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Host, planBubblewrap } from '../../../src/sandbox/bubblewrap.ts'
import type { LaunchPlan } from '../../../src/sandbox/plan.ts'
import type { SandboxSpec } from '../../../src/sandbox/spec.ts'

const HOST: Host = {
  bubblewrap: '/usr/bin/bwrap',
  shell: '/usr/bin/dash',
  parts: '/opt/mcp-airlock/dist/chamber',
  architecture: 'x64',
  hidden: ['/proc/keys'],
  mark: 'mark',
}

const SPEC: SandboxSpec = {
  command: ['/usr/bin/node', '/srv/app/index.js', '--flag'],
  workingDirectory: '/srv/app',
  environment: { HOME: '/home/ada', PATH: '/usr/bin', TOKEN: 'not-in-argv' },
  binds: [
    { source: '/usr/bin/node', target: '/usr/bin/node', mode: 'read' },
    { source: '/srv/app', target: '/srv/app', mode: 'read' },
    { source: '/home/ada/notes', target: '/home/ada/notes', mode: 'write' },
    { source: '/home/ada/notes/.git/hooks', target: '/home/ada/notes/.git/hooks', mode: 'read' },
  ],
  links: [{ path: '/lib', target: 'usr/lib' }],
  home: '/home/ada',
  user: { uid: 1000, gid: 1000, name: 'ada' },
  tmpBytes: 64 << 20,
  limits: { processes: 64, memoryPerProcess: 1 << 30, fileBytes: 100 << 20, openFiles: 1024 },
  network: 'none',
}

const optionsOf = (plan: LaunchPlan): string[] => {
  const planned = plan.descriptors[3]
  return planned?.kind === 'data'
    ? Buffer.from(planned.bytes).toString('utf8').split('\0').slice(0, -1)
    : []
}

/** One option a line, with its arguments behind it. */
function describe(plan: LaunchPlan): string {
  const options = optionsOf(plan).reduce(
    (text, word) => text + (word.startsWith('--') ? `\n${word}` : ` ${word}`),
    '',
  )
  const descriptors = plan.descriptors.map((planned, number) => {
    const detail = ['name' in planned ? planned.name : '', 'path' in planned ? planned.path : '']
      .join(' ')
      .trim()
    return `${number} ${planned.kind} ${detail}`.trimEnd()
  })
  return `${plan.file}\n${plan.arguments.join('\n')}\n\n# options${options}\n\n# descriptors\n${descriptors.join('\n')}\n\n# expected\n${JSON.stringify(plan.expected)}\n`
}

test.each([
  ['server', SPEC],
  ['installer', { ...SPEC, network: 'host' as const }],
])('the plan of a %s is the reviewed one', (name, spec) => {
  const file = join(import.meta.dirname, `../../golden/bubblewrap/${name}.txt`)
  const text = describe(planBubblewrap(spec, HOST))
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text)
  expect(existsSync(file) ? readFileSync(file, 'utf8') : 'missing: UPDATE_GOLDEN=1').toBe(text)
})

test('nothing of the environment stands in the argument list', () => {
  expect(planBubblewrap(SPEC, HOST).arguments.join(' ')).not.toContain('not-in-argv')
})

test('every namespace is asked for by name, never "try", and the root is sealed after the last mount', () => {
  const options = optionsOf(planBubblewrap(SPEC, HOST))
  expect(options.filter((word) => word.startsWith('--unshare'))).toEqual(
    ['user', 'pid', 'ipc', 'uts', 'cgroup', 'net'].map((name) => `--unshare-${name}`),
  )
  const sealed = options.lastIndexOf('--remount-ro')
  expect(options[sealed + 1]).toBe('/')
  expect(options.slice(sealed + 2).join(' ')).not.toMatch(/--(ro-)?bind|--tmpfs|--symlink|--file/)
})

test('every mount comes from a descriptor or from bubblewrap itself, and devices are the five harmless ones', () => {
  const options = optionsOf(planBubblewrap(SPEC, HOST))
  expect(options).not.toContain('--bind')
  expect(options).not.toContain('--ro-bind')
  expect(options.filter((_, at) => options[at - 1] === '--dev-bind')).toEqual(
    ['null', 'null', 'zero', 'full', 'random', 'urandom'].map((name) => `/dev/${name}`),
  )
})

test.each<[where: string, change: Partial<SandboxSpec>]>([
  ['a secret', { secrets: [{ name: 'KEY', value: Buffer.from('x\0--bind\0/\0/') }] }],
  ['the name of a secret', { secrets: [{ name: 'KEY\0x', value: Buffer.from('x') }] }],
  ['a variable', { environment: { KEY: 'x\0--bind\0/\0/' } }],
  ['a link', { links: [{ path: '/lib', target: 'usr\0--bind\0/' }] }],
])('a NUL in %s cannot become an option of its own', (_where, change) => {
  expect(() => planBubblewrap({ ...SPEC, ...change }, HOST)).toThrow(/NUL/)
})
