import { chmodSync, linkSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type Ended, hintsOf, makeHome } from './invoke.ts'

const home = makeHome()
afterAll(() => home.remove())

const at = (name: string) => join(home.path, name)
const program = (name: string, text: string): string => {
  const file = home.write(name, text)
  chmodSync(file, 0o755)
  return file
}
const given = (filesystem: object) => ({ command: ['node', '-e', '1'], filesystem })

const failures: readonly {
  readonly title: string
  readonly profile: () => object
  readonly after?: readonly string[]
  readonly code: string
  readonly exit: number
  readonly says: RegExp
  readonly hint: RegExp
}[] = [
  {
    title: 'another command than the profile’s',
    profile: () => ({ command: ['npx', '-y', '@example/notes@1.4.2'] }),
    after: ['npx', '-y', '@example/motes'],
    code: 'AIRLOCK_COMMAND_MISMATCH',
    exit: 126,
    says: /^element 3 of the command is `@example\/motes`, the profile `.*` expects `@example\/notes@1\.4\.2`/,
    hint: /^mcp-airlock run .* -- npx -y @example\/notes@1\.4\.2$/,
  },
  {
    title: 'a program that is not in PATH',
    profile: () => ({ extends: 'static', command: ['airlock-no-such-program'] }),
    code: 'AIRLOCK_COMMAND_NOT_FOUND',
    exit: 127,
    says: /^`airlock-no-such-program` was not found/,
    hint: /give the absolute path/,
  },
  {
    title: 'a script that does not exist',
    profile: () => ({ command: ['node', '/srv/airlock/none.js'] }),
    code: 'AIRLOCK_COMMAND_NOT_FOUND',
    exit: 127,
    says: /^the script `\/srv\/airlock\/none\.js` does not exist/,
    hint: /^check the path$/,
  },
  {
    title: 'a version manager’s shim',
    profile: () => ({
      command: [program('shims/node', '#!/bin/sh\nexec real-node "$@"\n'), 'a.js'],
    }),
    code: 'AIRLOCK_COMMAND_REFUSED',
    exit: 126,
    says: /^`.*\/shims\/node` is a script for `\/bin\/sh`/,
    hint: /version manager's shim hides the real program/,
  },
  {
    title: 'a shell script as a program of its own',
    profile: () => ({ extends: 'static', command: [program('start.sh', '#!/bin/bash\n:\n')] }),
    code: 'AIRLOCK_COMMAND_REFUSED',
    exit: 126,
    says: /^`.*\/start\.sh` is a script for `\/bin\/bash`/,
    hint: /`command` of the profile/,
  },
  {
    title: 'a shell under the name of an interpreter',
    profile: () => {
      symlinkSync('/bin/sh', at('python3'))
      return { extends: 'python', command: [at('python3'), '-c', '1'] }
    },
    code: 'AIRLOCK_COMMAND_REFUSED',
    exit: 126,
    says: /`.*\/python3` is not python/,
    hint: /`extends`/,
  },
  {
    title: 'a file that is no program',
    profile: () => ({ extends: 'static', command: [program('text', 'hello\n')] }),
    code: 'AIRLOCK_COMMAND_REFUSED',
    exit: 126,
    says: /is neither a program nor a script/,
    hint: /`command` of the profile/,
  },
  ...(['/', '~/', '~/.ssh', '/etc', '~/.config/mcp-airlock'] as const).map((path) => ({
    title: `the directory ${path}`,
    profile: () => given({ read: [path] }),
    code: 'AIRLOCK_PATH_REFUSED',
    exit: 125,
    says: /may not be given to a server: it /,
    hint: /`filesystem` of the profile/,
  })),
  {
    title: 'a link that leads to keys',
    profile: () => {
      mkdirSync(at('.ssh'), { recursive: true })
      symlinkSync(at('.ssh'), at('innocent'))
      return given({ read: ['~/innocent'] })
    },
    code: 'AIRLOCK_PATH_REFUSED',
    exit: 125,
    says: /`.*\/innocent` may not be given to a server: it holds keys/,
    hint: /`filesystem` of the profile/,
  },
  {
    title: 'the directory of the profile itself, writable',
    profile: () => given({ write: ['~/rules'] }),
    code: 'AIRLOCK_PATH_REFUSED',
    exit: 125,
    says: /it overlaps files of mcp-airlock/,
    hint: /`filesystem` of the profile/,
  },
  {
    title: 'a directory that does not exist',
    profile: () => given({ read: ['~/none'] }),
    code: 'AIRLOCK_PATH_MISSING',
    exit: 125,
    says: /`.*\/none`/,
    hint: /`filesystem`|check|create/,
  },
  {
    title: 'a file with a second name',
    profile: () => {
      mkdirSync(at('work'))
      linkSync(home.write('outside', ''), at('work/inside'))
      return given({ write: ['~/work'] })
    },
    code: 'AIRLOCK_HARD_LINK',
    exit: 125,
    says: /^`.*\/work\/inside` has a second name elsewhere/,
    hint: /`filesystem\.protect` of the profile/,
  },
  {
    title: 'a package that is not installed',
    profile: () => ({ command: ['npx', '-y', '@example/notes@1.4.2'] }),
    code: 'AIRLOCK_STORE_MISSING',
    exit: 127,
    says: /^`@example\/notes@1\.4\.2` is not in the store/,
    hint: /^mcp-airlock store add @example\/notes@1\.4\.2$/,
  },
]

test.each(failures)('`run` refuses $title', async ({ profile, after, code, exit, says, hint }) => {
  const file = home.profile(profile(), 'rules/profile.jsonc')
  const ended = await home.call('run', file, ...(after === undefined ? [] : ['--', ...after]))
  expect({ code: ended.code, stdout: ended.stdout }, ended.stderr).toEqual({
    code: exit,
    stdout: '',
  })
  const [first = '', ...rest] = ended.stderr.trimEnd().split('\n')
  expect(first).toMatch(/^mcp-airlock: [^A-Z]/)
  expect(first.endsWith(` [${code}]`), first).toBe(true)
  const message = first.slice('mcp-airlock: '.length, -` [${code}]`.length)
  expect(message).toMatch(says)
  expect(message).not.toMatch(/\.$/)
  expect(rest.filter((line) => !line.startsWith('hint: '))).toEqual([])
  expect(hintsOf(ended)[0]).toMatch(hint)
  expect(hintsOf(ended).at(-1)).toBe(`mcp-airlock explain ${code}`)
})

test('`run` on a terminal says who starts it', async () => {
  const file = home.profile({ command: ['node', '-e', '1'] }, 'terminal.jsonc')
  // One terminal for all three streams, as a shell gives it.
  const pty = [
    'python3',
    '-c',
    'import os,pty,sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))',
  ]
  const { code, stdout }: Ended = await home.callBehind(pty, 'run', file)
  expect(stdout.replaceAll('\r', '').split('\n')[0]).toBe(
    'mcp-airlock: standard input is a terminal, not a client [AIRLOCK_STDIN]',
  )
  expect(code).toBe(125)
})
