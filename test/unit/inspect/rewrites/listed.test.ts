import { test } from 'vitest'
import * as d from '../doors.ts'
import { role } from '../roles.ts'

const rules = {
  tools: { deny: ['delete_*'], approve: ['write_*'] },
  resources: { allow: ['notes://**'], deny: ['notes://private/**'] },
  prompts: { allow: ['a', 'b'] },
}

const tool = (name: string) => `{"name":"${name}" , "inputSchema":{"type":"object"}}`
const resource = (uri: string) => `{ "uri":"${uri}","name":"n","size":1 }`
const template = (uri: string) => `{"uriTemplate":"${uri}","name":"n"}`
const prompt = (name: string) => `{"name":"${name}"}`

const answer = (member: string, ...elements: readonly string[]) =>
  `{"jsonrpc": "2.0","id":1,"result":{"${member}": [${elements.join(', ')}],"nextCursor":"\\u0061"}}`

test.each([
  ['tools/list', 'tools', ['delete_all', 'echo', 'delete_one', 'write'].map(tool), [1, 3]],
  ['tools/list', 'tools', ['echo', 'write_file', 'delete_one'].map(tool), [0, 1]],
  ['tools/list', 'tools', ['delete_one'].map(tool), []],
  [
    'resources/list',
    'resources',
    ['notes://a', 'file:///etc', 'notes://private/a', 'notes://x/../private'].map(resource),
    [0],
  ],
  [
    'resources/templates/list',
    'resourceTemplates',
    ['notes://{id}', 'file:///{path}', 'notes://private/{id}'].map(template),
    [0],
  ],
  ['prompts/list', 'prompts', ['c', 'a', 'd', 'b'].map(prompt), [1, 3]],
] as const)('%s goes on without what is denied', (method, member, elements, kept) => {
  const left = elements.filter((_, index) => (kept as readonly number[]).includes(index))
  d.play(d.door({ role: role(rules) }), [
    ...d.handshake(),
    ['client', d.request(1, method), 'forward'],
    ['server', answer(member, ...elements), `replace ${answer(member, ...left)}\n`],
  ])
})

test('a list of what is allowed, and any list without rules, is the line as it came', () => {
  const all = answer('tools', tool('delete_all'), tool('echo'))
  d.play(d.door(), [
    ...d.handshake(),
    ['client', d.request(1, 'tools/list'), 'forward'],
    ['server', all, 'forward'],
  ])
  d.play(d.door({ role: role({ prompts: { deny: ['*'] } }) }), [
    ...d.handshake(),
    ['client', d.request(1, 'tools/list'), 'forward'],
    ['server', all, 'forward'],
  ])
  d.play(d.door({ role: role(rules) }), [
    ...d.handshake(),
    ['client', d.request(1, 'tools/list'), 'forward'],
    ['server', answer('tools', tool('echo'), tool('write_file')), 'forward'],
  ])
})

test('only lists that were asked for are touched', () => {
  const structured = '{"content":[],"structuredContent":{"tools":[{"name":"delete_all"}]}}'
  d.play(d.door({ role: role(rules) }), [
    ...d.handshake(),
    ['client', d.call(1), 'forward'],
    ['server', `{"jsonrpc":"2.0","id":1,"result":${structured}}`, 'forward'],
  ])
})
