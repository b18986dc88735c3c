import { chmodSync, copyFileSync, lstatSync, mkdirSync, readdirSync, readlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { hintsOf, makeHome } from './invoke.ts'

const BUBBLEWRAP = '/usr/bin/bwrap'

const home = makeHome()
afterAll(() => home.remove())

const file = home.profile({ command: ['node', '-e', 'process.stdout.write("ran")'] })

/**
 * The launcher on another host, made by bubblewrap: this one's directories, with `changes`. The root and the directories that lead
 * to the profiles are made anew, because for an ordinary user root's would belong to nobody in there, and nothing is read from them.
 */
function hostWith(...changes: readonly string[]): readonly string[] {
  const own = [home.path, join(import.meta.dirname, '../..'), dirname(dirname(process.execPath))]
  const top = readdirSync('/').filter((name) => !own.some((path) => path.startsWith(`/${name}/`)))
  return [
    ...['bwrap', '--unshare-user', '--tmpfs', '/'],
    ...[...top.filter((name) => name !== 'usr'), 'usr'].flatMap((name) =>
      lstatSync(`/${name}`).isSymbolicLink()
        ? ['--symlink', readlinkSync(`/${name}`), `/${name}`]
        : ['--dev-bind-try', `/${name}`, `/${name}`],
    ),
    ...own.flatMap((path) => ['--dev-bind', path, path]),
    ...changes,
    '--',
  ]
}

/** A host whose bubblewrap is this script. */
function hostWithScript(name: string, script: string): readonly string[] {
  const path = home.write(name, script)
  chmodSync(path, 0o755)
  return hostWith('--ro-bind', path, BUBBLEWRAP)
}

test.each([
  {
    host: 'without bubblewrap',
    prefix: () => hostWith('--ro-bind', '/dev/null', BUBBLEWRAP),
    code: 'AIRLOCK_SANDBOX_MISSING',
    says: '`bwrap` (bubblewrap) is in none of /usr/bin, /bin, /usr/local/bin, /run/current-system/sw/bin',
    hint: /bubblewrap/,
  },
  {
    host: 'whose bubblewrap lacks an option',
    prefix: () =>
      hostWithScript('old', '#!/bin/sh\necho "bwrap: Unknown option --bind-fd" >&2\nexit 1\n'),
    code: 'AIRLOCK_SANDBOX_OLD',
    says: 'this bubblewrap is too old: bwrap: Unknown option --bind-fd',
    hint: /^sudo apt-get .*bubblewrap$/,
  },
  {
    host: 'whose bubblewrap does nothing',
    prefix: () => hostWithScript('idle', '#!/bin/sh\nexit 0\n'),
    code: 'AIRLOCK_SANDBOX_UNVERIFIED',
    says: '`/usr/bin/bwrap` ended before the sandbox was ready',
    hint: /^mcp-airlock doctor$/,
  },
  {
    host: 'whose bubblewrap writes to the terminal',
    prefix: () => hostWithScript('odd', "#!/bin/sh\nprintf 'bwrap: \\033[2Jodd\\n' >&2\nexit 1\n"),
    code: 'AIRLOCK_SANDBOX_UNVERIFIED',
    says: 'the sandbox could not be built: bwrap: \\x1b[2Jodd',
    hint: /^mcp-airlock doctor$/,
  },
  {
    host: 'that makes no user namespaces',
    prefix: () => hostWith('--disable-userns'),
    code: 'AIRLOCK_SANDBOX_DENIED',
    says: 'the kernel refused the sandbox: bwrap: ',
    hint: /^sudo sysctl -w .*user\.max_user_namespaces/,
  },
  {
    host: 'that masks a part of /proc, as containers do',
    prefix: () => hostWith('--ro-bind', '/dev/null', '/proc/cpuinfo'),
    code: 'AIRLOCK_SANDBOX_DENIED',
    says: "the kernel refused the sandbox: bwrap: Can't mount proc",
    hint: /systempaths=unconfined/,
  },
])('on a host $host nothing runs', async ({ prefix, code, says, hint }) => {
  const ended = await home.callBehind(prefix(), 'run', file)
  expect({ code: ended.code, stdout: ended.stdout }, ended.stderr).toEqual({
    code: 125,
    stdout: '',
  })
  const [first = ''] = ended.stderr.split('\n')
  expect(first.startsWith(`mcp-airlock: ${says}`), ended.stderr).toBe(true)
  expect(first.endsWith(` [${code}]`)).toBe(true)
  expect(hintsOf(ended)[0]).toMatch(hint)
})

test('a chamber that comes up without its system call filter is seen, and nothing runs', async () => {
  const real = join(home.path, 'bwrap')
  copyFileSync(BUBBLEWRAP, real)
  chmodSync(real, 0o755)
  const ended = await home.callBehind(hostWithScript('lax', withoutFilter(real)), 'run', file)
  expect(ended).toMatchObject({ code: 125, stdout: '' })
  expect(ended.stderr.split('\n')[0]).toBe(
    'mcp-airlock: the sandbox is not what was asked for: Seccomp is 0, not 2 [AIRLOCK_SANDBOX_UNVERIFIED]',
  )
})

test('a total limit without a control group keeps the server from starting', async () => {
  mkdirSync(join(home.path, 'empty'))
  const limited = home.profile(
    { command: ['node', '-e', 'process.stdout.write("ran")'], limits: { memoryTotal: '256MB' } },
    'limited.jsonc',
  )
  const host = hostWith('--ro-bind', join(home.path, 'empty'), '/sys/fs/cgroup')
  const ended = await home.callBehind(host, 'run', limited)
  expect({ code: ended.code, stdout: ended.stdout }, ended.stderr).toEqual({
    code: 125,
    stdout: '',
  })
  expect(ended.stderr.split('\n')[0]).toMatch(/ \[AIRLOCK_LIMIT_UNENFORCEABLE\]$/)
})

/** Takes `--seccomp` out of the options, which come as NUL-separated text on descriptor 3, and goes on as the real program. */
function withoutFilter(real: string): string {
  return `#!/usr/bin/python3
import os, sys
with os.fdopen(3, 'rb', closefd=False) as options:
    words = options.read().split(b'\\0')
at = words.index(b'--seccomp')
del words[at:at + 2]
reader, writer = os.pipe()
os.write(writer, b'\\0'.join(words))
os.close(writer)
os.dup2(reader, 3)
os.execv(${JSON.stringify(real)}, ['bwrap', *sys.argv[1:]])
`
}
