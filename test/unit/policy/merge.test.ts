import { expect, test } from 'vitest'
import { mergeProfile, type ProfileLayer } from '../../../src/policy/index.ts'

const layer = (name: string, rest: Partial<ProfileLayer> = {}): ProfileLayer => ({
  name,
  file: `/${name}.jsonc`,
  ...rest,
})

const base = layer('base', {
  runtime: 'node',
  command: ['node', '/a.js', '...'],
  executables: ['git'],
  filesystem: {
    read: ['/srv/a'],
    write: ['/srv/w'],
    tmp: 2 ** 20,
    hardLinks: 'allow',
    git: 'write',
  },
  env: { A: '1', B: '1' },
  inherit: ['TZ'],
  capabilities: { sampling: 'deny', roots: 'deny' },
  methods: ['vendor/a'],
  batches: 'allow',
  limits: { depth: 10, processes: 20 },
})

function merge(child: Partial<ProfileLayer>, ...others: readonly ProfileLayer[]) {
  const all = [base, ...others]
  return mergeProfile(layer('child', { extends: 'base', ...child }), (name) => {
    const found = all.find((each) => each.name === name)
    if (found === undefined) throw new Error(`no ${name}`)
    return found
  })
}

test('a child that says nothing is its parent', () => {
  expect(merge({})).toMatchObject({
    name: 'child',
    extends: ['base'],
    runtime: 'node',
    command: base.command,
  })
})

test('lists add up, the parent first and each entry once', () => {
  const merged = merge({
    executables: ['git', 'rg'],
    inherit: ['LANG'],
    methods: ['vendor/b', 'vendor/a'],
    filesystem: { read: ['/srv/b'], protect: ['/srv/w/x'] },
  })
  expect(merged.executables).toEqual(['git', 'rg'])
  expect(merged.inherit).toEqual(['TZ', 'LANG'])
  expect(merged.methods).toEqual(['vendor/a', 'vendor/b'])
  expect(merged.filesystem).toEqual({
    read: ['/srv/a', '/srv/b'],
    write: ['/srv/w'],
    protect: ['/srv/w/x'],
    tmp: 2 ** 20,
    hardLinks: 'allow',
    git: 'write',
  })
})

test('scalars, the command and single variables are replaced', () => {
  const merged = merge({
    command: ['python3'],
    runtime: 'python',
    env: { B: '2' },
    limits: { depth: 11 },
    filesystem: { hardLinks: 'refuse', git: 'read' },
    batches: 'deny',
  })
  expect(merge({}).batches).toBe('allow')
  expect(merged.batches).toBe('deny')
  expect(merged.command).toEqual(['python3'])
  expect(merged.runtime).toBe('python')
  expect(merged.env).toEqual({ A: '1', B: '2' })
  expect(merged.limits).toMatchObject({ depth: 11, processes: 20, openFiles: 1024 })
  expect(merged.filesystem).toMatchObject({ hardLinks: 'refuse', git: 'read' })
})

test('capabilities are replaced one by one, and allowed unless a file says otherwise', () => {
  const merged = merge({ capabilities: { sampling: 'allow', elicitation: 'deny' } })
  expect(merged.capabilities).toEqual({ sampling: 'allow', elicitation: 'deny', roots: 'deny' })
  const silent = mergeProfile(layer('silent', { runtime: 'node', command: ['node'] }), () => base)
  expect(silent.capabilities).toEqual({ sampling: 'allow', elicitation: 'allow', roots: 'allow' })
  expect(silent.methods).toEqual([])
  expect(silent.batches).toBe('deny')
})

test('what a base denies stays denied, and a file allows no more than it says itself', () => {
  const merged = mergeProfile(
    layer('child', {
      extends: 'middle',
      tools: { allow: ['b'], deny: ['y'], approve: ['p'] },
      resources: { deny: ['b:1'] },
      roles: { reader: { tools: { deny: ['n'] } }, writer: {} },
    }),
    (name) =>
      name === 'middle'
        ? layer('middle', {
            extends: 'base',
            tools: { allow: ['a', 'b'], deny: ['x', 'y'] },
            resources: { allow: ['a:*'], deny: ['a:1'] },
            prompts: { allow: [] },
            roles: { reader: { tools: { allow: ['m'], deny: ['m'] }, rate: { burst: 3 } } },
          })
        : base,
  )
  expect(merged.tools).toEqual({ allow: ['b'], deny: ['x', 'y'], approve: ['p'], arguments: {} })
  expect(merged.resources).toEqual({ allow: ['a:*'], deny: ['a:1', 'b:1'], approve: [] })
  expect(merged.prompts).toEqual({ allow: [], deny: [], approve: [] })
  expect(Object.keys(merged.roles)).toEqual(['reader', 'writer'])
  expect(merged.roles['reader']).toMatchObject({
    tools: { allow: ['m'], deny: ['m', 'n'] },
    rate: { burst: 3 },
  })
})

