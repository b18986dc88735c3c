import { expect, test } from 'vitest'
import type { ArgumentPorts, AttachedRule } from '../../../../src/inspect/arguments/rule.ts'
import { ports } from '../arguments/ports.ts'
import * as d from '../doors.ts'

const key = 'tools.arguments'
const RULES: readonly AttachedRule[] = [
  { key, tool: 'read_*', argument: 'path', rule: { kind: 'path', within: ['/allowed'] } },
  { key, tool: '*', argument: 'target', rule: { kind: 'no-flag' } },
]

/** A session with these rules for arguments in its policy. */
function door(rules: readonly AttachedRule[] | undefined, own: ArgumentPorts = ports()) {
  const inspector = d.door(rules && { arguments: { rules, ports: own } })
  d.play(inspector, d.handshake())
  return (line: string) => {
    const verdict = d.say(inspector, 'client', line)
    return verdict.kind === 'answer'
      ? { ...JSON.parse(Buffer.from(verdict.line).toString()), to: verdict.to }
      : verdict.kind
  }
}

const call = (name: string, args: object, params: object = {}) =>
  d.call(7, { name, arguments: args, ...params })

test('the model is told which argument broke which rule, and what to do', () => {
  const said = door(RULES)(call('read_file', { path: '/allowed-too/x', target: '--all' }))
  expect(said).toMatchObject({
    jsonrpc: '2.0',
    id: 7,
    to: 'client',
    result: {
      isError: true,
      content: [
        {
          type: 'text',
          text:
            'mcp-airlock: the tool did not run: ' +
            'the argument `path` must be an absolute path inside `/allowed`; it leads outside (`tools.arguments`, rule `path`); ' +
            'the argument `target` must not begin with a dash (`tools.arguments`, rule `no-flag`). ' +
            'Change the call accordingly, or do without it',
        },
      ],
    },
  })
})

test.each([
  ['what keeps to the rules', 'read_file', { path: '/allowed/x', target: 'main' }],
  ['a tool without that rule', 'list', { path: '/etc' }],
  ['an argument that is absent', 'read_file', {}],
])('%s passes', (_what, name, args) => {
  expect(door(RULES)(call(name, args))).toBe('forward')
})

test('without rules everything passes', () => {
  expect(door(undefined)(call('read_file', { path: '-/etc' }))).toBe('forward')
})

test('a client that waits for a task gets an error', () => {
  const said = door(RULES)(call('read_file', { path: '/etc' }, { task: {} }))
  expect(said.error.message).toContain('the argument `path` must be')
})

test('a call of 2026-07-28 is answered as one that is complete', () => {
  const line = d.modernCall(7, {}, { name: 'read_file', arguments: { path: '/etc' } })
  expect(door(RULES)(line).result).toMatchObject({ isError: true, resultType: 'complete' })
})

test('only calls of tools are looked at', () => {
  const ask = door(RULES)
  expect(ask(d.request(7, 'prompts/get', { name: 'read_x', arguments: { path: '/etc' } }))).toBe(
    'forward',
  )
})
