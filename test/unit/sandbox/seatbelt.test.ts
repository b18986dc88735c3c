import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { planSeatbelt } from '../../../src/sandbox/seatbelt.ts'
import type { Bind, SandboxSpec } from '../../../src/sandbox/spec.ts'

const bind = (source: string, mode: Bind['mode'] = 'read'): Bind => ({
  source,
  target: source,
  mode,
})

const bare: SandboxSpec = {
  command: ['/opt/server'],
  workingDirectory: '/',
  environment: {},
  binds: [bind('/opt/server')],
  links: [],
  home: '/Users/ada',
  user: { uid: 501, gid: 20, name: 'ada' },
  tmpBytes: 64_000_000,
  limits: { processes: 64, memoryPerProcess: 1e9, fileBytes: 1e8, openFiles: 1024 },
  network: 'none',
}

const SPECS: Record<string, SandboxSpec> = {
  node: {
    ...bare,
    command: ['/opt/homebrew/Cellar/node/24.1.0/bin/node', '/Users/ada/server/index.js'],
    binds: [
      bind('/Users/ada/Documents'),
      bind('/Users/ada/project', 'write'),
      bind('/Users/ada/project/.git', 'write'),
      bind('/Users/ada/project/.git/hooks'),
      bind('/Users/ada/project/.mcp.json'),
      bind('/Users/ada/server'),
      bind('/opt/homebrew/Cellar'),
      bind('/private/tmp/airlock-1', 'write'),
    ],
    links: [{ path: '/opt/homebrew/bin/node', target: '../Cellar/node/24.1.0/bin/node' }],
  },
  hostile: {
    ...bare,
    binds: [
      bind('/opt/server'),
      bind('/Users/ada/it’s "quoted" \\ and\n(allow default)', 'write'),
      bind('/var/folders/x y'),
    ],
    network: 'host',
  },
}

// The whole policy, for review. UPDATE_GOLDEN=1 writes it anew.
test.each(Object.entries(SPECS))('the policy for %s is the reviewed one', (name, spec) => {
  const file = join(import.meta.dirname, '../../golden/seatbelt', `${name}.sb`)
  const text = planSeatbelt(spec)
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text)
  expect(text).toBe(readFileSync(file, 'utf8'))
})

test.each(Object.entries(SPECS))(
  'the policy for %s is well formed: balanced, one expression a rule',
  (_name, spec) => {
    const text = planSeatbelt(spec)
    expect(text.split('\n')[0]).toContain('not exercised on macOS')
    const code = text.replace(/^;;.*$/gm, '').replace(/#?"(?:[^"\\]|\\.)*"/g, 'S')
    let depth = 0
    for (const character of code) {
      depth += { '(': 1, ')': -1 }[character] ?? 0
      expect(depth).toBeGreaterThanOrEqual(0)
    }
    expect(depth).toBe(0)
    expect(code).not.toContain('"')
    expect(code).not.toContain('allow default')
  },
)

test('everything is denied first, and what is protected is denied after what is allowed', () => {
  const text = planSeatbelt(SPECS['node'] as SandboxSpec)
  const at = (needle: string) => {
    expect(text).toContain(needle)
    return text.indexOf(needle)
  }
  expect(at('(deny default)')).toBeLessThan(at('(allow '))
  const allowed = at('(allow file-write*\n')
  expect(at('(deny file-write*\n  (subpath "/Users/ada/project/.git/hooks")')).toBeGreaterThan(
    allowed,
  )
  const held = text.slice(at('(deny file-write-unlink'))
  expect(at('(deny file-write-unlink')).toBeGreaterThan(allowed)
  for (const path of [
    '/Users/ada/project',
    '/Users/ada/project/.git',
    '/private/tmp/airlock-1',
    '/tmp/airlock-1',
  ])
    expect(held).toContain(`(literal "${path}")`)
  expect(held).not.toContain('(literal "/Users/ada")')
})

test('directories between a writable root and a protected path are held, also without a bind of their own', () => {
  const text = planSeatbelt({ ...bare, binds: [bind('/w', 'write'), bind('/w/a/b/hooks')] })
  const held = text.slice(text.indexOf('(deny file-write-unlink'))
  for (const path of ['/w', '/w/a', '/w/a/b']) expect(held).toContain(`(literal "${path}")`)
})

test('no network means no network, and no name service either', () => {
  const text = planSeatbelt(bare)
  expect(text).toContain('(deny network*)')
  expect(text).not.toContain('allow network')
  expect(text).not.toMatch(/^[^;]*mDNSResponder/m)
  expect(text).not.toContain('allow file-write*')
})

test.each(['/tmp/x', '/private/tmp/x'])('both spellings of %s are written', (path) => {
  const text = planSeatbelt({ ...bare, binds: [bind(path, 'write')] })
  expect(text).toContain('(allow file-write*\n  (subpath "/private/tmp/x")\n  (subpath "/tmp/x"))')
})

test('a name that merely begins like one of the links has one spelling', () => {
  const text = planSeatbelt({ ...bare, binds: [bind('/variable/x', 'write')] })
  expect(text).toContain('(allow file-write*\n  (subpath "/variable/x"))')
})

test.each<[string, Partial<SandboxSpec>, string]>([
  [
    'a moved path',
    { binds: [{ source: '/a', target: '/b', mode: 'read' }] },
    'AIRLOCK_NOT_ENFORCED',
  ],
  ['a NUL', { binds: [bind('/a\0b')] }, 'AIRLOCK_PATH_REFUSED'],
  ['an escape character', { binds: [bind('/a\u001bb')] }, 'AIRLOCK_PATH_REFUSED'],
  ['half a character', { binds: [bind('/a\ud800')] }, 'AIRLOCK_PATH_REFUSED'],
  ['a relative path', { binds: [bind('a')] }, 'AIRLOCK_PATH_REFUSED'],
  ['a path that is too long', { binds: [bind(`/${'é'.repeat(600)}`)] }, 'AIRLOCK_PATH_REFUSED'],
  ['a strange home', { home: '/a\0' }, 'AIRLOCK_PATH_REFUSED'],
])('refused: %s', (_what, change, code) => {
  expect(() => planSeatbelt({ ...bare, ...change })).toThrow(expect.objectContaining({ code }))
})
