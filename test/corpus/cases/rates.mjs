import { onCall } from '../case.mjs'

export const title = 'rates and batches'

const slow = { rate: { tools: { 'send_*': { requestsPerMinute: 6, burst: 3 } } } }
const call = (name) => ({ call: ['tools/call', { name, arguments: {} }] })
const batch = (...messages) =>
  JSON.stringify(messages.map((message) => ({ jsonrpc: '2.0', ...message })))
const form = { message: 'Which one?', requestedSchema: { type: 'object', properties: {} } }
const elicit = { method: 'elicitation/create', params: form }
/** The result of a tool that wants so many answers of a person. */
const wants = (count) => ({
  revision: '2026-07-28',
  offers: { elicitation: {} },
  ...onCall(
    'tools/call',
    { name: 'work' },
    {
      resultType: 'input_required',
      requestState: 's',
      inputRequests: Object.fromEntries(
        Array.from({ length: count }, (_, key) => [`k${key}`, elicit]),
      ),
    },
  ),
})
const consent = { tools: { approve: ['write_*'] } }
const ping = (id) => ({ id, method: 'ping' })

export const attacks = [
  {
    id: 'mail-in-a-loop',
    outcome: 'refused rate-exceeded',
    profile: slow,
    does: { ...call('send_mail'), times: 6 },
  },
  {
    id: 'mail-in-a-loop-in-the-modern-era',
    outcome: 'refused rate-exceeded',
    revision: '2026-07-28',
    profile: slow,
    does: { ...call('send_mail'), times: 6 },
  },
  {
    id: 'flood-of-log-messages',
    outcome: 'dropped rate-exceeded',
    does: { say: ['notifications/message', { level: 'info', data: 'x' }], times: 3000 },
  },
  {
    id: 'flood-of-requests',
    outcome: 'refused too-many-requests',
    profile: { limits: { outstandingRequests: 16 }, rate: { burst: 200, requestsPerMinute: 6000 } },
    does: { ...call('work'), times: 40 },
  },
  {
    id: 'flood-of-questions-to-the-model',
    outcome: 'refused rate-exceeded',
    revision: '2025-03-26',
    offers: { sampling: {} },
    profile: { rate: { burst: 4, requestsPerMinute: 10 } },
    does: { ask: ['sampling/createMessage', { messages: [], maxTokens: 1 }], times: 20 },
  },
  {
    id: 'flood-of-questions-for-roots',
    outcome: 'refused rate-exceeded',
    revision: '2024-11-05',
    offers: { roots: {} },
    profile: { rate: { burst: 4, requestsPerMinute: 10 } },
    does: { ask: ['roots/list'], times: 20 },
  },
  {
    id: 'flood-of-questions-to-the-person',
    outcome: 'refused too-many-requests',
    offers: { elicitation: {} },
    does: { ask: ['elicitation/create', form], times: 40 },
  },
  { id: 'many-questions-in-one-result', outcome: 'refused rate-exceeded', ...wants(17) },
  {
    id: 'flood-of-calls-that-need-consent',
    outcome: 'held needs-approval too-many-requests',
    profile: consent,
    does: { ...call('write_file'), times: 40 },
  },
  {
    id: 'flood-of-questions-as-results',
    outcome: 'refused needs-approval rate-exceeded',
    revision: '2026-07-28',
    offers: { elicitation: {} },
    profile: consent,
    does: { ...call('write_file'), times: 40 },
  },
  {
    id: 'question-left-behind-by-a-batch',
    outcome: 'dropped withdrawn',
    revision: '2025-03-26',
    profile: { ...consent, batches: 'allow' },
    before: [call('write_file')],
    does: {
      client: '[{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":$ID}}]',
    },
  },
  {
    id: 'batch-where-none-is-allowed',
    outcome: 'refused malformed-request',
    revision: '2025-03-26',
    does: { client: batch(ping('b1'), ping('b2')) },
  },
  {
    id: 'batch-in-a-revision-without',
    outcome: 'refused malformed-request',
    profile: { batches: 'allow' },
    does: { client: batch(ping('b1')) },
  },
  {
    id: 'empty-batch',
    outcome: 'dropped',
    revision: '2025-03-26',
    profile: { batches: 'allow' },
    does: { server: '[]' },
  },
  {
    id: 'bad-one-among-good-ones',
    outcome: 'refused malformed-request',
    revision: '2025-03-26',
    profile: { batches: 'allow' },
    does: {
      client: `[{"jsonrpc":"2.0","id":"g","method":"ping"},{"jsonrpc":"2.0","id":"e","method":"tools/call","params":{"name":"a","Name":"b"}}]`,
    },
  },
]

export const benign = [
  { id: 'a-few-calls-at-once', does: { ...call('read_file'), times: 8 } },
  { id: 'three-questions-in-one-result', ...wants(3) },
  {
    id: 'some-questions-to-the-person',
    offers: { elicitation: {} },
    does: { ask: ['elicitation/create', form], times: 5 },
  },
  { id: 'calls-within-a-rate', profile: slow, does: { ...call('send_mail'), times: 3 } },
  {
    id: 'a-chatty-build',
    does: {
      say: [
        'notifications/message',
        { level: 'debug', logger: 'build', data: 'compiled src/a.ts in 12 ms' },
      ],
      times: 400,
    },
  },
  {
    id: 'progress-of-a-download',
    before: [{ call: ['tools/call', { name: 'download', _meta: { progressToken: 9 } }] }],
    does: {
      say: ['notifications/progress', { progressToken: 9, progress: 5, total: 100 }],
      times: 50,
    },
  },
  {
    id: 'batch-that-is-allowed',
    revision: '2025-03-26',
    profile: { batches: 'allow' },
    does: {
      client: batch(ping('b1'), { method: 'notifications/cancelled', params: { requestId: 'x' } }),
    },
  },
  {
    id: 'pages-of-a-list',
    ...onCall(
      'resources/list',
      { cursor: 'eyJvZmZzZXQiOjUwfQ==' },
      { resources: [{ uri: 'demo://51', name: '51' }], nextCursor: 'eyJvZmZzZXQiOjEwMH0=' },
    ),
  },
]
