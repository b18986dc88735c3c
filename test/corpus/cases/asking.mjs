import { onCall } from '../case.mjs'

export const title = 'capabilities and eras'

const messages = [
  { role: 'user', content: { type: 'text', text: 'Summarise: the release went well.' } },
]
const hidden = (ask) => ({
  revision: '2026-07-28',
  ...onCall(
    'tools/call',
    { name: 'work' },
    { resultType: 'input_required', inputRequests: { a: ask }, requestState: 's' },
  ),
})
const sampling = { ask: ['sampling/createMessage', { messages, maxTokens: 100 }] }
const opens = (url) => ({
  ask: ['elicitation/create', { mode: 'url', message: 'Sign in', elicitationId: 'e', url }],
})
const form = {
  message: 'Which name?',
  requestedSchema: { type: 'object', properties: { name: { type: 'string' } } },
}

export const attacks = [
  { id: 'sampling-not-offered', outcome: 'refused capability-not-offered', does: sampling },
  {
    id: 'roots-not-offered',
    outcome: 'refused capability-not-offered',
    revision: '2024-11-05',
    does: { ask: ['roots/list'] },
  },
  {
    id: 'elicitation-not-offered',
    outcome: 'refused capability-not-offered',
    revision: '2025-06-18',
    does: { ask: ['elicitation/create', form] },
  },
  {
    id: 'sampling-denied-by-the-profile',
    outcome: 'refused capability-denied',
    offers: { sampling: {} },
    profile: { capabilities: { sampling: 'deny' } },
    does: sampling,
  },
  {
    id: 'elicitation-before-its-revision',
    outcome: 'refused unknown-method',
    revision: '2025-03-26',
    offers: { elicitation: {} },
    does: { ask: ['elicitation/create', form] },
  },
  {
    id: 'server-calls-a-tool-of-the-client',
    outcome: 'refused wrong-direction',
    does: { ask: ['tools/call', { name: 'shell', arguments: { command: 'id' } }] },
  },
  {
    id: 'server-invents-a-method',
    outcome: 'refused unknown-method',
    does: { ask: ['client/readFile', { path: '/etc/passwd' }] },
  },
  {
    id: 'second-handshake',
    outcome: 'refused repeated-initialize',
    does: {
      call: [
        'initialize',
        {
          protocolVersion: '2024-11-05',
          capabilities: { sampling: {} },
          clientInfo: { name: 'x', version: '1' },
        },
      ],
    },
  },
  {
    id: 'request-hidden-in-a-result',
    outcome: 'refused capability-not-offered',
    ...hidden({ method: 'roots/list', params: {} }),
  },
  {
    id: 'sampling-hidden-in-a-result',
    outcome: 'refused capability-not-offered',
    ...hidden({ method: 'sampling/createMessage', params: { messages, maxTokens: 5 } }),
  },
  {
    id: 'wish-for-input-in-an-old-revision',
    outcome: 'refused input-not-allowed',
    ...onCall(
      'tools/call',
      { name: 'work' },
      { resultType: 'input_required', inputRequests: {}, requestState: 's', content: [] },
    ),
  },
  {
    id: 'state-that-nobody-gave',
    outcome: 'refused request-state',
    revision: '2026-07-28',
    does: {
      call: [
        'tools/call',
        { name: 'work', requestState: 'forged', inputResponses: { a: { roots: [] } } },
      ],
    },
  },
  {
    id: 'server-asks-in-the-modern-era',
    outcome: 'refused wrong-direction',
    revision: '2026-07-28',
    offers: { roots: {} },
    before: [{ call: ['tools/call', { name: 'work' }] }],
    does: { ask: ['roots/list'] },
  },
  {
    id: 'progress-for-nothing',
    outcome: 'dropped unknown-token',
    does: { say: ['notifications/progress', { progressToken: 'stranger', progress: 1 }] },
  },
  {
    id: 'answer-to-nothing',
    outcome: 'dropped not-pending',
    does: {
      server: '{"jsonrpc":"2.0","id":4242,"result":{"content":[{"type":"text","text":"evil"}]}}',
    },
  },
  {
    id: 'server-cancels-a-request-of-the-client',
    outcome: 'passed',
    before: [{ call: ['tools/call', { name: 'work' }] }],
    does: {
      server: '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":$ID}}',
    },
  },
  {
    id: 'server-cancels-in-the-modern-era',
    outcome: 'dropped foreign-cancel',
    revision: '2026-07-28',
    before: [{ call: ['tools/call', { name: 'work' }] }],
    does: {
      server: '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":$ID}}',
    },
  },
  {
    id: 'address-to-open-is-a-file',
    outcome: 'refused unsafe-url',
    offers: { elicitation: { url: {} } },
    does: {
      ask: [
        'elicitation/create',
        { mode: 'url', message: 'Sign in', elicitationId: 'e', url: 'file:///etc/passwd' },
      ],
    },
  },
  {
    id: 'address-to-open-is-a-program',
    outcome: 'refused unsafe-url',
    offers: { elicitation: { url: {} } },
    does: opens('javascript:fetch(`https://evil.example`)'),
  },
  {
    id: 'address-to-open-names-another-host',
    outcome: 'refused unsafe-url',
    offers: { elicitation: { url: {} } },
    does: opens('https://bank.example@evil.example/'),
  },
]

