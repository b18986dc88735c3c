import { choice, constant, having, type Members, record, ref, type Schema, when } from './schema.ts'
import { INTEGER, INTEGER_OR_NULL, META, NAME, NEVER, OBJECT, STRING } from './values.ts'

/** Requests whose result comes later: the experiment of 2025-11-25, and the extension `io.modelcontextprotocol/tasks`. */
const status = choice('working', 'input_required', 'completed', 'failed', 'cancelled')

const dated: Members = {
  taskId: NAME,
  status,
  createdAt: STRING,
  lastUpdatedAt: STRING,
  'statusMessage?': STRING,
}

const task: Members = { ...dated, ttl: INTEGER_OR_NULL, 'pollInterval?': INTEGER }

export const TASKS_2025_11_25 = {
  Task: record(task),
  /** As a result, and as the params of a notification. */
  OpenTask: record({ ...task, '_meta?': META }),
  /** Without what the request asked for, or readers could take it for the result itself. */
  CreateTaskResult: record({
    task: ref('Task'),
    '_meta?': META,
    'content?': NEVER,
    'structuredContent?': NEVER,
    'isError?': NEVER,
    'model?': NEVER,
    'action?': NEVER,
  }),
  TaskMetadata: record({ 'ttl?': INTEGER }),
}

const extended: Members = { ...dated, ttlMs: INTEGER_OR_NULL, 'pollIntervalMs?': INTEGER }

export const TASKS_2026_07_28 = {
  CreateTaskResult: record({
    ...extended,
    resultType: constant('task'),
    '_meta?': ref('ResultMeta'),
    'content?': NEVER,
    'inputRequests?': NEVER,
  }),
}

/** A task with what its status brings, among `members`. */
export function detailedTask(members: Members): Schema {
  return {
    ...record({
      ...members,
      ...extended,
      'inputRequests?': ref('InputRequests'),
      'result?': OBJECT,
      'error?': ref('Error'),
    }),
    allOf: [
      when(having('status', 'input_required'), must('inputRequests')),
      when(having('status', 'completed'), must('result')),
      when(having('status', 'failed'), must('error')),
    ],
  }
}

const must = (name: string): Schema => ({ type: 'object', required: [name] })
