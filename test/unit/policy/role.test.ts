import { expect, test } from 'vitest'
import { mergeProfile, parseProfile, resolveRole } from '../../../src/policy/index.ts'

function profile(rules: object) {
  const text = JSON.stringify({ runtime: 'static', command: ['/opt/server'], ...rules })
  return mergeProfile(parseProfile({ name: 'own', file: 'own', text }), () => {
    throw new Error('extends nothing')
  })
}

test('a profile without rules leaves nothing to ask', () => {
  expect(resolveRole(profile({}), undefined)).toEqual({
    name: 'admin',
    isReadOnly: false,
    tools: [],
    resources: [],
    prompts: [],
    arguments: [],
    rates: [{ requestsPerMinute: 100, burst: 20, tools: {} }],
  })
})

test('the rules of a role stand beside those of the profile', () => {
  const role = resolveRole(
    profile({
      tools: { deny: ['delete_*'], arguments: { '*': { path: { kind: 'no-flag' } } } },
      rate: { requestsPerMinute: 60, burst: 10 },
      role: 'reader',
      roles: {
        reader: {
          tools: { allow: ['read_*'], arguments: { '*': { path: { kind: 'no-shell' } } } },
          rate: { burst: 5, tools: { read_all: { burst: 1 } } },
        },
        other: { prompts: { allow: [] } },
      },
    }),
    undefined,
  )
  expect(role).toEqual({
    name: 'reader',
    isReadOnly: false,
    tools: [
      { key: 'tools', allow: ['*'], deny: ['delete_*'], approve: [] },
      { key: 'roles.reader.tools', allow: ['read_*'], deny: [], approve: [] },
    ],
    resources: [],
    prompts: [],
    arguments: [
      { key: 'tools.arguments', tool: '*', argument: 'path', rule: { kind: 'no-flag' } },
      {
        key: 'roles.reader.tools.arguments',
        tool: '*',
        argument: 'path',
        rule: { kind: 'no-shell' },
      },
    ],
    rates: [
      { requestsPerMinute: 60, burst: 10, tools: {} },
      {
        requestsPerMinute: 60,
        burst: 5,
        tools: { read_all: { requestsPerMinute: 60, burst: 1 } },
      },
    ],
  })
})

test('the command line chooses over the profile, and the built-in roles need not be written', () => {
  const own = profile({ role: 'a', roles: { a: {}, admin: { tools: { deny: ['x'] } } } })
  expect(resolveRole(own, undefined).name).toBe('a')
  expect(resolveRole(own, 'read-only')).toMatchObject({ isReadOnly: true, tools: [] })
  expect(resolveRole(own, 'admin').tools).toEqual([
    { key: 'roles.admin.tools', allow: ['*'], deny: ['x'], approve: [] },
  ])
})

test.each([
  ['readonly', 'did you mean `read-only`?'],
  ['zzzzzzzzzz', 'one of `admin`, `read-only`, `reader`'],
  ['constructor', 'one of `admin`, `read-only`, `reader`'],
])('the role %s does not exist', (name, hint) => {
  expect(() => resolveRole(profile({ roles: { reader: {} } }), name)).toThrow(
    expect.objectContaining({ code: 'AIRLOCK_USAGE', hints: [hint] }),
  )
})
