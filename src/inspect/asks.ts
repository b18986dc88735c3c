import type { Asked } from './asked.ts'
import { isObject, member } from './json.ts'
import type { Body, Message } from './message.ts'
import { metaOf, SUBSCRIPTION_ID } from './meta.ts'
import { NOTHING_OFFERED, type Offered } from './offered.ts'
import type { View } from './view.ts'

/** Something that a server wants of the client, or of the person in front of it. */
export interface Ask {
  readonly method: unknown
  readonly params: unknown
  readonly offered: Offered
}

/**
 * Everything that this message of the server asks for, wherever the revisions let it stand: a request (up to 2025-11-25),
 * `inputRequests` in a result, about a task or in its outcome (2026-07-28), the elicitations of error -32042 (2025-11-25). Long strings are as in `body`, which is
 * only the outline unless told.
 */
export function asksIn(
  { from, envelope, asked, outline }: Message,
  view: View,
  body: Body = outline,
): readonly Ask[] {
  if (from === 'client') return NONE
  if (envelope.kind === 'error') return elicitations(body.error, asked)
  if (envelope.kind === 'result') {
    if (asked?.era.kind !== 'modern') return NONE
    return asked.method.startsWith('tasks/')
      ? aboutTask(body.result, asked.taskMaker ?? asked)
      : inputRequests(body.result, asked)
  }
  if (envelope.kind === 'request') {
    const offered = view.handshake?.offered ?? NOTHING_OFFERED
    return [{ method: envelope.method, params: body.params, offered }]
  }
  if (envelope.method !== TASK_STATUS) return NONE
  const maker = view.taskMaker('client', member(body.params, 'taskId'))
  return aboutTask(body.params, maker ?? subscriptionOf(body.params, view))
}

/** The outcome of a task may be read as that of the request that made it, which could ask for the same. */
function aboutTask(task: unknown, asked: Asked | undefined): readonly Ask[] {
  return [
    ...inputRequests(task, asked),
    ...inputRequests(member(task, 'result'), asked),
    ...elicitations(member(task, 'error'), asked),
  ]
}

/** A task may be older than this session; then the one who asked to hear of it says what it offers. */
function subscriptionOf(params: unknown, view: View): Asked | undefined {
  const id = metaOf(params, SUBSCRIPTION_ID)
  return typeof id === 'string' || typeof id === 'number' ? view.pending('client', id) : undefined
}

function inputRequests(holder: unknown, asked: Asked | undefined): readonly Ask[] {
  const requests = member(holder, 'inputRequests')
  if (!isObject(requests)) return NONE
  const offered = asked?.offered ?? NOTHING_OFFERED
  return Object.values(requests).map((request) => ({
    method: member(request, 'method'),
    params: member(request, 'params'),
    offered,
  }))
}

function elicitations(error: unknown, asked: Asked | undefined): readonly Ask[] {
  if (member(error, 'code') !== URL_ELICITATION_REQUIRED) return NONE
  const all = member(member(error, 'data'), 'elicitations')
  if (!Array.isArray(all)) return NONE
  const offered = asked?.offered ?? NOTHING_OFFERED
  return all.map((params) => ({ method: 'elicitation/create', params, offered }))
}

/** MCP 2025-11-25, elicitation, URL mode. */
export const URL_ELICITATION_REQUIRED = -32042

const NONE: readonly Ask[] = Object.freeze<Ask[]>([])
const TASK_STATUS = 'notifications/tasks'