test('rules for arguments add up', () => {
  const merged = mergeProfile(
    layer('child', {
      extends: 'base',
      tools: { arguments: { '*': { a: [{ kind: 'no-shell' }], b: [{ kind: 'no-flag' }] } } },
    }),
    () => ({
      ...base,
      tools: { arguments: { '*': { a: [{ kind: 'no-flag' }] }, x: { ['__proto__']: [] } } },
    }),
  )
  expect(merged.tools.arguments).toEqual({
    '*': { a: [{ kind: 'no-flag' }, { kind: 'no-shell' }], b: [{ kind: 'no-flag' }] },
    x: { ['__proto__']: [] },
  })
})

test('rates and contents are replaced key by key, text, lint and role as they are', () => {
  const merged = mergeProfile(
    layer('child', {
      extends: 'base',
      rate: { burst: 5, tools: { a: { burst: 1 } } },
      content: { apps: 'allow' },
      lint: 'off',
      pins: 'required',
    }),
    () => ({
      ...base,
      rate: { requestsPerMinute: 30, burst: 9, tools: { b: { requestsPerMinute: 2 } } },
      content: { types: ['text/*'] },
      log: { messages: 'refused' },
      approvals: { timeoutSeconds: 9 },
      text: 'report',
      role: 'read-only',
    }),
  )
  expect(merged.rate).toEqual({
    requestsPerMinute: 30,
    burst: 5,
    tools: { b: { requestsPerMinute: 2, burst: 5 }, a: { requestsPerMinute: 30, burst: 1 } },
  })
  expect(merged.content).toEqual({ types: ['text/*'], apps: 'allow', svg: 'plain' })
  expect(merged).toMatchObject({ text: 'report', lint: 'off', role: 'read-only' })
  expect(merged.pins).toBe('required')
  expect(merge({}).pins).toBe('first-use')
  expect(merged.approvals).toEqual({ timeoutSeconds: 9 })
  expect(merge({}).approvals).toEqual({ timeoutSeconds: 50 })
  expect(merged.log).toEqual({ messages: 'refused' })
  expect(merge({}).log).toEqual({ messages: 'none' })
})

test('limits that need a control group are absent unless asked for', () => {
  expect(Object.keys(merge({}).limits)).not.toContain('memoryTotal')
  expect(merge({ limits: { cpus: 2 } }).limits.cpus).toBe(2)
})

test.each<[string, Partial<ProfileLayer>, readonly ProfileLayer[]]>([
  ['leads back', { extends: 'x' }, [layer('x', { extends: 'y' }), layer('y', { extends: 'x' })]],
  [
    'more than 8 files',
    { extends: 'l0' },
    Array.from({ length: 9 }, (_, n) => layer(`l${n}`, { extends: `l${n + 1}` })),
  ],
  ['names `reader`', { role: 'reader' }, []],
  ['is in both', { filesystem: { read: ['/srv/w'] } }, []],
  ['needs a `command`', { command: ['node'], filesystem: { read: ['${args}'] } }, []],
  ['runtime `node`', { runtime: 'static', command: ['npx', 'a@1.0.0'] }, []],
  ['no `command`', { extends: 'x' }, [layer('x', { runtime: 'node' })]],
  ['no `runtime`', { extends: 'x' }, [layer('x', { command: ['a'] })]],
])('a profile that %s is refused', (expected, child, others) => {
  expect(() => merge(child, ...others)).toThrow(expected)
})

test('a chain of eight files is the longest', () => {
  const chain = Array.from({ length: 6 }, (_, n) =>
    layer(`l${n}`, { extends: n === 5 ? 'base' : `l${n + 1}` }),
  )
  expect(merge({ extends: 'l0' }, ...chain).extends).toHaveLength(7)
})
