import type { Sender } from '../../src/wire/revisions/index.ts'
import type { Subject } from './subject.ts'

/** Messages that neither the published samples nor the recorded sessions hold, or only where they are at hand. */
export function ownSamples(): readonly Subject[] {
  return [...TASKS_2025, ...LEGACY, ...MODERN].map(([part, from, method, body], index) => {
    const isModern = index >= TASKS_2025.length + LEGACY.length
    return {
      revision: isModern ? '2026-07-28' : '2025-11-25',
      part,
      from,
      method,
      task: JSON.stringify(body ?? null).includes('"taskId"'),
      text: body === undefined ? undefined : JSON.stringify(body),
      source: `own sample ${index}`,
    }
  })
}

type Sample = readonly [part: Subject['part'], from: Sender, method: string, body: unknown]

const task = {
  taskId: 't1',
  status: 'working',
  createdAt: '2026-01-01T00:00:00Z',
  lastUpdatedAt: '2026-01-01T00:00:00Z',
  ttl: null,
  pollInterval: 500,
}

const TASKS_2025: readonly Sample[] = [
  ['request', 'client', 'tools/call', { name: 'x', task: { ttl: 60_000 } }],
  ['result', 'server', 'tools/call', { task, _meta: {} }],
  ['result', 'server', 'tools/call', { content: [], structuredContent: { taskId: 1 } }],
  ['request', 'client', 'tasks/get', { taskId: 't1' }],
  ['result', 'server', 'tasks/get', { ...task, ttl: 1 }],
  ['request', 'client', 'tasks/list', { cursor: 'c' }],
  ['result', 'server', 'tasks/list', { tasks: [task], nextCursor: 'n' }],
  ['request', 'client', 'tasks/result', { taskId: 't1' }],
  ['result', 'server', 'tasks/result', { content: [] }],
  ['request', 'client', 'tasks/cancel', { taskId: 't1' }],
  ['result', 'server', 'tasks/cancel', { ...task, status: 'cancelled', statusMessage: 'gone' }],
  ['notification', 'server', 'notifications/tasks/status', { ...task, _meta: {} }],
]

const page = { mode: 'url', message: 'm', url: 'https://example.com/', elicitationId: 'e1' }

const LEGACY: readonly Sample[] = [
  ['request', 'server', 'elicitation/create', page],
  ['result', 'client', 'elicitation/create', { action: 'accept', content: { a: ['x'], b: 1.5 } }],
  ['result', 'client', 'elicitation/create', { action: 'decline' }],
  ['notification', 'server', 'notifications/elicitation/complete', { elicitationId: 'e1' }],
  ['error', 'server', 'tools/call', { code: -32042, message: 'm', data: { elicitations: [page] } }],
  [
    'request',
    'server',
    'sampling/createMessage',
    {
      messages: [
        {
          role: 'assistant',
          content: [{ type: 'tool_use', id: 'u', name: 'x', input: { a: 1 } }],
        },
        { role: 'user', content: { type: 'tool_result', toolUseId: 'u', content: [] } },
      ],
      maxTokens: 1,
      tools: [{ name: 'x', inputSchema: { type: 'object', properties: { a: true } } }],
      toolChoice: { mode: 'auto' },
    },
  ],
  [
    'result',
    'client',
    'sampling/createMessage',
    { model: 'm', role: 'assistant', content: [{ type: 'text', text: 'x' }] },
  ],
  [
    'result',
    'server',
    'tools/list',
    {
      tools: [
        {
          name: 'x',
          title: 'X',
          icons: [{ src: 'https://example.com/i.png', sizes: ['any'], theme: 'dark' }],
          execution: { taskSupport: 'optional' },
          annotations: { title: 'X', readOnlyHint: true },
          inputSchema: { $schema: 's', type: 'object', properties: { a: { type: 'string' } } },
          outputSchema: { type: 'object', properties: { b: false }, required: ['b'] },
          _meta: { 'example.com/x': 1 },
        },
      ],
    },
  ],
  [
    'request',
    'client',
    'initialize',
    {
      protocolVersion: '2025-11-25',
      capabilities: {
        tasks: { list: {}, requests: { sampling: { createMessage: {} } } },
        extensions: { 'io.modelcontextprotocol/ui': { mimeTypes: ['text/html'] } },
        experimental: { x: {} },
      },
      clientInfo: { name: 'c', version: '1', websiteUrl: 'https://example.com/' },
    },
  ],
  ['notification', 'client', 'notifications/cancelled', undefined],
  ['notification', 'client', 'notifications/cancelled', { reason: 'r' }],
]

const _meta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': { sampling: {}, roots: {}, elicitation: {} },
  'io.modelcontextprotocol/clientInfo': { name: 'c', version: '1' },
}
const kept = { resultType: 'complete', ttlMs: 0, cacheScope: 'private' }
const later = {
  taskId: 't1',
  createdAt: '2026-01-01T00:00:00Z',
  lastUpdatedAt: '2026-01-01T00:00:00Z',
  ttlMs: null,
}
const inputRequests = {
  a: { method: 'roots/list' },
  b: {
    method: 'elicitation/create',
    params: { mode: 'url', message: 'm', url: 'https://example.com/' },
  },
  c: { method: 'sampling/createMessage', params: { messages: [], maxTokens: 1, metadata: {} } },
}
const inputResponses = {
  a: { roots: [{ uri: 'file:///x' }] },
  b: { action: 'accept', content: { n: 1.5 } },
  c: { model: 'm', role: 'assistant', content: { type: 'text', text: 'x' } },
}
const subscription = { 'io.modelcontextprotocol/subscriptionId': 1 }
const notifications = {
  toolsListChanged: true,
  resourceSubscriptions: ['memo://one'],
  taskIds: ['t1'],
}

