import { unmoved } from '../base/index.ts'
import { gateScript } from './gate.ts'
import { groupLimits } from './group-limits.ts'
import type { LaunchPlan, PlannedDescriptor } from './plan.ts'
import type { Bind, SandboxSpec } from './spec.ts'

/** The host's programs that a plan names. */
export interface Host {
  /** Canonical path of bubblewrap. */
  readonly bubblewrap: string
  /** Canonical path of a POSIX shell for the gate. */
  readonly shell: string
  /** Directory of the files that are the same in every chamber, made by the build: seccomp filters, `hosts`, `nsswitch.conf`. */
  readonly parts: string
  readonly architecture: 'x64' | 'arm64'
  /** Files under /proc that exist here and tell about the whole machine; they are covered. */
  readonly hidden: readonly string[]
  /** The word by which a later start recognises what is left of this session. */
  readonly mark: string
}

/**
 * Compiles a chamber to bubblewrap's options (bwrap(1), 0.8 with `--bind-fd`). Total and deterministic: the option list *is* the
 * security model, so it is a value that golden files show. Order matters: mounts are made in the order written, and the root is
 * sealed last.
 */
export function planBubblewrap(spec: SandboxSpec, host: Host): LaunchPlan {
  const files = etcFiles(spec, host)
  const pinned = spec.binds
  const firstFile = FIXED.seccomp + 1
  const firstPin = firstFile + files.length
  const options = [
    ...namespaces(spec),
    ...['--json-status-fd', String(FIXED.status), '--seccomp', String(FIXED.seccomp)],
    ...[
      '--clearenv',
      ...Object.entries(spec.environment).flatMap(([name, value]) => ['--setenv', name, value]),
    ],
    ...['--proc', '/proc'],
    ...host.hidden.flatMap((path) => ['--dev-bind', '/dev/null', path]),
    // Even for root, whose files sysctls are; it also keeps processes from writing into each other's memory.
    ...['--remount-ro', '/proc'],
    ...devices(spec),
    ...memoryDirectory('/tmp', '1777', spec.tmpBytes),
    ...(spec.home === '/' ? [] : memoryDirectory(spec.home, '0700', spec.tmpBytes)),
    ...files.flatMap(({ name }, index) => [
      '--perms',
      '0444',
      '--file',
      String(firstFile + index),
      name,
    ]),
    ...pinned.flatMap((bind, index) => [bindOption(bind), String(firstPin + index), bind.target]),
    ...spec.links.flatMap(({ path, target }) => ['--symlink', target, path]),
    ...['--remount-ro', '/', '--chdir', spec.workingDirectory],
  ]
  return {
    file: host.bubblewrap,
    arguments: [
      ...[
        '--args',
        String(FIXED.options),
        '--',
        `/proc/self/fd/${FIXED.shell}`,
        '-c',
        gateScript(spec.limits, FIXED),
        host.mark,
      ],
      ...spec.command,
    ],
    descriptors: [
      ...[STDIO, STDIO, STDIO],
      {
        kind: 'data',
        name: 'options',
        ...optionBytes(options, spec.secrets),
      },
      { kind: 'status' },
      { kind: 'gate' },
      { kind: 'pin', path: host.shell },
      keptFile('seccomp', `${host.parts}/${host.architecture}-${spec.network}.bpf`),
      ...files,
      ...pinned.map(({ source }): PlannedDescriptor => ({ kind: 'pin', path: source })),
    ],
    expected: {
      namespaces: [
        'user',
        'pid',
        'mnt',
        'ipc',
        'uts',
        'cgroup',
        ...(spec.network === 'none' ? ['net'] : []),
      ],
      limits: spec.limits,
    },
    group: groupLimits(spec.limits, spec.user.uid),
  }
}

