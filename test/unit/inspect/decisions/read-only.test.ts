import { expect, test } from 'vitest'
import { changeOf } from '../../../../src/inspect/decisions/read-only.ts'
import { ToolHints } from '../../../../src/inspect/decisions/tool-hints.ts'

/** A list of tools with what they say of themselves. */
const of = (...tools: readonly (readonly [string, boolean])[]) => ({
  tools: tools.map(([name, readOnlyHint]) => ({ name, annotations: { readOnlyHint } })),
})

const reads = { readOnlyHint: true }

test.each([
  'read_file',
  'list_directory',
  'search',
  'get_commit',
  'list_commits',
  'run_select_query',
  'getPost',
  'git_status',
  'git_log',
  'echo',
  'overview',
  'settings',
  'compute',
  'файл',
  'open_nodes',
  'trigger-long-running-operation',
])('%s may be a tool that only reads', (name) => {
  expect(changeOf(name, reads)).toBeUndefined()
})

test.each([
  'write_file',
  'deleteAll',
  'delete-all',
  'DELETEAll',
  'files.remove',
  'getAndDelete',
  'git_commit',
  'execute_sql',
  'run',
  'set_value',
  'ｄｅｌｅｔｅ_x',
  'read_write_file',
])('%s is called like a tool that changes something', (name) => {
  expect(changeOf(name, reads)).toContain('is called like one that does')
})

test.each<[string, unknown]>([
  ['no annotations', undefined],
  ['none that says so', {}],
  ['the contrary', { readOnlyHint: false }],
  ['a word', { readOnlyHint: 'true' }],
  ['a list', [true]],
  ['a contradiction', { readOnlyHint: true, destructiveHint: true }],
])('a tool with %s is taken to change things', (_title, annotations) => {
  expect(changeOf('get', annotations)).toBeDefined()
})

test('a tool that was not listed does not count as one that only reads', () => {
  const hints = new ToolHints()
  expect(hints.changes('get')).toContain('tools/list')
  hints.learn({ tools: [{ name: 'get', annotations: reads }] })
  expect(hints.changes('get')).toBeUndefined()
  expect(hints.changes('Get')).toContain('tools/list')
})

test('a tool that once changed things stays so, and one that begins to does too', () => {
  const hints = new ToolHints()
  hints.learn(of(['a', true], ['b', false]))
  hints.learn(of(['a', false], ['b', true]))
  hints.learn(of(['a', true]))
  expect(hints.changes('a')).toBeDefined()
  expect(hints.changes('b')).toBeDefined()
  expect(hints.changesIn({ name: 'b', annotations: reads })).toBeDefined()
})

test('what is remembered is bounded, and what is not remembered does not run', () => {
  const hints = new ToolHints()
  const tools = Array.from({ length: 10_001 }, (_, n) => ({ name: `t${n}`, annotations: reads }))
  hints.learn({ tools: [...tools, { name: 'x'.repeat(1025), annotations: reads }, null, 1, {}] })
  expect(hints.changes('t9999')).toBeUndefined()
  expect(hints.changes('t10000')).toBeDefined()
  expect(hints.changes('x'.repeat(1025))).toBeDefined()
  hints.learn({ tools: 'none' })
  hints.learn(undefined)
})
