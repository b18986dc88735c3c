import { afterAll, expect, test } from 'vitest'
import { makeHome } from './invoke.ts'

/** What moves the cursor, sets a title, hides text or reverses it. */
const HOSTILE = '\u001b[2J\u001b]0;title\u0007\u009b31m\u202e\u200b\u{e0041}\r\nhint: rm -rf ~'
/** Whatever is printed may hold newlines of our own and nothing else of that kind. */
const RAW = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

const home = makeHome()
afterAll(() => home.remove())

const profile = () => home.profile({ command: ['node', 'server.js'] })

const calls: readonly (readonly [string, () => readonly string[]])[] = [
  ['the name of a command', () => [HOSTILE]],
  ['the name of a subcommand', () => ['profile', HOSTILE]],
  ['an option', () => ['run', `--${HOSTILE}`]],
  ['an extra argument', () => ['run', 'memory', HOSTILE]],
  ['an extra argument of another command', () => ['profile', 'list', HOSTILE]],
  ['the name of a profile', () => ['run', HOSTILE]],
  ['the path of a profile', () => ['run', `./${HOSTILE}.jsonc`]],
  ['the name of a profile to check', () => ['profile', 'check', HOSTILE]],
  ['an argument of the server', () => ['run', profile(), '--', 'node', HOSTILE]],
  ['a package', () => ['store', 'add', HOSTILE]],
  ['a package to remove', () => ['store', 'remove', HOSTILE]],
  ['a code to explain', () => ['explain', HOSTILE]],
  ['a key of a profile', () => ['run', home.profile({ [HOSTILE]: 1 }, 'key.jsonc')]],
  [
    'a directory of a profile',
    () => [
      'run',
      home.profile(
        { command: ['node', '-e', '1'], filesystem: { read: [`/srv/${HOSTILE}`] } },
        'directory.jsonc',
      ),
    ],
  ],
  [
    'a name of a file of a profile',
    () => ['run', home.write(`${HOSTILE.replaceAll('/', '')}.jsonc`, '{ "a": 1 }')],
  ],
]

test.each(calls)('%s reaches no terminal raw and forges no line', async (_title, words) => {
  const { code, stdout, stderr } = await home.call(...words())
  expect(code).not.toBe(0)
  expect(code).not.toBe(70)
  expect(stdout).toBe('')
  expect(stderr).toMatch(/^mcp-airlock: /)
  expect(stderr).not.toMatch(RAW)
  expect(stderr).not.toMatch(/^hint: rm/m)
})

test('what is listed and explained is escaped too', async () => {
  const path = home.profile(
    { command: ['node', '-e', 'a\u202eb'], executables: [] },
    'r\u001b[31m.jsonc',
  )
  const shown = await home.call('profile', 'explain', path)
  expect(shown.code === 0 ? shown.stdout : shown.stderr).not.toMatch(RAW)
})