/** `--unshare-all` only *tries* to make a user namespace and goes on without one; each is asked for by name. */
function namespaces(spec: SandboxSpec): readonly string[] {
  return [
    ...['--unshare-user', '--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup'],
    ...(spec.network === 'none' ? ['--unshare-net'] : []),
    ...[
      '--disable-userns',
      '--cap-drop',
      'ALL',
      '--new-session',
      '--die-with-parent',
      '--as-pid-1',
    ],
    ...['--hostname', 'airlock', '--uid', String(spec.user.uid), '--gid', String(spec.user.gid)],
  ]
}

/** No terminal, no console: bubblewrap's own `--dev` would bring devpts. The devices are those every C library expects. */
function devices(spec: SandboxSpec): readonly string[] {
  return [
    ...['--perms', '0755', '--size', String(DEV_BYTES), '--tmpfs', '/dev'],
    ...['null', 'zero', 'full', 'random', 'urandom'].flatMap((name) => [
      '--dev-bind',
      `/dev/${name}`,
      `/dev/${name}`,
    ]),
    ...['--symlink', '/proc/self/fd', '/dev/fd'],
    ...['stdin', 'stdout', 'stderr'].flatMap((name, index) => [
      '--symlink',
      `/proc/self/fd/${index}`,
      `/dev/${name}`,
    ]),
    ...memoryDirectory('/dev/shm', '1777', spec.tmpBytes),
    ...['--remount-ro', '/dev'],
  ]
}

/**
 * What bubblewrap reads instead of arguments, so that no value is in a command line. Secrets go from their memory into this one and are
 * never text.
 */
function optionBytes(
  options: readonly string[],
  secrets: SandboxSpec['secrets'] = [],
): { readonly bytes: Uint8Array; readonly isSecret?: true } {
  const words = [...options, ...secrets.map(({ name }) => name)]
  // Whoever made the chamber has refused it; here it would become an option of its own.
  if (words.some((word) => word.includes('\0')) || secrets.some(({ value }) => value.includes(0)))
    throw new TypeError('an option of the sandbox cannot hold a NUL')
  const plain = Buffer.from(options.map((option) => `${option}\0`).join(''))
  if (secrets.length === 0) return { bytes: plain }
  const parts = [
    plain,
    ...secrets.flatMap(({ name, value }) => [Buffer.from(`--setenv\0${name}\0`), value, NUL]),
  ]
  const bytes = unmoved(parts.reduce((sum, part) => sum + part.length, 0))
  let end = 0
  for (const part of parts) {
    bytes.set(part, end)
    end += part.length
  }
  return { bytes, isSecret: true }
}

function memoryDirectory(path: string, mode: string, bytes: number): readonly string[] {
  return ['--perms', mode, '--size', String(bytes), '--tmpfs', path]
}

/** Name resolution must work for `localhost` alone, and a user must have a name; nothing here is the host's. */
function etcFiles(spec: SandboxSpec, { parts }: Host): readonly NamedDescriptor[] {
  const { uid, gid, name } = spec.user
  const host = spec.network === 'host'
  return [
    writtenFile('/etc/passwd', `${name}:x:${uid}:${gid}::${spec.home}:/usr/sbin/nologin\n`),
    writtenFile('/etc/group', `${name}:x:${gid}:\n`),
    keptFile('/etc/nsswitch.conf', `${parts}/nsswitch-${spec.network}.conf`),
    ...(host
      ? []
      : [keptFile('/etc/hosts', `${parts}/hosts`), keptFile('/etc/resolv.conf', '/dev/null')]),
  ]
}

type NamedDescriptor = Extract<PlannedDescriptor, { readonly name: string }>

function writtenFile(name: string, text: string): NamedDescriptor {
  return { kind: 'data', name, bytes: Buffer.from(text) }
}

function keptFile(name: string, path: string): NamedDescriptor {
  return { kind: 'file', name, path }
}

function bindOption(bind: Bind): string {
  return bind.mode === 'write' ? '--bind-fd' : '--ro-bind-fd'
}

const NUL = Buffer.alloc(1)
const STDIO = { kind: 'stdio' } as const
const FIXED = { options: 3, status: 4, gate: 5, shell: 6, seccomp: 7 } as const
// Room for the mount points alone.
const DEV_BYTES = 65_536
