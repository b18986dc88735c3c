import { AirlockError, escape } from '../base/index.ts'
import {
  canonicalPath,
  identifyProcess,
  isExecutable,
  isReadable,
  kindOf,
  type ProcessId,
} from '../os/index.ts'
import type { Host } from './bubblewrap.ts'
import { sessionMark } from './sweep.ts'

/**
 * Finds what a chamber needs on this machine. Only system directories are searched: a bubblewrap earlier in PATH could be anybody's.
 * Throws AIRLOCK_PLATFORM, AIRLOCK_SANDBOX_MISSING.
 */
export function findHost(platform: string, architecture: string, packageRoot: string): Host {
  if (platform !== 'linux' || (architecture !== 'x64' && architecture !== 'arm64'))
    throw unsupported(platform, architecture)
  const bubblewrap = findSystemProgram('bwrap')
  const shell = findShell()
  if (bubblewrap === undefined || shell === undefined)
    throw new AirlockError('AIRLOCK_SANDBOX_MISSING', {
      message: `${bubblewrap === undefined ? '`bwrap` (bubblewrap)' : '`sh`'} is in none of ${SYSTEM_DIRECTORIES.join(', ')}`,
      hints: installHints(),
    })
  return {
    bubblewrap,
    shell,
    architecture,
    parts: `${packageRoot}/dist/chamber`,
    // The server is the same user with fewer capabilities: what cannot be read here cannot be read there.
    hidden: HIDDEN.filter((path) => isReadable(path)),
    mark: sessionMark(identifyProcess(process.pid) as ProcessId),
  }
}

/** The canonical path of the shell that becomes the gate, undefined when the machine has none. */
export function findShell(): string | undefined {
  return findSystemProgram('sh')
}

function unsupported(platform: string, architecture: string): AirlockError {
  const hints: Readonly<Record<string, readonly string[]>> = {
    win32: [
      'wsl --install',
      'then install and configure mcp-airlock inside WSL 2: the client starts `wsl mcp-airlock run …`',
    ],
    darwin: [
      'the macOS policy is generated but not enforced by this version: run the server in a Linux virtual machine or container',
    ],
    linux: ['the sandbox has a system call table for x64 and arm64 only'],
  }
  return new AirlockError('AIRLOCK_PLATFORM', {
    message: `no sandbox can be enforced on \`${escape(platform)}\` (\`${escape(architecture)}\`)`,
    hints: hints[platform] ?? ['use Linux on x64 or arm64'],
  })
}

/**
 * The canonical path of a program of the system, undefined when there is none of that name. Whatever the launcher starts outside of a
 * chamber is found so, never in PATH: a directory there may be one that a server can write.
 */
export function findSystemProgram(name: string): string | undefined {
  // One after the other: asking for what is not there costs an exception, several times the price of the call.
  for (const directory of SYSTEM_DIRECTORIES) {
    const path = canonicalPath(`${directory}/${name}`)
    if (path !== undefined && kindOf(path) === 'file' && isExecutable(path)) return path
  }
  return undefined
}

function installHints(): readonly string[] {
  const found = INSTALLERS.filter(({ program }) => findSystemProgram(program) !== undefined)
  return [found[0]?.command ?? 'install the package `bubblewrap` of your distribution']
}

// What container runtimes cover too (OCI runtime specification, `maskedPaths` of the default configurations), files only.
const HIDDEN = [
  '/proc/kcore',
  '/proc/keys',
  '/proc/key-users',
  '/proc/latency_stats',
  '/proc/timer_list',
  '/proc/sched_debug',
  '/proc/kallsyms',
  '/proc/kpagecount',
  '/proc/kpageflags',
]
const SYSTEM_DIRECTORIES = [
  '/usr/bin',
  '/bin',
  '/usr/local/bin',
  '/run/current-system/sw/bin',
] as const
const INSTALLERS = [
  { program: 'apt-get', command: 'sudo apt-get install bubblewrap' },
  { program: 'dnf', command: 'sudo dnf install bubblewrap' },
  { program: 'pacman', command: 'sudo pacman -S bubblewrap' },
  { program: 'zypper', command: 'sudo zypper install bubblewrap' },
  { program: 'apk', command: 'sudo apk add bubblewrap' },
] as const
