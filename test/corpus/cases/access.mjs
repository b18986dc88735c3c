import { calls, lists, onCall, tool } from '../case.mjs'

export const title = 'what may be used, by whom'

const denies = { profile: { tools: { deny: ['delete_*'] } } }
const resources = {
  profile: { resources: { allow: ['file:///home/ana/notes/**'], deny: ['**/.env'] } },
}
const reads = (uri) => ({ ...resources, does: { call: ['resources/read', { uri }] } })
const reader = { role: 'read-only' }
const hinted = (name, annotations) => ({ ...tool(name, 'Does it.'), annotations })
const listed = (...tools) => [{ call: ['tools/list'] }, { answer: { tools } }]

export const attacks = [
  { id: 'denied-tool', outcome: 'refused tool-denied', ...denies, ...calls('delete_all', {}) },
  {
    id: 'denied-tool-in-a-list',
    outcome: 'withheld',
    ...denies,
    ...lists(tool('read', 'Reads.'), tool('delete_all', 'Deletes.')),
  },
  {
    id: 'tool-that-is-not-allowed',
    outcome: 'refused tool-denied',
    profile: { tools: { allow: ['read_*'] } },
    ...calls('write_file', { path: 'a' }),
  },
  {
    id: 'denied-tool-in-the-modern-era',
    outcome: 'refused tool-denied',
    revision: '2026-07-28',
    ...denies,
    ...calls('delete_all', {}),
  },
  { id: 'resource-outside', outcome: 'refused resource-denied', ...reads('file:///etc/passwd') },
  {
    id: 'resource-that-climbs',
    outcome: 'refused resource-denied',
    ...reads('file:///home/ana/notes/../.ssh/id_rsa'),
  },
  {
    id: 'resource-that-climbs-in-percent-signs',
    outcome: 'refused resource-denied',
    ...reads('file:///home/ana/notes/%2e%2e/.ssh/id_rsa'),
  },
  {
    id: 'denied-file-inside',
    outcome: 'refused resource-denied',
    ...reads('file:///home/ana/notes/app/.env'),
  },
  {
    id: 'denied-prompt',
    outcome: 'refused prompt-denied',
    profile: { prompts: { deny: ['admin*'] } },
    does: { call: ['prompts/get', { name: 'admin-reset' }] },
  },
  {
    id: 'tool-without-hints-for-a-reader',
    outcome: 'refused tool-denied',
    ...reader,
    before: listed(hinted('write_file', {})),
    ...calls('write_file', {}),
  },
  {
    id: 'tool-that-lies-about-its-name',
    outcome: 'refused tool-denied',
    ...reader,
    before: listed(hinted('delete_file', { readOnlyHint: true })),
    ...calls('delete_file', {}),
  },
  {
    id: 'tool-that-contradicts-itself',
    outcome: 'refused tool-denied',
    ...reader,
    before: listed(hinted('get_file', { readOnlyHint: true, destructiveHint: true })),
    ...calls('get_file', {}),
  },
  {
    id: 'call-that-needs-a-person',
    outcome: 'held needs-approval',
    revision: '2025-06-18',
    offers: { elicitation: {} },
    profile: { tools: { approve: ['send_*'] } },
    ...calls('send_mail', { to: 'a@example.com' }),
  },
  {
    id: 'tool-that-says-it-only-reads',
    outcome: 'passed',
    ...reader,
    before: listed(hinted('get_report', { readOnlyHint: true })),
    ...calls('get_report', { then: 'delete' }),
  },
]

export const benign = [
  { id: 'allowed-tool', revision: '2024-11-05', ...denies, ...calls('read_file', { path: 'a' }) },
  {
    id: 'list-without-denied-tools',
    ...denies,
    ...lists(tool('read_file', 'Reads.'), tool('undelete', 'Restores.')),
  },
  { id: 'allowed-resource', ...reads('file:///home/ana/notes/2026/%C3%BCbersicht.md') },
  {
    id: 'allowed-prompt',
    revision: '2025-03-26',
    profile: { prompts: { deny: ['admin*'] } },
    ...onCall('prompts/get', { name: 'summary' }, { messages: [] }),
  },
  {
    id: 'reading-tool-for-a-reader',
    revision: '2025-06-18',
    ...reader,
    before: listed(hinted('list_files', { readOnlyHint: true })),
    ...calls('list_files', {}),
  },
  {
    id: 'tool-of-an-admin',
    revision: '2026-07-28',
    role: 'admin',
    ...calls('delete_file', { path: 'tmp/a' }),
  },
]
