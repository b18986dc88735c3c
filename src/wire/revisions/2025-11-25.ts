import { REVISION_2025_06_18 } from './2025-06-18.ts'
import { CAPABILITIES_2025_11_25 } from './capabilities.ts'
import { CATALOGUE_2025_11_25 } from './catalogue.ts'
import { CONTENT_2025_11_25 } from './content.ts'
import { ELICITATION_2025_11_25 } from './elicitation.ts'
import { FAILURE_2025_11_25 } from './failure.ts'
import { BOTH, CLIENT, type Revision, SERVER } from './revision.ts'
import { SAMPLING_2025_11_25, SAMPLING_REQUEST_2025_11_25 } from './sampling.ts'
import { keyed, list, type Members, record, ref } from './schema.ts'
import { TASKS_2025_11_25 } from './tasks.ts'
import * as v from './values.ts'

const requestOf = (members: Members) => record({ ...v.REQUEST_PARAMS, ...members })
const oneTask = requestOf({ taskId: v.NAME })
const task: Members = { 'task?': ref('TaskMetadata') }
const { requests, notifications, definitions } = REVISION_2025_06_18

/** Icons, elicitation by URL, sampling with tools, and tasks, which either side may hold for the other. */
export const REVISION_2025_11_25: Revision = {
  ...REVISION_2025_06_18,
  date: '2025-11-25',
  definitions: {
    ...definitions,
    ...CAPABILITIES_2025_11_25,
    ...CATALOGUE_2025_11_25,
    ...CONTENT_2025_11_25,
    ...ELICITATION_2025_11_25,
    ...SAMPLING_2025_11_25,
    ...TASKS_2025_11_25,
    ...FAILURE_2025_11_25,
    CallToolResult: record({
      ...v.OPEN,
      content: list(ref('ContentBlock')),
      'structuredContent?': v.OBJECT,
      'isError?': v.BOOLEAN,
      'task?': v.NEVER,
    }),
  },
  requests: {
    ...requests,
    'tools/call': {
      from: CLIENT,
      params: requestOf({ name: v.NAME, 'arguments?': v.OBJECT, ...task }),
      result: ref('CallToolResult'),
      taskResult: keyed({ task: ref('CreateTaskResult'), content: ref('CallToolResult') }),
    },
    'sampling/createMessage': {
      from: SERVER,
      params: requestOf({ ...SAMPLING_REQUEST_2025_11_25, ...task }),
      result: ref('CreateMessageResult'),
      taskResult: keyed({ task: ref('CreateTaskResult'), model: ref('CreateMessageResult') }),
    },
    'elicitation/create': {
      from: SERVER,
      params: ref('ElicitRequest'),
      result: ref('ElicitResult'),
      taskResult: keyed({ task: ref('CreateTaskResult'), action: ref('ElicitResult') }),
    },
    'tasks/get': { from: BOTH, params: oneTask, result: ref('OpenTask') },
    'tasks/cancel': { from: BOTH, params: oneTask, result: ref('OpenTask') },
    // The result of the request that made the task; whoever knows that request checks by its grammar.
    'tasks/result': { from: BOTH, params: oneTask, result: record(v.OPEN) },
    'tasks/list': {
      from: BOTH,
      params: requestOf({ 'cursor?': v.STRING }),
      result: record({ ...v.OPEN, tasks: list(ref('Task')), 'nextCursor?': v.STRING }),
    },
  },
  notifications: {
    ...notifications,
    // A task is cancelled by a request, and then there is no id here.
    'notifications/cancelled': {
      from: BOTH,
      params: record({ ...v.OPEN, 'requestId?': v.ID, 'reason?': v.STRING }),
    },
    'notifications/tasks/status': { from: BOTH, params: ref('OpenTask') },
    'notifications/elicitation/complete': {
      from: SERVER,
      params: record({ ...v.OPEN, elicitationId: v.NAME }),
    },
  },
}
