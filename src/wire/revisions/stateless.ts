import {
  choice,
  constant,
  type Definitions,
  having,
  keyed,
  list,
  type Members,
  map,
  record,
  ref,
  type Schema,
  tagged,
  when,
} from './schema.ts'
import * as v from './values.ts'

/** What is common to the messages of 2026-07-28, where a request says everything itself and the server never asks. */

/** With the version and capabilities that every request carries. */
export function request(members: Members): Schema {
  return record({ _meta: ref('RequestMeta'), ...members })
}

export function notification(members: Members): Schema {
  return record({ ...NOTIFICATION, ...members })
}

export const NOTIFICATION: Members = { '_meta?': ref('NotificationMeta') }

/**
 * A result that is complete. Without `resultType` it is one of an earlier revision, which clients must take as complete
 * (2026-07-28, `Result.resultType`).
 */
export function complete(members: Members): Schema {
  return record({ ...COMPLETE, ...members })
}

const COMPLETE: Members = {
  '_meta?': ref('ResultMeta'),
  'resultType?': constant('complete'),
}

/** A complete result that may be kept for a while; one of an earlier revision does not say how long. */
export function cacheable(members: Members): Schema {
  return {
    ...complete({ ...members, ...CACHE }),
    ...when(
      { type: 'object', required: ['resultType'] },
      { type: 'object', required: ['ttlMs', 'cacheScope'] },
    ),
  }
}

/** How long a result may be kept, and for whom. */
export const CACHE: Members = { 'ttlMs?': v.NATURAL, 'cacheScope?': choice('public', 'private') }

/** `schema` when complete, or else a demand for input. */
export function orInput(schema: Schema): Schema {
  return when(having('resultType', 'input_required'), ref('InputRequiredResult'), schema)
}

/** `schema` unless a task comes back in its place. */
export function orTask(schema: Schema): Schema {
  return when(having('resultType', 'task'), ref('CreateTaskResult'), schema)
}

/** In a complete result, these would make it a demand for input or a task as well. */
export const SETTLED: Members = {
  'inputRequests?': v.NEVER,
  'requestState?': v.NEVER,
  'taskId?': v.NEVER,
}

/** In a request that answers an `InputRequiredResult`. */
export const RETRY: Members = {
  'inputResponses?': ref('InputResponses'),
  'requestState?': v.STRING,
}

const inputRequest = (method: string, members: Members) =>
  record({ method: constant(method), ...members })

/** The definitions that only this revision has; `sampling` is what a sampling request says. */
export function stateless(sampling: Members): Definitions {
  return {
    RequestMeta: record({
      'io.modelcontextprotocol/protocolVersion': v.NAME,
      'io.modelcontextprotocol/clientCapabilities': ref('ClientCapabilities'),
      'io.modelcontextprotocol/clientInfo?': ref('Implementation'),
      'io.modelcontextprotocol/logLevel?': v.LOG_LEVEL,
      'progressToken?': v.ID,
    }),
    NotificationMeta: record({ 'io.modelcontextprotocol/subscriptionId?': v.ID }),
    ResultMeta: record({ 'io.modelcontextprotocol/serverInfo?': ref('Implementation') }),
    InputSampling: inputRequest('sampling/createMessage', { params: record(sampling) }),
    InputElicitation: inputRequest('elicitation/create', { params: ref('ElicitRequest') }),
    InputRoots: inputRequest('roots/list', { 'params?': record(v.OPEN) }),
    InputRequests: map(
      tagged('method', [ref('InputSampling'), ref('InputElicitation'), ref('InputRoots')]),
    ),
    InputResponses: map(
      keyed({
        model: ref('CreateMessageResult'),
        action: ref('ElicitResult'),
        roots: record({ roots: list(ref('Root')) }),
      }),
    ),
    InputRequiredResult: {
      ...record({
        '_meta?': ref('ResultMeta'),
        resultType: constant('input_required'),
        'inputRequests?': ref('InputRequests'),
        'requestState?': v.STRING,
        'content?': v.NEVER,
        'messages?': v.NEVER,
        'contents?': v.NEVER,
        'taskId?': v.NEVER,
      }),
      atLeastOne: ['inputRequests', 'requestState'],
    },
  }
}
