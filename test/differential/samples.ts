import type { Grammar } from '../../src/wire/grammar.ts'
import { REVISIONS } from '../../src/wire/revisions/index.ts'
import type { Subject } from './subject.ts'

type Json = Record<string, unknown>
type Sample = readonly [definition: string, source: string, value: unknown]

/** The published samples as parts of messages: as they are, or inside the message that would carry them; in every revision. */
export function sampleSubjects(
  samples: readonly Sample[],
  grammars: ReadonlyMap<string, Grammar>,
): readonly Subject[] {
  return samples.flatMap(([definition, source, value]) => {
    const homes = homesOf(definition, value)
    if (homes.length === 0) throw new Error(`no home for the sample ${source}`)
    return homes.flatMap(({ part, from, method, body }) =>
      REVISIONS.filter(
        ({ date }) =>
          grammars
            .get(date)
            ?.knows(
              part === 'notification' ? part : 'request',
              part === 'notification' ? from : asker(method),
              method,
            ) === true,
      ).map(({ date }) => ({
        revision: date,
        part,
        from,
        method,
        task: false,
        text: body === undefined ? undefined : JSON.stringify(body),
        source: `${source} in ${date}`,
      })),
    )
  })
}

interface Home {
  readonly part: Subject['part']
  readonly from: 'client' | 'server'
  readonly method: string
  readonly body: unknown
}

const asker = (method: string) => (SERVER_ASKS.has(method) ? 'server' : 'client')
const SERVER_ASKS = new Set(['sampling/createMessage', 'elicitation/create', 'roots/list'])

function homesOf(definition: string, value: unknown): readonly Home[] {
  const json = value as Json
  const direct =
    METHODS[
      definition.replace(
        /(Params|Result|ResultResponse|RequestParams|Request|NotificationParams|Notification)$/,
        '',
      )
    ]
  const method = (json['method'] as string | undefined) ?? direct
  if (definition.endsWith('Error')) return [failure(json['error'] ?? json)]
  if (definition.endsWith('Notification'))
    return [
      { part: 'notification', from: 'server', method: method as string, body: json['params'] },
    ]
  if (definition.endsWith('NotificationParams'))
    return [{ part: 'notification', from: 'server', method: method as string, body: json }]
  if (definition.endsWith('ResultResponse')) return [result(method as string, json['result'])]
  const part = PARTS[definition]
  if (part !== undefined) return part(json)
  if (method === undefined) return []
  if (definition.endsWith('Request')) return [request(method, json['params'])]
  if (definition.endsWith('Params')) return [request(method, json)]
  return [result(method, json)]
}

const request = (method: string, body: unknown): Home => ({
  part: 'request',
  from: asker(method),
  method,
  body,
})
const result = (method: string, body: unknown): Home => ({
  part: 'result',
  from: asker(method) === 'client' ? 'server' : 'client',
  method,
  body,
})
const failure = (body: unknown): Home => ({
  part: 'error',
  from: 'server',
  method: 'tools/call',
  body,
})

const done = (members: Json): Json => ({ resultType: 'complete', ...members })
const kept = (members: Json): Json => done({ ttlMs: 0, cacheScope: 'private', ...members })
const meta = (capabilities: Json = {}): Json => ({
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': capabilities,
})

const block = (value: Json) => [
  result('tools/call', done({ content: [value] })),
  result('prompts/get', done({ messages: [{ role: 'user', content: value }] })),
]
const contents = (value: Json) => [result('resources/read', kept({ contents: [value] }))]
const asked = (key: string, value: unknown): Home =>
  result('tools/call', {
    resultType: 'input_required',
    requestState: 's',
    inputRequests: { [key]: value },
  })
const answered = (key: string, value: unknown): Home =>
  request('tools/call', { _meta: meta(), name: 'x', inputResponses: { [key]: value } })
const form = (value: Json) => {
  const params = { message: 'm', requestedSchema: { type: 'object', properties: { field: value } } }
  return [
    request('elicitation/create', params),
    asked('a', { method: 'elicitation/create', params }),
  ]
}
const sampling = (members: Json) => {
  const params = { messages: [], maxTokens: 1, ...members }
  return [
    request('sampling/createMessage', params),
    asked('a', { method: 'sampling/createMessage', params }),
  ]
}
const client = { name: 'c', version: '1' }

