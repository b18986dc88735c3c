import { escape } from '../../base/index.ts'
import type { Asked } from '../asked.ts'
import type { Check } from '../check.ts'
import { isObject, member } from '../json.ts'
import type { Body, Message } from '../message.ts'
import { refuse } from '../refuse.ts'
import { TOOLS_CALL } from '../tool-error.ts'
import { type Fault, pathText } from '../tool-schema/index.ts'
import type { View } from '../view.ts'

/**
 * What a tool returns is as its own output schema says, wherever it arrives: in the answer to the call, to the last of several round
 * trips, or to a request about the task that was made of it (MCP 2025-06-18, tools, output schema: "servers MUST provide
 * structured results that conform"). Results that say `isError` need none.
 */
export const structuredContent: Check = (message, view) => {
  const call = callOf(message, view)
  if (call === undefined || call.subject === undefined) return undefined
  if (call.era.revisions[0] < FIRST_REVISION) return undefined
  if (!isOutcome(outcomeIn(message, message.outline), call)) return undefined
  const tool = view.tools.of(call.subject)
  if (tool?.kind !== 'sound' || tool.output === undefined) return undefined
  const outlined = member(outcomeIn(message, message.outline), 'structuredContent')
  const isCut = message.envelope.longStrings !== undefined && outlined !== undefined
  if (isCut && tool.output.fitsByOutline(outlined)) return undefined
  const content = member(outcomeIn(message, message.body), 'structuredContent')
  const name = `the tool \`${escape(call.subject, 128)}\``
  if (content === undefined) {
    return refuse(
      message,
      CODE,
      `${name} has an output schema, but returned nothing for it`,
      DROPPED,
    )
  }
  const [fault] = tool.output.validate(content) ?? []
  if (fault === undefined) return undefined
  const reason = `${name} returned what its own output schema does not allow: ${described(fault)}`
  return refuse(message, CODE, reason, DROPPED)
}

/** The call whose outcome the message can hold. */
function callOf({ from, envelope, asked, outline }: Message, view: View): Asked | undefined {
  if (from !== 'server') return undefined
  let call: Asked | undefined
  if (envelope.kind === 'result') {
    const isAboutTask = asked?.method === TASK_OUTCOME || asked?.method === TASK_STATE
    call = isAboutTask ? asked.taskMaker : asked
  } else if (envelope.kind === 'notification' && envelope.method === TASK_STATUS) {
    call = view.taskMaker('client', member(outline.params, 'taskId'))
  }
  return call?.method === TOOLS_CALL ? call : undefined
}

function outcomeIn({ envelope, asked }: Message, { params, result }: Body): unknown {
  if (envelope.kind === 'notification') return member(params, 'result')
  return asked?.method === TASK_STATE ? member(result, 'result') : result
}

/** The tool has done its work: no error, no task in its place, and no wish for input. */
function isOutcome(result: unknown, { mayBecomeTask, era }: Asked): boolean {
  if (!isObject(result) || member(result, 'isError') === true) return false
  const type = member(result, 'resultType')
  if (era.kind === 'modern') return type === undefined || type === 'complete'
  return !mayBecomeTask || member(result, 'task') === undefined
}

/** What is wrong, without the words of the server: a mistaken value is not repeated. */
function described({ path, keyword }: Fault): string {
  const where = path.length === 0 ? 'as a whole' : `at \`${pathText(path)}\``
  return `${where} it does not keep to \`${keyword}\``
}

const CODE = 'invalid-response'
const DROPPED = 'invalid-notification'
/** The first that has `outputSchema`; before it the word meant nothing. */
const FIRST_REVISION = '2025-06-18'
/** MCP 2025-11-25, tasks: the result itself. */
const TASK_OUTCOME = 'tasks/result'
/** Extension `io.modelcontextprotocol/tasks`: the task, with its result once it has one; asked for, or told. */
const TASK_STATE = 'tasks/get'
const TASK_STATUS = 'notifications/tasks'
