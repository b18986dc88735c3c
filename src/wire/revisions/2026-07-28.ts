import { CAPABILITIES_2026_07_28 } from './capabilities.ts'
import { CATALOGUE_2026_07_28 } from './catalogue.ts'
import { CONTENT_2026_07_28 } from './content.ts'
import { ELICITATION_2026_07_28 } from './elicitation.ts'
import { FAILURE_2026_07_28 } from './failure.ts'
import { BOTH, CLIENT, type Revision, SERVER } from './revision.ts'
import { SAMPLING_2025_11_25, SAMPLING_REQUEST_2025_11_25 } from './sampling.ts'
import { constant, list, type Members, map, record, ref, type Schema, tagged } from './schema.ts'
import * as s from './stateless.ts'
import { detailedTask, TASKS_2026_07_28 } from './tasks.ts'
import * as v from './values.ts'

const page = s.request({ 'cursor?': v.STRING })
const pageOf = (name: string, items: Schema) =>
  s.cacheable({ [name]: list(items), 'nextCursor?': v.STRING })
const oneTask = s.request({ taskId: v.NAME })
const changed = s.notification({})

/** What the tasks extension answers; it has no earlier revision whose results would not say what they are. */
const settled: Members = { '_meta?': ref('ResultMeta'), resultType: constant('complete') }

/** Said by the client, and repeated by the server. `taskIds` is the tasks extension's. */
const filter = record({
  'toolsListChanged?': v.BOOLEAN,
  'promptsListChanged?': v.BOOLEAN,
  'resourcesListChanged?': v.BOOLEAN,
  'resourceSubscriptions?': v.STRINGS,
  'taskIds?': v.STRINGS,
})

/** Without a handshake and without requests of the server; with the extension `io.modelcontextprotocol/tasks` (SEP-2663). */
export const REVISION_2026_07_28: Revision = {
  date: '2026-07-28',
  definitions: {
    ...v.METADATA,
    ...CAPABILITIES_2026_07_28,
    ...CATALOGUE_2026_07_28,
    ...CONTENT_2026_07_28,
    ...ELICITATION_2026_07_28,
    ...SAMPLING_2025_11_25,
    ...TASKS_2026_07_28,
    ...FAILURE_2026_07_28,
    ...s.stateless(SAMPLING_REQUEST_2025_11_25),
    CallToolResult: s.orInput(
      s.complete({
        ...s.SETTLED,
        content: list(ref('ContentBlock')),
        'structuredContent?': v.ANY,
        'isError?': v.BOOLEAN,
      }),
    ),
  },
  requests: {
    'server/discover': {
      from: CLIENT,
      params: s.request({}),
      result: s.cacheable({
        supportedVersions: v.STRINGS,
        capabilities: ref('ServerCapabilities'),
        'instructions?': v.STRING,
      }),
    },
    'tools/list': { from: CLIENT, params: page, result: pageOf('tools', ref('Tool')) },
    'tools/call': {
      from: CLIENT,
      params: s.request({ name: v.NAME, 'arguments?': v.OBJECT, ...s.RETRY }),
      result: ref('CallToolResult'),
      taskResult: s.orTask(ref('CallToolResult')),
    },
    'prompts/list': { from: CLIENT, params: page, result: pageOf('prompts', ref('Prompt')) },
    'prompts/get': {
      from: CLIENT,
      params: s.request({ name: v.NAME, 'arguments?': map(v.STRING), ...s.RETRY }),
      result: s.orInput(
        s.complete({
          ...s.SETTLED,
          messages: list(record({ role: v.ROLE, content: ref('ContentBlock') })),
          'description?': v.STRING,
        }),
      ),
    },
    'resources/list': { from: CLIENT, params: page, result: pageOf('resources', ref('Resource')) },
    'resources/templates/list': {
      from: CLIENT,
      params: page,
      result: pageOf('resourceTemplates', ref('ResourceTemplate')),
    },
    'resources/read': {
      from: CLIENT,
      params: s.request({ uri: v.NAME, ...s.RETRY }),
      result: s.orInput(
        s.complete({ ...s.SETTLED, ...s.CACHE, contents: list(ref('ResourceContents')) }),
      ),
    },
    'completion/complete': {
      from: CLIENT,
      params: s.request({
        ref: tagged('type', [ref('PromptReference'), ref('ResourceReference')]),
        argument: record({ name: v.NAME, value: v.STRING }),
        'context?': record({ 'arguments?': map(v.STRING) }),
      }),
      result: s.complete({ completion: v.COMPLETION }),
    },
    'subscriptions/listen': {
      from: CLIENT,
      params: s.request({ notifications: filter }),
      result: record({
        resultType: constant('complete'),
        _meta: record({
          'io.modelcontextprotocol/subscriptionId': v.ID,
          'io.modelcontextprotocol/serverInfo?': ref('Implementation'),
        }),
      }),
    },
    'tasks/get': { from: CLIENT, params: oneTask, result: detailedTask(settled) },
    'tasks/update': {
      from: CLIENT,
      params: s.request({ taskId: v.NAME, inputResponses: ref('InputResponses') }),
      result: record(settled),
    },
    'tasks/cancel': { from: CLIENT, params: oneTask, result: record(settled) },
  },
  notifications: {
    'notifications/cancelled': {
      from: BOTH,
      params: s.notification({ requestId: v.ID, 'reason?': v.STRING }),
    },
    'notifications/progress': {
      from: SERVER,
      params: s.notification({
        progressToken: v.ID,
        progress: v.NUMBER,
        'total?': v.NUMBER,
        'message?': v.STRING,
      }),
    },
    'notifications/message': {
      from: SERVER,
      params: s.notification({ level: v.LOG_LEVEL, data: v.ANY, 'logger?': v.STRING }),
    },
    'notifications/resources/updated': { from: SERVER, params: s.notification({ uri: v.NAME }) },
    'notifications/resources/list_changed': { from: SERVER, params: changed },
    'notifications/prompts/list_changed': { from: SERVER, params: changed },
    'notifications/tools/list_changed': { from: SERVER, params: changed },
    'notifications/subscriptions/acknowledged': {
      from: SERVER,
      params: s.notification({ notifications: filter }),
    },
    'notifications/tasks': { from: SERVER, params: detailedTask(s.NOTIFICATION) },
  },
  error: ref('Error'),
}