/** Definitions that are no message. */
const PARTS: Readonly<Record<string, (value: Json) => readonly Home[]>> = {
  AudioContent: block,
  TextContent: block,
  ImageContent: block,
  EmbeddedResource: block,
  ResourceLink: block,
  TextResourceContents: contents,
  BlobResourceContents: contents,
  BooleanSchema: form,
  NumberSchema: form,
  StringSchema: form,
  TitledMultiSelectEnumSchema: form,
  TitledSingleSelectEnumSchema: form,
  UntitledMultiSelectEnumSchema: form,
  UntitledSingleSelectEnumSchema: form,
  ClientCapabilities: (value) => [
    request('tools/list', { _meta: meta(value) }),
    request('initialize', {
      protocolVersion: '2025-11-25',
      capabilities: value,
      clientInfo: client,
    }),
  ],
  ServerCapabilities: (value) => [
    result('server/discover', kept({ supportedVersions: ['2026-07-28'], capabilities: value })),
    result('initialize', {
      protocolVersion: '2025-11-25',
      capabilities: value,
      serverInfo: client,
    }),
  ],
  ModelPreferences: (value) => sampling({ modelPreferences: value }),
  SamplingMessage: (value) => sampling({ messages: [value] }),
  ToolUseContent: (value) => sampling({ messages: [{ role: 'assistant', content: [value] }] }),
  ToolResultContent: (value) => sampling({ messages: [{ role: 'user', content: value }] }),
  Tool: (value) => [
    result('tools/list', kept({ tools: [value] })),
    ...sampling({ tools: [value] }),
  ],
  Resource: (value) => [result('resources/list', kept({ resources: [value] }))],
  Root: (value) => [result('roots/list', { roots: [value] }), answered('a', { roots: [value] })],
  ListRootsRequest: (value) => [request('roots/list', value['params']), asked('a', value)],
  ListRootsResult: (value) => [result('roots/list', value), answered('a', value)],
  CreateMessageRequest: (value) => [
    request('sampling/createMessage', value['params']),
    asked('a', value),
  ],
  CreateMessageRequestParams: (value) => sampling(value),
  CreateMessageResult: (value) => [result('sampling/createMessage', value), answered('a', value)],
  ElicitRequest: (value) => [request('elicitation/create', value['params']), asked('a', value)],
  ElicitRequestFormParams: (value) => [
    request('elicitation/create', value),
    asked('a', { method: 'elicitation/create', params: value }),
  ],
  ElicitRequestURLParams: (value) => [
    request('elicitation/create', { elicitationId: 'e', ...value }),
    asked('a', { method: 'elicitation/create', params: value }),
  ],
  ElicitResult: (value) => [result('elicitation/create', value), answered('a', value)],
  InputRequests: (value) => [
    result('tools/call', { resultType: 'input_required', inputRequests: value }),
  ],
  InputResponses: (value) => [
    request('tools/call', { _meta: meta(), name: 'x', inputResponses: value }),
  ],
  InputRequiredResult: (value) =>
    ['tools/call', 'prompts/get', 'resources/read'].map((method) => result(method, value)),
  PaginatedRequestParams: (value) =>
    ['tools/list', 'prompts/list', 'resources/list', 'resources/templates/list'].map((method) =>
      request(method, value),
    ),
}

/** Of the definitions that say no method themselves. */
const METHODS: Readonly<Record<string, string>> = {
  CallTool: 'tools/call',
  Cancelled: 'notifications/cancelled',
  Complete: 'completion/complete',
  Discover: 'server/discover',
  GetPrompt: 'prompts/get',
  ListPrompts: 'prompts/list',
  ListResourceTemplates: 'resources/templates/list',
  ListResources: 'resources/list',
  ListTools: 'tools/list',
  LoggingMessage: 'notifications/message',
  Progress: 'notifications/progress',
  ReadResource: 'resources/read',
  ResourceUpdated: 'notifications/resources/updated',
  SubscriptionsListen: 'subscriptions/listen',
}
