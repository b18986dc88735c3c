import { CANCELLED } from '../era.ts'
import { isObject, member } from '../json.ts'
import { ELICIT } from '../rates/questions.ts'
import type { Outcome, Question } from './question.ts'

/** The question as a request of ours to the client, under its ticket: a line with its newline. */
export function questionLine(question: Question): Uint8Array {
  return lineOf({ id: question.ticket, method: ELICIT, params: formOf(question) })
}

/** Tells the client that its answer to the question is not waited for any more. */
export function withdrawalLine(ticket: string): Uint8Array {
  const params = { requestId: ticket, reason: 'the request does not wait any more' }
  return lineOf({ method: CANCELLED, params })
}

/**
 * The params of an `elicitation/create` of ours: one question with three answers and none chosen beforehand (MCP 2025-06-18, elicitation,
 * requests). From 2025-11-25 on this is the form mode, which is meant where none is named.
 */
export function formOf({ profile, kind, name, arguments: given }: Question): object {
  const what = `${VERBS[kind]} \`${name}\`${given === '' ? '' : ` with ${given}`}`
  return {
    message:
      `mcp-airlock: the profile \`${profile}\` wants your consent to ${what}. ` +
      `"${ONCE}" is for exactly this. "${SESSION}" is for the ${kind} \`${name}\` with any arguments until the session ends.`,
    requestedSchema: {
      type: 'object',
      properties: {
        [FIELD]: { type: 'string', title: 'Your decision', enum: [ONCE, SESSION, REFUSE] },
      },
      required: [FIELD],
    },
  }
}

/** What the result of such a request says. Whatever is not one of the two ways to consent is a refusal. */
export function outcomeOf(result: unknown): Extract<Outcome, 'once' | 'session' | 'no'> {
  if (!isObject(result) || member(result, 'action') !== 'accept') return 'no'
  const said = member(member(result, 'content'), FIELD)
  if (said === ONCE) return 'once'
  return said === SESSION ? 'session' : 'no'
}

function lineOf(message: object): Uint8Array {
  return Buffer.from(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
}

const FIELD = 'decision'
const ONCE = 'allow once'
const SESSION = 'allow for this session'
const REFUSE = 'refuse'
const VERBS = {
  tool: 'run the tool',
  resource: 'read the resource',
  prompt: 'get the prompt',
} as const
