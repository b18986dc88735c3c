import { escape } from '../base/index.ts'
import { FURTHER } from './command.ts'
import { explainRules } from './explain-rules.ts'
import { ARGUMENTS } from './paths.ts'
import type { Profile, Runtime } from './profile.ts'
import { entriesOf } from './secrets.ts'
import { showSize } from './size.ts'

/**
 * What the profile enforces, one line per key, for a person. Values of variables are left out: they may be secrets.
 * Everything from the file is escaped.
 */
export function explainProfile(profile: Profile): readonly string[] {
  const { capabilities, filesystem, limits } = profile
  const rows: readonly (readonly [string, string])[] = [
    [
      'profile',
      [profile.name, ...profile.extends].map((name) => escape(name)).join(', which extends '),
    ],
    ['command', command(profile)],
    ['runtime', RUNTIMES[profile.runtime]],
    [
      'executables',
      several(profile.executables, 'none besides the interpreter of the command; no shell'),
    ],
    [
      'filesystem.read',
      several(
        filesystem.read.map(root),
        'nothing besides the program, its package or directory, and its libraries',
      ),
    ],
    ['filesystem.write', several(filesystem.write.map(root), 'nothing that outlives the server')],
    ['filesystem.protect', several(filesystem.protect, 'nothing inside the writable directories')],
    [
      'filesystem.tmp',
      `/tmp and the home directory are empty, in memory, ${showSize(filesystem.tmp)} each`,
    ],
    ['filesystem.hardLinks', HARD_LINKS[filesystem.hardLinks]],
    ['filesystem.git', GIT[filesystem.git]],
    ['network', 'none: no interface but a private loopback, no name resolution'],
    ['env', several(Object.keys(profile.env), 'nothing besides what the launcher sets')],
    ['secrets', several(entriesOf(profile), 'nothing from the vault')],
    ['secrets.overdue', OVERDUE[profile.secrets.overdue]],
    ['inherit', several(profile.inherit, 'nothing of the environment of the client')],
    ['capabilities.sampling', asked(capabilities.sampling, 'for text of its model')],
    ['capabilities.elicitation', asked(capabilities.elicitation, 'to question a person')],
    ['capabilities.roots', asked(capabilities.roots, 'for its directories')],
    ['methods', several(profile.methods, 'nothing besides the methods of the protocol')],
    ['batches', BATCHES[profile.batches]],
    ['limits.messageBytes', `a longer message is discarded: ${showSize(limits.messageBytes)}`],
    ['limits.depth', `a deeper message is refused: ${limits.depth} levels`],
    ['limits.processes', `processes and threads together: ${limits.processes}`],
    ['limits.memoryPerProcess', `memory of each process: ${showSize(limits.memoryPerProcess)}`],
    ['limits.openFiles', `open files of each process: ${limits.openFiles}`],
    ['limits.fileBytes', `largest file written: ${showSize(limits.fileBytes)}`],
    ['limits.outstandingRequests', `requests without an answer: ${limits.outstandingRequests}`],
    ['limits.shutdownMs', `killed after the end of the input: ${limits.shutdownMs} ms`],
    [
      'limits.memoryTotal',
      limits.memoryTotal === undefined
        ? 'memory of all processes: no limit'
        : `memory of all processes: ${showSize(limits.memoryTotal)}`,
    ],
    [
      'limits.cpus',
      limits.cpus === undefined ? 'processors: no limit' : `processors: ${limits.cpus}`,
    ],
    ...explainRules(profile),
  ]
  const width = Math.max(...rows.map(([key]) => key.length)) + 2
  return rows.map(([key, says]) => `${key.padEnd(width)}${says}`)
}

/** The merged profile as JSON with two spaces, sizes in bytes. Values of variables are in it, as the files have them. */
export function showProfile(profile: Profile): string {
  return JSON.stringify(profile, null, 2)
}

function command({ command }: Profile): string {
  const fixed = command.filter((element) => element !== FURTHER).map((element) => escape(element))
  return `${fixed.join(' ')}${command.at(-1) === FURTHER ? ', then any arguments' : ', without further arguments'}`
}

function root(path: string): string {
  return path === ARGUMENTS ? 'each argument that is a path' : path
}

function asked(rule: 'allow' | 'deny', what: string): string {
  return rule === 'allow'
    ? `a client that offers it may be asked ${what}`
    : `the client is never asked ${what}; the server does not learn that it could be`
}

function several(items: readonly string[], none: string): string {
  return items.length === 0 ? none : items.map((item) => escape(item)).join(', ')
}

const RUNTIMES: Readonly<Record<Runtime, string>> = {
  node: 'node: the interpreter and the libraries it is linked with',
  python: 'python: the interpreter, its standard library and the libraries it is linked with',
  static: 'static: the program alone, and the libraries it is linked with',
}

const OVERDUE: Readonly<Record<Profile['secrets']['overdue'], string>> = {
  warn: 'a secret past its rotation is used, with a warning',
  refuse: 'a secret past its rotation is not used, and the server not started',
}

const BATCHES: Readonly<Record<Profile['batches'], string>> = {
  deny: 'an array of messages is refused',
  allow: 'arrays of messages pass in MCP 2025-03-26, each message judged by itself',
}

const GIT: Readonly<Record<Profile['filesystem']['git'], string>> = {
  read: '`.git` in a writable directory is read-only',
  write:
    'repositories may be written but for hooks and configuration; what is made in them, git obeys',
}

const HARD_LINKS: Readonly<Record<Profile['filesystem']['hardLinks'], string>> = {
  refuse: 'a writable directory with a file that has a second name is refused',
  allow: 'files with a second name may be written, which changes the other name too',
}
