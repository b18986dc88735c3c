import type { RequestId } from '../wire/index.ts'
import type { Era } from './era.ts'
import { isObject, type JsonObject, member, shortString } from './json.ts'
import type { Message } from './message.ts'
import { CLIENT_CAPABILITIES, LOG_LEVEL, metaOf } from './meta.ts'
import { NOTHING_OFFERED, type Offered, readOffered } from './offered.ts'
import type { View } from './view.ts'

/** What is remembered of a request while its answer is awaited. Of bounded size, whatever the request was. */
export interface Asked {
  readonly method: string
  readonly era: Era
  /** What the client can do for the server while this is answered. */
  readonly offered: Offered
  /** The tool or prompt by name, the resource by address; undefined when there is none, or it is too long to be kept. */
  readonly subject: string | undefined
  readonly progressToken: RequestId | undefined
  /** It asks for a page of a list beyond the first. */
  readonly isContinued: boolean
  /** The least level of log messages that it wants; undefined when it names none (MCP 2026-07-28, `logLevel`). */
  readonly logLevel: string | undefined
  /** A task may come back in the result's place. */
  readonly mayBecomeTask: boolean
  /** For a request about a task: the request that made it. */
  readonly taskMaker: Asked | undefined
}

/** Only what the session's own rules need of a request, when nothing else is checked. */
export function barelyAsked(method: string, era: Era): Asked {
  return {
    method,
    era,
    offered: NOTHING_OFFERED,
    subject: undefined,
    progressToken: undefined,
    isContinued: false,
    logLevel: undefined,
    mayBecomeTask: false,
    taskMaker: undefined,
  }
}

export function readAsked({ from, outline, era }: Message, method: string, view: View): Asked {
  const { params } = outline
  // None of these is the name of something that every object has.
  const { cursor, task }: JsonObject = isObject(params) ? params : NOTHING
  const isModern = era.kind === 'modern'
  const offered = isModern
    ? readOffered(metaOf(params, CLIENT_CAPABILITIES))
    : (view.handshake?.offered ?? NOTHING_OFFERED)
  return {
    method,
    era,
    offered,
    subject: subjectOf(method, params),
    progressToken: tokenOf(metaOf(params, 'progressToken')),
    isContinued: cursor !== undefined,
    logLevel: shortString(metaOf(params, LOG_LEVEL)),
    mayBecomeTask: isModern ? offered.taskExtension : task !== undefined,
    taskMaker: method.startsWith('tasks/')
      ? view.taskMaker(from, member(params, 'taskId'))
      : undefined,
  }
}

/** By the member that the method goes by: another one is nobody's, and could be there to be taken for it. */
export function subjectOf(method: string, params: unknown): string | undefined {
  const { uri, name }: JsonObject = isObject(params) ? params : NOTHING
  return shortString(method.startsWith('resources/') ? uri : name)
}

/** As an id: a string, or an integer that every parser reads alike. */
function tokenOf(value: unknown): RequestId | undefined {
  return Number.isSafeInteger(value) ? (value as number) : shortString(value)
}

const NOTHING: JsonObject = Object.freeze({})
