import { withoutElements } from '../../wire/index.ts'
import { decide } from '../decisions/decide.ts'
import type { Subject } from '../decisions/decision.ts'
import { member } from '../json.ts'
import type { Rewrite } from '../rewrite.ts'
import type { View } from '../view.ts'

/**
 * The client does not learn of what it may not use: denied tools, prompts, resources and resource templates are cut out of the
 * server's lists, and every other byte stays. A template is judged as it is written; what it is filled in with, when it is read.
 */
export const listed: Rewrite = ({ from, envelope, asked, line, outline }, view) => {
  const list = asked && LISTS.get(asked.method)
  if (from !== 'server' || envelope.kind !== 'result' || list === undefined) return undefined
  if (!isLimited(list, view)) return undefined
  const elements = member(outline.result, list.member)
  if (!Array.isArray(elements)) return undefined
  const denied = elements.flatMap((element, index) =>
    isDenied(list, element, view) ? [index] : [],
  )
  if (denied.length === 0) return undefined
  const bytes = Buffer.from(line.buffer, line.byteOffset, line.length)
  return { line: withoutElements(bytes, ['result', list.member], denied) }
}

interface List {
  /** Of the result. */
  readonly member: string
  readonly kind: Subject['kind']
  /** Of the element: what it is used by. */
  readonly name: string
}

function isLimited({ kind }: List, { policy: { role } }: View): boolean {
  if (kind === 'tool') return role.tools.length > 0 || role.isReadOnly
  return (kind === 'prompt' ? role.prompts : role.resources).length > 0
}

function isDenied(list: List, element: unknown, { policy, hints }: View): boolean {
  const name = member(element, list.name)
  if (typeof name !== 'string') return true
  const subject = { kind: list.kind, name }
  return decide(policy.role, subject, () => hints.changesIn(element)).verdict === 'deny'
}

const LISTS: ReadonlyMap<string, List> = new Map([
  ['tools/list', { member: 'tools', kind: 'tool', name: 'name' }],
  ['prompts/list', { member: 'prompts', kind: 'prompt', name: 'name' }],
  ['resources/list', { member: 'resources', kind: 'resource', name: 'uri' }],
  [
    'resources/templates/list',
    { member: 'resourceTemplates', kind: 'resource', name: 'uriTemplate' },
  ],
])
