import { expect, test } from 'vitest'
import {
  clientConfigurations,
  projectConfigurations,
  readServers,
  serverKindOf,
} from '../../../src/adopt/index.ts'
import type { AirlockError } from '../../../src/base/index.ts'

const server = { command: 'npx', args: ['-y', 'x'], env: { A: 'b' }, headers: { H: 'i' } }
const seen = (text: string, kind: Parameters<typeof readServers>[1]) =>
  readServers(text, kind).map(({ name, command, args, env, headers }) => ({
    name,
    command,
    args,
    env: env.map((each) => [each.name, each.value]),
    headers: headers.map((each) => [each.name, each.value]),
  }))
const whole = { command: 'npx', args: ['-y', 'x'], env: [['A', 'b']], headers: [['H', 'i']] }

test.each([
  ['mcpServers', { mcpServers: { s: server } }],
  ['servers', { servers: { s: server }, inputs: [] }],
  ['servers', { mcp: { servers: { s: server } } }],
  ['context_servers', { context_servers: { s: server } }],
  [
    'context_servers',
    {
      context_servers: {
        s: { command: { path: 'npx', args: ['-y', 'x'], env: { A: 'b' } }, headers: { H: 'i' } },
      },
    },
  ],
  ['projects', { mcpServers: { s: server }, projects: { '/p': {} } }],
  ['projects', { projects: { '/p': { mcpServers: { s: server } } } }],
] as const)('servers under %s', (kind, json) => {
  expect(seen(JSON.stringify(json), kind)).toEqual([{ name: 's', ...whole }])
})

test('comments, trailing commas and a byte order mark are read as editors do', () => {
  const text = '\uFEFF// x\n{ "mcpServers": { /* y */ "s": { "command": "a", "args": [], }, }, }'
  expect(seen(text, 'mcpServers')).toEqual([
    { name: 's', command: 'a', args: [], env: [], headers: [] },
  ])
})

test('a place is where the value stands in the file', () => {
  const text = '{"mcpServers":{"s":{"env":{"A":"b\\u0063"}}}}'
  const [setting] = readServers(text, 'mcpServers')[0]?.env ?? []
  expect(setting).toEqual({ name: 'A', value: 'bc', offset: text.indexOf('"b'), length: 9 })
})

test('names of an object’s own make no difference', () => {
  const text = '{"mcpServers":{"__proto__":{"command":"a","env":{"constructor":"b"}}}}'
  expect(seen(text, 'mcpServers')).toEqual([
    { name: '__proto__', command: 'a', args: [], env: [['constructor', 'b']], headers: [] },
  ])
})

test('what is no server, no text or nothing at all is left out', () => {
  expect(
    seen(
      '{"mcpServers":{"s":1,"t":{"env":{"A":1,"B":null},"args":"x","command":[]}}}',
      'mcpServers',
    ),
  ).toEqual([{ name: 't', command: undefined, args: [], env: [], headers: [] }])
  for (const text of ['{}', '[]', '1', '{"mcpServers":[]}'])
    expect(seen(text, 'mcpServers')).toEqual([])
})

test.each([
  ['a duplicate server', '{"mcpServers":{"s":{},\n"s":{}}}', 'line 2 repeats a key'],
  ['a duplicate key by an escape', '{"a":"hunter2",\n"\\u0061":"x"}', 'line 2 repeats a key'],
  ['a duplicate key elsewhere', '{"x":[{"a":1,"a":2}]}', 'line 1 repeats a key'],
  ['a second value', '{}\n{"a":"hunter2"}', 'line 2 is not JSON'],
  ['an open string', '{"a":\n"hunter2', 'line 2 is not JSON'],
  ['nothing', '', 'line 1 is not JSON'],
  ['deep nesting', '['.repeat(1_000_000), 'line 1 is nested deeper than 64 levels'],
  ['much', ' '.repeat(9_000_000), 'the file is larger than 8 MB'],
])('refuses %s and quotes nothing of it', (_title, text, message) => {
  expect(() => readServers(text, 'mcpServers')).toThrow(
    expect.objectContaining({ code: 'AIRLOCK_USAGE', message }) as AirlockError,
  )
})

test('every place of a client is absolute, distinct and documented', () => {
  for (const platform of ['linux', 'darwin', 'freebsd']) {
    const rows = [...clientConfigurations('/home/u', platform), ...projectConfigurations('/w')]
    expect(new Set(rows.map(({ path }) => path)).size).toBe(rows.length)
    for (const { path, source } of rows) {
      expect(path).toMatch(/^\/(?:home\/u|w)\/[^/]/)
      expect(path).not.toContain('DATA')
      expect(source).toMatch(/^[a-z.]+\.(?:com|io|dev|ai|bot)\b/)
    }
  }
  expect(claude('linux')).toBe('/h/.config/Claude/claude_desktop_config.json')
  expect(claude('darwin')).toBe('/h/Library/Application Support/Claude/claude_desktop_config.json')
  expect(claude('freebsd')).toBeUndefined()
})

test.each([
  ['/p/.mcp.json', '{"mcpServers":{}}', 'mcpServers'],
  ['/p/.claude.json', '{"mcpServers":{},"projects":{}}', 'projects'],
  ['/p/mcp.json', '{"servers":{}}', 'servers'],
  ['/p/settings.json', '{"mcp": { "servers":{}}}', 'servers'],
  ['/p/settings.json', '{"context_servers":{}}', 'context_servers'],
  ['/p/package.json', '{"servers":{}}', undefined],
  ['/p/a.md', '"mcpServers"', undefined],
])('%s with %s keeps its servers under %s', (path, text, kind) => {
  expect(serverKindOf(path, text)).toBe(kind)
})

const claude = (platform: string) =>
  clientConfigurations('/h', platform).find(({ client }) => client === 'Claude Desktop')?.path
