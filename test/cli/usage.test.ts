import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { hintsOf, makeHome } from './invoke.ts'

const home = makeHome()
afterAll(() => home.remove())

const EXPLAIN = 'mcp-airlock explain AIRLOCK_USAGE'

test.each([
  { typed: ['bogus'], says: 'unknown command `bogus`', hints: ['mcp-airlock --help'] },
  {
    typed: ['profile', 'lst'],
    says: 'unknown command `lst`',
    hints: ['did you mean `list`?', 'mcp-airlock profile --help'],
  },
  {
    typed: ['profile', 'show', '--seatbelts', 'x'],
    says: 'unknown option `--seatbelts`',
    hints: ['did you mean `--seatbelt`?', 'mcp-airlock profile show --help'],
  },
  {
    typed: ['profile', 'show', 'a', 'b'],
    says: 'too many arguments for `show`, expected 1 argument but got 2',
    hints: ['mcp-airlock profile show --help'],
  },
  {
    typed: ['run'],
    says: 'missing required argument `profile`',
    hints: ['mcp-airlock run --help'],
  },
  {
    typed: ['store', 'add'],
    says: 'missing required argument `package`',
    hints: ['mcp-airlock store add --help'],
  },
  {
    typed: ['run', '--quiet', 'memory'],
    says: 'unknown option `--quiet`',
    hints: ['mcp-airlock run --help'],
  },
  {
    typed: ['run', 'memory', 'npx'],
    says: '`npx` stands where `--` was expected',
    hints: ['mcp-airlock run PROFILE -- COMMAND ARGUMENTS…'],
  },
  {
    typed: ['run', 'memory', '--help'],
    says: '`--help` stands where `--` was expected',
    hints: ['mcp-airlock run PROFILE -- COMMAND ARGUMENTS…'],
  },
  {
    typed: ['run', '--role'],
    says: 'option `--role <name>` argument missing',
    hints: ['mcp-airlock run --help'],
  },
  {
    typed: ['run', 'memory', '--log-file'],
    says: 'option `--log-file` argument missing',
    hints: ['mcp-airlock run --help'],
  },
  {
    typed: ['run', 'memory', '--role', 'a', '--quiet'],
    says: '`--quiet` stands where `--` was expected',
    hints: ['mcp-airlock run PROFILE -- COMMAND ARGUMENTS…'],
  },
  {
    typed: ['profile', 'check', 'memory', 'npx'],
    says: '`npx` stands where `--` was expected',
    hints: ['mcp-airlock profile check PROFILE -- COMMAND ARGUMENTS…'],
  },
])('$typed is a usage error: $says', async ({ typed, says, hints }) => {
  const ended = await home.call(...typed)
  expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code: 2, stdout: '' })
  expect(ended.stderr.split('\n')[0]).toBe(`mcp-airlock: ${says} [AIRLOCK_USAGE]`)
  expect(hintsOf(ended)).toEqual([...hints, EXPLAIN])
  expect(ended.stderr.split('\n')).toHaveLength(hints.length + 3)
})

test.each(['--version', '-V'])('%s answers with the version of package.json', async (flag) => {
  const { version } = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
  ) as { version: string }
  expect(await home.call(flag)).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
})

test('what stands after `--` is the server’s, whatever it looks like', async () => {
  const profile = home.profile({ command: ['node', 'server.js', '...'] })
  const ended = await home.call('run', profile, '--', 'node', '--version', '--help')
  expect(ended.stderr.split('\n')[0]).toBe(
    `mcp-airlock: element 2 of the command is \`--version\`, the profile \`${profile}\` expects \`server.js\` [AIRLOCK_COMMAND_MISMATCH]`,
  )
  expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code: 126, stdout: '' })
})

test('`--` with nothing behind it is an empty command, not a missing one', async () => {
  const profile = home.profile({ command: ['node', 'server.js'] })
  const ended = await home.call('run', profile, '--')
  expect(ended.stderr).toContain('element 1 of the command is missing')
  expect(ended.code).toBe(126)
})
