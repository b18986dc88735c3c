import { onCall, returns } from '../case.mjs'

export const title = 'grammar of the revision'

export const attacks = [
  { id: 'no-such-method', outcome: 'refused unknown-method', does: { call: ['tools/steal', {}] } },
  {
    id: 'tool-name-is-an-object',
    outcome: 'refused invalid-request',
    does: { call: ['tools/call', { name: { $ne: null } }] },
  },
  {
    id: 'arguments-are-an-array',
    outcome: 'refused invalid-request',
    does: { call: ['tools/call', { name: 'work', arguments: ['rm'] }] },
  },
  {
    id: 'cursor-is-an-object',
    outcome: 'refused invalid-request',
    does: { call: ['resources/list', { cursor: {} }] },
  },
  {
    id: 'text-is-a-number',
    outcome: 'refused invalid-response',
    ...returns({ type: 'text', text: 1 }),
  },
  {
    id: 'content-of-no-known-type',
    outcome: 'refused invalid-response',
    ...returns({ type: 'script', text: 'alert(1)' }),
  },
  {
    id: 'content-is-text',
    outcome: 'refused invalid-response',
    ...onCall('tools/call', { name: 'work' }, { content: 'evil' }),
  },
  {
    id: 'result-is-a-number',
    outcome: 'refused malformed-response',
    before: [{ call: ['tools/call', { name: 'work' }] }],
    does: { server: '{"jsonrpc":"2.0","id":$ID,"result":7}' },
  },
  {
    id: 'error-without-code',
    outcome: 'refused invalid-response',
    before: [{ call: ['tools/call', { name: 'work' }] }],
    does: { fail: { message: 'no' } },
  },
  {
    id: 'message-of-unknown-level',
    outcome: 'dropped invalid-notification',
    does: { say: ['notifications/message', { level: 'shout', data: '' }] },
  },
  {
    id: 'tool-without-schema',
    outcome: 'refused invalid-response',
    revision: '2024-11-05',
    ...onCall('tools/list', undefined, { tools: [{ name: 'work' }] }),
  },
  {
    id: 'audio-before-its-revision',
    outcome: 'refused invalid-response',
    revision: '2024-11-05',
    ...returns({ type: 'audio', data: 'SUQzBAAAAAAAAA==', mimeType: 'audio/mpeg' }),
  },
  {
    id: 'link-before-its-revision',
    outcome: 'refused invalid-response',
    revision: '2025-03-26',
    ...returns({ type: 'resource_link', uri: 'file:///a', name: 'a' }),
  },
  {
    id: 'old-version-of-json-rpc',
    outcome: 'refused malformed-request',
    does: { client: '{"jsonrpc":"1.0","id":"v","method":"ping"}' },
  },
  {
    id: 'request-with-null-identifier',
    outcome: 'dropped id',
    does: { client: '{"jsonrpc":"2.0","id":null,"method":"ping"}' },
  },
  {
    id: 'modern-result-of-no-type',
    outcome: 'refused invalid-response',
    revision: '2026-07-28',
    ...onCall('tools/call', { name: 'work' }, { content: [], resultType: 'maybe' }),
  },
]

const handshake = (protocolVersion, more) => ({
  greets: false,
  before: [
    {
      call: [
        'initialize',
        { protocolVersion, capabilities: {}, clientInfo: { name: 'editor', version: '1.9' } },
      ],
    },
  ],
  does: {
    answer: {
      protocolVersion,
      capabilities: { tools: {} },
      serverInfo: { name: 'notes', version: '0.4.1' },
      ...more,
    },
  },
})

export const benign = [
  { id: 'handshake-2024', revision: '2024-11-05', ...handshake('2024-11-05') },
  {
    id: 'handshake-2025-march',
    revision: '2025-03-26',
    ...handshake('2025-03-26', {
      instructions: 'Notes are Markdown files. List them before you read one.',
    }),
  },
  { id: 'handshake-2025-june', revision: '2025-06-18', ...handshake('2025-06-18') },
  { id: 'handshake-2025-november', ...handshake('2025-11-25') },
  {
    id: 'discovery-2026',
    revision: '2026-07-28',
    ...onCall(
      'server/discover',
      {},
      {
        supportedVersions: ['2026-07-28'],
        capabilities: { tools: { listChanged: true } },
        instructions: 'Ask for a city, not for coordinates.',
      },
    ),
  },
  { id: 'ping', does: { call: ['ping'] } },
  { id: 'log-level', does: { call: ['logging/setLevel', { level: 'debug' }] } },
  {
    id: 'log-message-of-data',
    revision: '2024-11-05',
    does: {
      say: [
        'notifications/message',
        { level: 'warning', logger: 'db', data: { ms: 812, query: 'SELECT 1', retries: null } },
      ],
    },
  },
  {
    id: 'progress-that-was-asked-for',
    revision: '2025-03-26',
    before: [{ call: ['tools/call', { name: 'work', _meta: { progressToken: 'p1' } }] }],
    does: {
      say: [
        'notifications/progress',
        { progressToken: 'p1', progress: 0.5, total: 1, message: 'half of it' },
      ],
    },
  },
  {
    id: 'cancellation',
    before: [{ call: ['tools/call', { name: 'work' }] }],
    does: {
      client:
        '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":$ID,"reason":"timed out"}}',
    },
  },
  {
    id: 'error-of-a-database',
    revision: '2024-11-05',
    before: [{ call: ['resources/list'] }],
    does: { fail: { code: -32603, message: 'connect ECONNREFUSED 127.0.0.1:5432' } },
  },
  {
    id: 'error-with-data',
    revision: '2025-06-18',
    before: [{ call: ['prompts/get', { name: 'review' }] }],
    does: {
      fail: { code: -32602, message: 'Unknown prompt: review', data: { known: ['summary'] } },
    },
  },
  {
    id: 'completion',
    ...onCall(
      'completion/complete',
      { ref: { type: 'ref/prompt', name: 'greet' }, argument: { name: 'language', value: 'py' } },
      { completion: { values: ['python', 'pytorch'], total: 2, hasMore: false } },
    ),
  },
  {
    id: 'prompt-of-two-roles',
    revision: '2025-06-18',
    ...onCall(
      'prompts/get',
      { name: 'review', arguments: { code: 'x = 1' } },
      {
        description: 'Code review',
        messages: [
          { role: 'user', content: { type: 'text', text: 'Please review:\nx = 1' } },
          { role: 'assistant', content: { type: 'text', text: 'Sure.' } },
        ],
      },
    ),
  },
  {
    id: 'structured-result-of-2026',
    revision: '2026-07-28',
    ...onCall(
      'tools/call',
      { name: 'weather', arguments: { city: 'Graz' } },
      {
        content: [{ type: 'text', text: '{"celsius":21.5}' }],
        structuredContent: { celsius: 21.5 },
        isError: false,
      },
    ),
  },
  {
    id: 'tool-error-in-a-result',
    revision: '2026-07-28',
    ...onCall(
      'tools/call',
      { name: 'work' },
      {
        content: [
          {
            type: 'text',
            text: 'Error executing tool work: 2 validation errors\nx\n  Field required',
          },
        ],
        isError: true,
      },
    ),
  },
  {
    id: 'subscription',
    before: [{ call: ['resources/subscribe', { uri: 'demo://resource/1' }] }],
    does: { answer: {} },
  },
  {
    id: 'resource-updated',
    before: [{ call: ['resources/subscribe', { uri: 'demo://resource/2' }] }, { answer: {} }],
    does: { say: ['notifications/resources/updated', { uri: 'demo://resource/2' }] },
  },
]
