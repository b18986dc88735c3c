import { escape } from '../base/index.ts'
import { isUtf8 } from '../os/index.ts'
import {
  type Envelope,
  encodeInputRequired,
  type RequestId,
  SCAN_LIMITS,
  scan,
  withoutMember,
} from '../wire/index.ts'

/** A line with its newline, and what it says. */
export interface Said {
  readonly line: Buffer
  /** Undefined when the line is no message; that is for the inspector to say. */
  readonly envelope: Envelope | undefined
  readonly body: unknown
}

/** A question that a person answers on a page of the agent. */
export interface UnlockQuestion {
  readonly profile: string
  readonly url: string
  readonly matchCode: string
}

/** The line is without its newline, and copied. */
export function readSaid(bytes: Uint8Array): Said {
  const line = Buffer.concat([bytes, NEWLINE])
  const envelope = scan(bytes, { ...SCAN_LIMITS, isUtf8 })
  if (envelope.kind === 'fault') return { line, envelope: undefined, body: undefined }
  return { line, envelope, body: JSON.parse(line.toString()) }
}

export function requestIn({ envelope }: Said): RequestId | undefined {
  return envelope?.kind === 'request' ? envelope.id : undefined
}

/** The request that the message is the answer to. */
export function answeredIn({ envelope }: Said): RequestId | undefined {
  return envelope?.kind === 'result' || envelope?.kind === 'error' ? envelope.id : undefined
}

export function isNotification({ envelope }: Said, method: string): boolean {
  return envelope?.kind === 'notification' && envelope.method === method
}

/** An `initialize` that lets this program ask by a URL: older revisions cannot (MCP 2025-11-25, elicitation, URL mode). */
export function isLegacyOffer({ envelope, body }: Said): boolean {
  return (
    envelope?.kind === 'request' &&
    envelope.method === 'initialize' &&
    at(body, 'params', 'protocolVersion') === LEGACY &&
    at(body, 'params', 'capabilities', 'elicitation', 'url') !== undefined
  )
}

/** A request whose client opens URLs (MCP 2026-07-28, basic, `_meta`); not each of them may be answered with a question. */
export function isModernOffer({ envelope, body }: Said): boolean {
  return (
    envelope?.kind === 'request' &&
    at(body, 'params', '_meta', 'io.modelcontextprotocol/protocolVersion') === MODERN &&
    at(body, 'params', '_meta', CLIENT_CAPABILITIES, 'elicitation', 'url') !== undefined
  )
}

/** Only these may be answered so (MCP 2026-07-28, multi round-trip requests). */
export function mayBeAsked({ envelope }: Said): boolean {
  return envelope?.kind === 'request' && CARRIERS.has(envelope.method)
}

/** The state that a request of 2026-07-28 brings back. */
export function stateOf({ body }: Said): unknown {
  return at(body, 'params', 'requestState')
}

/** The request as it was before it was answered with a question. */
export function asBefore({ line }: Said): Said {
  const plain = ['inputResponses', 'requestState'].reduce(
    (now, name) => withoutMember(now, ['params', name]),
    line,
  )
  return readSaid(plain.subarray(0, -1))
}

/** Whether the person does not want to open the page, by the result of an elicitation or in a request that comes back. */
export function isDeclined({ envelope, body }: Said): boolean {
  const isResult = envelope?.kind === 'result'
  const action = isResult
    ? at(body, 'result', 'action')
    : at(body, 'params', 'inputResponses', INPUT, 'action')
  // Who only closes the question may have the page before them in another way.
  return action !== 'accept' && action !== 'cancel'
}

export function inputRequiredLine(
  id: RequestId,
  question: UnlockQuestion,
  state: string,
): Uint8Array {
  const asks = { [INPUT]: { method: ELICIT, params: paramsOf(question) } }
  return encodeInputRequired(id, { inputRequests: asks, requestState: state })
}

/** MCP 2025-11-25, elicitation, URL mode requests. One text is both the id of the request and of the elicitation. */
export function elicitationLine(id: string, question: UnlockQuestion): Uint8Array {
  return lineOf({ id, method: ELICIT, params: { ...paramsOf(question), elicitationId: id } })
}

/** The page is done with, by whatever way the question was answered. */
export function completionLines(id: string, isAnswered: boolean): Uint8Array {
  const complete = lineOf({
    method: 'notifications/elicitation/complete',
    params: { elicitationId: id },
  })
  if (isAnswered) return complete
  const params = { requestId: id, reason: 'the question was answered elsewhere, or in vain' }
  return Buffer.concat([lineOf({ method: 'notifications/cancelled', params }), complete])
}

/**
 * The answer to `initialize` in place of a server that does not run yet. Promises what every server that is worth waiting for has, tools, and
 * speaks in its own name: nothing of the server is known.
 */
export function greetingLine(id: RequestId): Uint8Array {
  const capabilities = { tools: { listChanged: true } }
  const serverInfo = { name: 'mcp-airlock', version: '1' }
  return lineOf({ id, result: { protocolVersion: LEGACY, capabilities, serverInfo } })
}

/** How the server's own answer breaks that promise; undefined when it does not. */
export function brokenPromise({ envelope, body }: Said): string | undefined {
  if (envelope?.kind !== 'result') return 'it did not accept the client'
  const version = at(body, 'result', 'protocolVersion')
  if (version !== LEGACY) return `it speaks the revision \`${escape(String(version), 40)}\``
  return at(body, 'result', 'capabilities', 'tools') === undefined ? 'it has no tools' : undefined
}

export function pongLine(id: RequestId): Uint8Array {
  return lineOf({ id, result: {} })
}

/** Whoever gave up the first listing meanwhile lists again. */
export function listChangedLine(): Uint8Array {
  return lineOf({ method: 'notifications/tools/list_changed' })
}

function paramsOf({ profile, url, matchCode }: UnlockQuestion): object {
  const message =
    `mcp-airlock: the server of the profile \`${escape(profile, 160)}\` needs secrets from your vault. ` +
    `Answer on the page only if it shows the code ${matchCode}.`
  return { mode: 'url', url, message }
}

function lineOf(message: object): Uint8Array {
  return Buffer.from(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
}

function at(value: unknown, ...path: readonly string[]): unknown {
  let now = value
  for (const key of path) {
    if (typeof now !== 'object' || now === null || !Object.hasOwn(now, key)) return undefined
    now = (now as Readonly<Record<string, unknown>>)[key]
  }
  return now
}

const LEGACY = '2025-11-25'
const MODERN = '2026-07-28'
const ELICIT = 'elicitation/create'
const CLIENT_CAPABILITIES = 'io.modelcontextprotocol/clientCapabilities'
const CARRIERS: ReadonlySet<string> = new Set(['tools/call', 'prompts/get', 'resources/read'])
/** The name of the input. */
const INPUT = 'mcp-airlock'
const NEWLINE = Buffer.from('\n')
