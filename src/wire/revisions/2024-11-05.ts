import { CAPABILITIES_2024_11_05 } from './capabilities.ts'
import { CATALOGUE_2024_11_05 } from './catalogue.ts'
import { CONTENT_2024_11_05 } from './content.ts'
import { FAILURE } from './failure.ts'
import { BOTH, CLIENT, type Revision, SERVER } from './revision.ts'
import { SAMPLING_2024_11_05, SAMPLING_REQUEST_2024_11_05 } from './sampling.ts'
import { list, type Members, map, record, ref, type Schema, tagged } from './schema.ts'
import * as v from './values.ts'

const requestOf = (members: Members) => record({ ...v.REQUEST_PARAMS, ...members })
const openOf = (members: Members) => record({ ...v.OPEN, ...members })
const page = requestOf({ 'cursor?': v.STRING })
const pageOf = (name: string, items: Schema) =>
  openOf({ [name]: list(items), 'nextCursor?': v.STRING })
const oneUri = requestOf({ uri: v.NAME })
const nothing = openOf({})

/** Spoken as 2024-10-07 too: the pre-release has no schema of its own. */
export const REVISION_2024_11_05: Revision = {
  date: '2024-11-05',
  definitions: {
    ...v.METADATA,
    ...CAPABILITIES_2024_11_05,
    ...CATALOGUE_2024_11_05,
    ...CONTENT_2024_11_05,
    ...SAMPLING_2024_11_05,
    ...FAILURE,
  },
  requests: {
    initialize: {
      from: CLIENT,
      params: requestOf({
        protocolVersion: v.NAME,
        capabilities: ref('ClientCapabilities'),
        clientInfo: ref('Implementation'),
      }),
      result: openOf({
        protocolVersion: v.NAME,
        capabilities: ref('ServerCapabilities'),
        serverInfo: ref('Implementation'),
        'instructions?': v.STRING,
      }),
    },
    ping: { from: BOTH, params: requestOf({}), result: nothing },
    'tools/list': { from: CLIENT, params: page, result: pageOf('tools', ref('Tool')) },
    'tools/call': {
      from: CLIENT,
      params: requestOf({ name: v.NAME, 'arguments?': v.OBJECT }),
      result: openOf({ content: list(ref('ContentBlock')), 'isError?': v.BOOLEAN }),
    },
    'prompts/list': { from: CLIENT, params: page, result: pageOf('prompts', ref('Prompt')) },
    'prompts/get': {
      from: CLIENT,
      params: requestOf({ name: v.NAME, 'arguments?': map(v.STRING) }),
      result: openOf({
        messages: list(record({ role: v.ROLE, content: ref('ContentBlock') })),
        'description?': v.STRING,
      }),
    },
    'resources/list': { from: CLIENT, params: page, result: pageOf('resources', ref('Resource')) },
    'resources/templates/list': {
      from: CLIENT,
      params: page,
      result: pageOf('resourceTemplates', ref('ResourceTemplate')),
    },
    'resources/read': {
      from: CLIENT,
      params: oneUri,
      result: openOf({ contents: list(ref('ResourceContents')) }),
    },
    'resources/subscribe': { from: CLIENT, params: oneUri, result: nothing },
    'resources/unsubscribe': { from: CLIENT, params: oneUri, result: nothing },
    'logging/setLevel': {
      from: CLIENT,
      params: requestOf({ level: v.LOG_LEVEL }),
      result: nothing,
    },
    'completion/complete': {
      from: CLIENT,
      params: requestOf({
        ref: tagged('type', [ref('PromptReference'), ref('ResourceReference')]),
        argument: record({ name: v.NAME, value: v.STRING }),
      }),
      result: openOf({ completion: v.COMPLETION }),
    },
    'sampling/createMessage': {
      from: SERVER,
      params: requestOf(SAMPLING_REQUEST_2024_11_05),
      result: ref('CreateMessageResult'),
    },
    'roots/list': {
      from: SERVER,
      params: requestOf({}),
      result: openOf({ roots: list(ref('Root')) }),
    },
  },
  notifications: {
    'notifications/initialized': { from: CLIENT, params: nothing },
    'notifications/roots/list_changed': { from: CLIENT, params: nothing },
    'notifications/cancelled': {
      from: BOTH,
      params: openOf({ requestId: v.ID, 'reason?': v.STRING }),
    },
    'notifications/progress': {
      from: BOTH,
      params: openOf({ progressToken: v.ID, progress: v.NUMBER, 'total?': v.NUMBER }),
    },
    'notifications/message': {
      from: SERVER,
      params: openOf({ level: v.LOG_LEVEL, data: v.ANY, 'logger?': v.STRING }),
    },
    'notifications/resources/updated': { from: SERVER, params: openOf({ uri: v.NAME }) },
    'notifications/resources/list_changed': { from: SERVER, params: nothing },
    'notifications/prompts/list_changed': { from: SERVER, params: nothing },
    'notifications/tools/list_changed': { from: SERVER, params: nothing },
  },
  error: ref('Error'),
}