export const benign = [
  {
    id: 'roots-that-were-offered',
    revision: '2024-11-05',
    offers: { roots: { listChanged: true } },
    does: { ask: ['roots/list'] },
  },
  {
    id: 'answer-with-roots',
    offers: { roots: {} },
    before: [{ ask: ['roots/list'] }],
    does: {
      client:
        '{"jsonrpc":"2.0","id":$ID,"result":{"roots":[{"uri":"file:///home/ana/projekt","name":"projekt"}]}}',
    },
  },
  {
    id: 'sampling-that-was-offered',
    revision: '2025-03-26',
    offers: { sampling: {} },
    does: {
      ask: [
        'sampling/createMessage',
        {
          messages,
          maxTokens: 100,
          temperature: 0.7,
          modelPreferences: { hints: [{ name: 'small' }], speedPriority: 0.9 },
        },
      ],
    },
  },
  {
    id: 'form-for-a-person',
    revision: '2025-06-18',
    offers: { elicitation: {} },
    does: {
      ask: [
        'elicitation/create',
        {
          message: 'Where do you live?',
          requestedSchema: {
            type: 'object',
            properties: {
              city: { type: 'string', title: 'City' },
              age: { type: 'integer', minimum: 0 },
              plan: { type: 'string', enum: ['free', 'paid'] },
            },
            required: ['city'],
          },
        },
      ],
    },
  },
  {
    id: 'form-answered-with-a-fraction',
    revision: '2025-06-18',
    offers: { elicitation: {} },
    before: [{ ask: ['elicitation/create', form] }],
    does: {
      client:
        '{"jsonrpc":"2.0","id":$ID,"result":{"action":"accept","content":{"name":"bob","ratio":0.5}}}',
    },
  },
  {
    id: 'address-to-sign-in',
    offers: { elicitation: { url: {}, form: {} } },
    does: {
      ask: [
        'elicitation/create',
        {
          mode: 'url',
          message: 'Connect your account',
          elicitationId: '7f0c',
          url: 'https://auth.example.com/authorize?client_id=abc&state=xyz#top',
        },
      ],
    },
  },
  {
    id: 'input-asked-for-in-a-result',
    revision: '2026-07-28',
    offers: { elicitation: {} },
    ...onCall(
      'tools/call',
      { name: 'work' },
      {
        resultType: 'input_required',
        inputRequests: { q: { method: 'elicitation/create', params: form } },
        requestState: 'round-1',
      },
    ),
  },
  {
    id: 'input-brought-back',
    revision: '2026-07-28',
    offers: { elicitation: {} },
    before: [
      { call: ['tools/call', { name: 'work' }] },
      {
        answer: {
          resultType: 'input_required',
          inputRequests: { q: { method: 'elicitation/create', params: form } },
          requestState: 'round-2',
        },
      },
    ],
    does: {
      call: [
        'tools/call',
        {
          name: 'work',
          requestState: 'round-2',
          inputResponses: { q: { action: 'accept', content: { name: 'bob' } } },
        },
      ],
    },
  },
  {
    id: 'tools-changed',
    revision: '2025-03-26',
    does: { say: ['notifications/tools/list_changed'] },
  },
  {
    id: 'roots-changed',
    offers: { roots: { listChanged: true } },
    does: { tell: ['notifications/roots/list_changed'] },
  },
]