const MODERN: readonly Sample[] = [
  ['request', 'client', 'server/discover', { _meta }],
  [
    'result',
    'server',
    'server/discover',
    {
      ...kept,
      supportedVersions: ['2026-07-28'],
      capabilities: { tools: {}, extensions: { 'io.modelcontextprotocol/tasks': {} } },
      _meta: { 'io.modelcontextprotocol/serverInfo': { name: 's', version: '1' } },
    },
  ],
  ['request', 'client', 'tools/list', { _meta, cursor: 'c' }],
  [
    'result',
    'server',
    'tools/list',
    { ...kept, tools: [{ name: 'x', inputSchema: { type: 'object' } }] },
  ],
  ['request', 'client', 'tools/call', { _meta, name: 'x', arguments: { a: 1 } }],
  ['request', 'client', 'tools/call', { _meta, name: 'x', inputResponses, requestState: 's' }],
  [
    'result',
    'server',
    'tools/call',
    { resultType: 'complete', content: [], structuredContent: [1] },
  ],
  ['result', 'server', 'tools/call', { content: [] }],
  ['result', 'server', 'tools/call', { resultType: 'input_required', inputRequests }],
  ['result', 'server', 'tools/call', { ...later, resultType: 'task', status: 'working' }],
  ['request', 'client', 'prompts/list', { _meta }],
  [
    'result',
    'server',
    'prompts/list',
    { ...kept, prompts: [{ name: 'p', arguments: [{ name: 'a' }] }] },
  ],
  ['request', 'client', 'prompts/get', { _meta, name: 'p', arguments: { a: 'x' } }],
  ['result', 'server', 'prompts/get', { resultType: 'complete', messages: [] }],
  ['result', 'server', 'prompts/get', { resultType: 'input_required', requestState: 's' }],
  ['request', 'client', 'resources/list', { _meta }],
  [
    'result',
    'server',
    'resources/list',
    { ...kept, resources: [{ uri: 'memo://one', name: 'one' }] },
  ],
  ['request', 'client', 'resources/templates/list', { _meta }],
  [
    'result',
    'server',
    'resources/templates/list',
    { ...kept, resourceTemplates: [{ uriTemplate: 'memo://{a}', name: 'm' }] },
  ],
  ['request', 'client', 'resources/read', { _meta, uri: 'memo://one' }],
  ['result', 'server', 'resources/read', { ...kept, contents: [{ uri: 'memo://one', text: '' }] }],
  [
    'request',
    'client',
    'completion/complete',
    { _meta, ref: { type: 'ref/prompt', name: 'p' }, argument: { name: 'a', value: '' } },
  ],
  [
    'result',
    'server',
    'completion/complete',
    { resultType: 'complete', completion: { values: [] } },
  ],
  ['request', 'client', 'subscriptions/listen', { _meta, notifications }],
  ['result', 'server', 'subscriptions/listen', { resultType: 'complete', _meta: subscription }],
  ['request', 'client', 'tasks/get', { _meta, taskId: 't1' }],
  [
    'result',
    'server',
    'tasks/get',
    { ...later, resultType: 'complete', status: 'completed', result: {} },
  ],
  [
    'result',
    'server',
    'tasks/get',
    { ...later, resultType: 'complete', status: 'input_required', inputRequests },
  ],
  [
    'result',
    'server',
    'tasks/get',
    { ...later, resultType: 'complete', status: 'failed', error: { code: 1, message: 'm' } },
  ],
  ['request', 'client', 'tasks/update', { _meta, taskId: 't1', inputResponses }],
  ['result', 'server', 'tasks/update', { resultType: 'complete' }],
  ['request', 'client', 'tasks/cancel', { _meta, taskId: 't1' }],
  ['result', 'server', 'tasks/cancel', { resultType: 'complete' }],
  ['notification', 'client', 'notifications/cancelled', { requestId: 1, reason: 'r' }],
  ['notification', 'server', 'notifications/cancelled', { requestId: 'a', _meta: subscription }],
  [
    'notification',
    'server',
    'notifications/progress',
    { progressToken: 1, progress: 0.5, total: 1, message: 'm' },
  ],
  ['notification', 'server', 'notifications/message', { level: 'info', data: null }],
  [
    'notification',
    'server',
    'notifications/resources/updated',
    { uri: 'memo://one', _meta: subscription },
  ],
  ['notification', 'server', 'notifications/resources/list_changed', undefined],
  ['notification', 'server', 'notifications/prompts/list_changed', {}],
  ['notification', 'server', 'notifications/tools/list_changed', { _meta: subscription }],
  [
    'notification',
    'server',
    'notifications/subscriptions/acknowledged',
    { notifications, _meta: subscription },
  ],
  [
    'notification',
    'server',
    'notifications/tasks',
    { ...later, status: 'working', _meta: subscription },
  ],
  [
    'error',
    'server',
    'tools/call',
    { code: -32021, message: 'm', data: { requiredCapabilities: {} } },
  ],
  [
    'error',
    'server',
    'tools/call',
    { code: -32022, message: 'm', data: { supported: ['x'], requested: 'y' } },
  ],
  ['error', 'server', 'tools/call', { code: -32601, message: '' }],
]
