import { escape } from '../../base/index.ts'
import type { Grammar, GrammarFault } from '../../wire/index.ts'
import type { Asked } from '../asked.ts'
import type { Check } from '../check.ts'
import { member } from '../json.ts'
import type { Message } from '../message.ts'
import { refuse } from '../refuse.ts'
import type { Verdict } from '../verdict.ts'
import type { View } from '../view.ts'

/** The shape that the revision gives to this request, notification, result or error. */
export const grammar: Check = (message, view) => {
  const { from, envelope, era, asked, outline } = message
  if (envelope.kind === 'notification') return notification(message, envelope.method, view)
  const first = view.grammar(era.revisions[0])
  let fault: GrammarFault | undefined
  if (envelope.kind === 'error') fault = first.error(outline.error)
  else if (envelope.kind === 'result')
    fault = asked && resultFault(asked, first, outline.result, view)
  else if (first.knows('request', from, envelope.method)) {
    fault = first.request(from, envelope.method, outline.params)
  }
  return fault && refused(message, first, envelope.kind, fault)
}

/** What may be of several eras must be right in one of them. */
function notification(message: Message, name: string, view: View): Verdict | undefined {
  const { from, era, outline } = message
  let refusal: Verdict | undefined
  for (const revision of era.revisions) {
    const one = view.grammar(revision)
    if (!one.knows('notification', from, name)) continue
    const fault = one.notification(from, name, outline.params)
    if (fault === undefined) return undefined
    refusal ??= refused(message, one, 'notification', fault)
  }
  return refusal
}

/** The outcome of a task has the grammar of the request that made the task. */
function resultFault(
  { method, mayBecomeTask, taskMaker }: Asked,
  first: Grammar,
  result: unknown,
  view: View,
): GrammarFault | undefined {
  const isKnown =
    first.knows('request', 'client', method) || first.knows('request', 'server', method)
  if (!isKnown) return undefined
  if (method === TASK_OUTCOME && taskMaker !== undefined) {
    return view.grammar(taskMaker.era.revisions[0]).result(taskMaker.method, result)
  }
  const fault = first.result(method, result, { task: mayBecomeTask })
  if (fault !== undefined || method !== TASK_STATE || taskMaker === undefined) return fault
  const outcome = member(result, 'result')
  return outcome === undefined ? undefined : first.result(taskMaker.method, outcome)
}

function refused(
  message: Message,
  { revision }: Grammar,
  what: string,
  { path, expected }: GrammarFault,
): Verdict {
  const { envelope, asked } = message
  const isCall = envelope.kind === 'request' || envelope.kind === 'notification'
  const method = isCall ? envelope.method : asked?.method
  const subject = method === undefined ? '' : isCall ? ` \`${method}\`` : ` of \`${method}\``
  const text = `the ${what}${escape(subject, 80)} is not as in MCP ${revision}`
  const reason = `${text}: \`${escape(path, 160)}\` ${escape(expected, 200)}`
  const code = envelope.kind === 'request' ? 'invalid-request' : 'invalid-response'
  return refuse(message, code, reason, isCall ? 'invalid-notification' : code)
}

/** MCP 2025-11-25, tasks: the result itself. */
const TASK_OUTCOME = 'tasks/result'
/** Extension `io.modelcontextprotocol/tasks`: the task, with its result once it has one. */
const TASK_STATE = 'tasks/get'
