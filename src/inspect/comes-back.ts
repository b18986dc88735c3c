import { escape } from '../base/index.ts'
import { FREE_FORM } from './free-form.ts'
import type { JsonString } from './text/json-strings.ts'

/** Cursors, states, ids and addresses of the protocol, but not what tools and schemas may call by the same names. */
export function comesBack({ path, isKey }: JsonString): boolean {
  const last = path.at(-1)
  if (path.some((key) => FREE_FORM.has(key as string))) return false
  return isKey ? last === 'inputRequests' : COMES_BACK.has(last as string)
}

/** RFC 6901, safe to show and of bounded length. */
export function pointer(path: JsonString['path']): string {
  const parts = path.map((key) => String(key).replaceAll('~', '~0').replaceAll('/', '~1'))
  return escape(parts.map((part) => `/${part}`).join(''), MAX_POINTER)
}

/** The members of a message whose strings somebody may read. */
export const SPEAKING: ReadonlySet<string> = new Set(['params', 'result', 'error'])

/** What clients send back as it came (MCP, all revisions: pagination, resources, progress, tasks, input requests). */
const COMES_BACK: ReadonlySet<string> = new Set([
  'nextCursor',
  'requestState',
  'taskId',
  'elicitationId',
  'toolUseId',
  'progressToken',
  'requestId',
  'uri',
  'uriTemplate',
  'url',
  'src',
])

const MAX_POINTER = 200
