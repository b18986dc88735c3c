import { chmodSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { hintsOf, makeHome } from './invoke.ts'

const home = makeHome()
afterAll(() => home.remove())

const COMMANDS = [['run'], ['profile', 'check'], ['profile', 'show'], ['profile', 'explain']]
const SOUND = { command: ['node', '-e', '1'] }

test.each([
  {
    reference: 'filesytem',
    says: 'no profile `filesytem`',
    hints: ['did you mean `filesystem`?', 'mcp-airlock profile list'],
  },
  { reference: 'zzz', says: 'no profile `zzz`', hints: ['mcp-airlock profile list'] },
  {
    reference: 'node',
    says: 'no profile `node`',
    hints: [
      '`node` is a preset: write a profile with "extends": "node"',
      'mcp-airlock profile list',
    ],
  },
  {
    reference: './none.jsonc',
    says: 'no profile `./none.jsonc`',
    hints: ['give the path of an existing file', 'mcp-airlock profile list'],
  },
])(
  'a profile that does not exist is named, with what may have been meant: $reference',
  async ({ reference, says, hints }) => {
    const ended = await home.call('run', reference)
    expect(ended).toMatchObject({ code: 125, stdout: '' })
    expect(ended.stderr.split('\n')[0]).toBe(`mcp-airlock: ${says} [AIRLOCK_PROFILE_NOT_FOUND]`)
    expect(hintsOf(ended)).toEqual([...hints, 'mcp-airlock explain AIRLOCK_PROFILE_NOT_FOUND'])
  },
)

test.each(COMMANDS)(
  '`%s %s` names every fault of a file with its line and column',
  async (...words) => {
    const file = home.write(
      'faults.jsonc',
      '{\n  "extends": "node",\n  "comand": ["node"],\n  "runtime": "nod"\n}\n',
    )
    const ended = await home.call(...words, file)
    expect(ended).toMatchObject({ code: 125, stdout: '' })
    expect(ended.stderr).toBe(
      [
        'mcp-airlock: several things are wrong [AIRLOCK_PROFILE_INVALID]',
        `  ${file}:3:3: unknown key \`comand\``,
        `  ${file}:4:14: \`runtime\` must be "node" or "python" or "static"`,
        'hint: did you mean `command`?',
        'hint: mcp-airlock explain AIRLOCK_PROFILE_INVALID',
        '',
      ].join('\n'),
    )
  },
)

test('a single fault stands on the first line', async () => {
  const file = home.profile({ command: ['node', 7] }, 'one.jsonc')
  const { stderr } = await home.call('run', file)
  expect(stderr.split('\n')[0]).toMatch(
    new RegExp(`^mcp-airlock: ${file}:1:\\d+: .* \\[AIRLOCK_PROFILE_INVALID\\]$`),
  )
})

test('a key that this version does not enforce is refused, never ignored', async () => {
  const file = home.profile({ ...SOUND, classification: 'internal' }, 'classified.jsonc')
  const ended = await home.call('run', file)
  expect(ended).toMatchObject({ code: 125, stdout: '' })
  expect(ended.stderr).toMatch(
    /`classification` is not enforced by this version \[AIRLOCK_NOT_ENFORCED\]$/m,
  )
  expect(hintsOf(ended)).toEqual([
    'remove `classification`',
    'mcp-airlock explain AIRLOCK_NOT_ENFORCED',
  ])
})

test.each([
  ['the file', 'file', 0o622],
  ['its directory', 'directory', 0o777],
] as const)('a profile is not read when others may write %s', async (_title, which, mode) => {
  const file = home.profile(SOUND, `${which}/loose.jsonc`)
  const loose = which === 'file' ? file : dirname(file)
  chmodSync(loose, mode)
  const ended = await home.call('run', file)
  expect(ended).toMatchObject({ code: 125, stdout: '' })
  expect(ended.stderr.split('\n')[0]).toBe(
    `mcp-airlock: \`${loose}\` is not read: others may write it [AIRLOCK_PROFILE_UNTRUSTED]`,
  )
  expect(hintsOf(ended)[0]).toBe(`chmod go-w '${loose}'`)
})

test('the list has the shipped profiles and the user’s own, which hide shipped ones', async () => {
  home.profile(SOUND, '.config/mcp-airlock/profiles/mine.jsonc')
  const own = home.profile({ ...SOUND }, '.config/mcp-airlock/profiles/memory.jsonc')
  const { code, stdout, stderr } = await home.call('profile', 'list')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const rows = stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'))
  expect(rows.map(([name, origin]) => `${name} ${origin}`)).toEqual([
    'everything shipped',
    'filesystem shipped',
    'memory user',
    'mine user',
    'sequential-thinking shipped',
  ])
  expect(rows.find(([name]) => name === 'memory')?.[2]).toBe(own)
})

test('a sound profile is checked, shown and explained', async () => {
  mkdirSync(join(home.path, 'documents'), { recursive: true })
  const file = home.profile(
    { ...SOUND, filesystem: { read: ['~/documents'] }, env: { TOKEN: 'hidden-value' } },
    'sound.jsonc',
  )
  const checked = await home.call('profile', 'check', file)
  expect(checked).toMatchObject({ code: 0, stderr: '' })
  expect(checked.stdout).toMatch(/: ok, \d+ paths shown, 0 of them writable\n$/)
  const shown = await home.call('profile', 'show', file)
  expect(JSON.parse(shown.stdout)).toMatchObject({ runtime: 'node', ...SOUND })
  const explained = await home.call('profile', 'explain', file)
  expect(explained.stdout).toMatch(/^filesystem\.read +~\/documents$/m)
  expect(explained.stdout).not.toContain('hidden-value')
})

test('`profile check` fails as `run` would, before anything starts', async () => {
  const file = home.profile({ command: ['node', '/nowhere/server.js'] }, 'nowhere.jsonc')
  const ended = await home.call('profile', 'check', file)
  expect(ended).toMatchObject({ code: 127, stdout: '' })
  expect(ended.stderr).toContain('AIRLOCK_COMMAND_NOT_FOUND')
})

test('`profile check` refuses a pattern that `run` could not hold, in any role', async () => {
  const rules = { '*': { '/x': [{ kind: 'deny-pattern', pattern: '(a)\\1' }] } }
  const path = home.profile({ ...SOUND, roles: { careful: { tools: { arguments: rules } } } })
  const ended = await home.call('profile', 'check', path)
  expect(ended).toMatchObject({ code: 125, stdout: '' })
  expect(ended.stderr).toMatch(/pattern that cannot be searched for.*AIRLOCK_PROFILE_INVALID/)
})

test('the policy for macOS says first that nobody ran it', async () => {
  const file = home.profile(SOUND, 'mac.jsonc')
  const { code, stdout } = await home.call('profile', 'show', '--seatbelt', file)
  expect(code).toBe(0)
  expect(stdout.split('\n')[0]).toMatch(/^;; generated by mcp-airlock, not exercised on macOS/)
  expect(stdout).toContain('(version 1)')
})
