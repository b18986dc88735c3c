import { OPEN_OBJECT, QUOTE } from './bytes.ts'
import type { Envelope, RequestId } from './envelope.ts'
import type { Members } from './members.ts'
import type { LongString } from './outline.ts'
import { integerId, isStringId } from './partial-envelope.ts'
import { hasLoneSurrogate, stringText } from './string-text.ts'
import type { Text } from './text.ts'

/**
 * Says which of the four kinds of message the members make, each kind excluding the others (JSON-RPC 2.0, sections 4
 * and 5, and the narrower MCP schema). Undefined, with `text.fault` set, when they make none.
 */
export function classify(
  text: Text,
  members: Members,
  longStrings: LongStrings,
): Envelope | undefined {
  if (!saysVersion(text, members)) {
    return refuse(text, 'jsonrpc', members.start(JSONRPC))
  }
  return members.has(METHOD)
    ? call(text, members, longStrings)
    : outcome(text, members, longStrings)
}

/** A request or a notification. */
function call(text: Text, members: Members, longStrings: LongStrings): Envelope | undefined {
  if (members.has(RESULT) || members.has(ERROR)) return refuse(text, 'mixed', members.start(METHOD))
  const method = methodAt(text, members)
  const isPlain = text.isAscii && !text.hasEscapes
  if (method === undefined || method === '' || (!isPlain && hasLoneSurrogate(method))) {
    return refuse(text, 'method', members.start(METHOD))
  }
  if (members.has(PARAMS) && !isObject(text, members, PARAMS)) {
    return refuse(text, 'params', members.start(PARAMS))
  }
  const valueStart = Math.max(members.start(PARAMS), 0)
  const valueEnd = Math.max(members.end(PARAMS), 0)
  if (!members.has(ID)) {
    return { kind: 'notification', method, longStrings, valueStart, valueEnd, isPlain }
  }
  const id = requestId(text, members)
  if (id === undefined) return refuse(text, 'id', members.start(ID))
  return { kind: 'request', id, method, longStrings, valueStart, valueEnd, isPlain }
}

/** A result or an error. Both are objects in every MCP revision. */
function outcome(text: Text, members: Members, longStrings: LongStrings): Envelope | undefined {
  const failed = members.has(ERROR)
  const member = failed ? ERROR : RESULT
  if (members.has(PARAMS) || (failed && members.has(RESULT))) return refuse(text, 'mixed', 0)
  if (!isObject(text, members, member)) return refuse(text, 'outcome', members.start(member))
  const id = requestId(text, members)
  const valueStart = members.start(member)
  const valueEnd = members.end(member)
  const isPlain = text.isAscii && !text.hasEscapes
  if (id !== undefined) {
    return { kind: failed ? 'error' : 'result', id, longStrings, valueStart, valueEnd, isPlain }
  }
  const unnamed = !members.has(ID) || text.bytes[members.start(ID)] === LETTER_N
  if (failed && unnamed) {
    return { kind: 'error', id, longStrings, valueStart, valueEnd, isPlain }
  }
  return refuse(text, 'id', members.start(ID))
}

function requestId(text: Text, members: Members): RequestId | undefined {
  const start = members.start(ID)
  const string = stringAt(text, members, ID)
  if (string !== undefined) return isStringId(string) ? string : undefined
  return start < 0 ? undefined : integerId(text.bytes, start, members.end(ID))
}

/** Looks at the bytes first: every message says it, and nearly all in the same way. */
function saysVersion(text: Text, members: Members): boolean {
  const start = members.start(JSONRPC)
  const { bytes } = text
  if (members.end(JSONRPC) - start === VERSION.length) {
    let at = 0
    while (at < VERSION.length && bytes[start + at] === VERSION[at]) at += 1
    if (at === VERSION.length) return true
  }
  return stringAt(text, members, JSONRPC) === '2.0'
}

/** Undefined when it is no string. */
function methodAt({ bytes, methods }: Text, members: Members): string | undefined {
  const start = members.start(METHOD)
  if (bytes[start] !== QUOTE) return undefined
  return methods.read(bytes, start + 1, members.end(METHOD) - 1)
}

/** Undefined when the member is not there or no string. */
function stringAt(text: Text, members: Members, member: number): string | undefined {
  const start = members.start(member)
  if (start < 0 || text.bytes[start] !== QUOTE) return undefined
  return stringText(text.bytes, start + 1, members.end(member) - 1)
}

/** As the envelope has them; in all envelopes alike, so that what reads these stays fast. */
type LongStrings = readonly LongString[] | undefined

function isObject(text: Text, members: Members, member: number): boolean {
  const start = members.start(member)
  return start >= 0 && text.bytes[start] === OPEN_OBJECT
}

function refuse(
  text: Text,
  code: 'jsonrpc' | 'id' | 'method' | 'params' | 'outcome' | 'mixed',
  at: number,
): undefined {
  text.fail(code, Math.max(at, 0))
}

// Places in `MEMBERS`.
const JSONRPC = 0
const ID = 1
const METHOD = 2
const PARAMS = 3
const RESULT = 4
const ERROR = 5

const VERSION = Buffer.from('"2.0"')

/** Of `null`; the grammar has already made sure of the rest. */
const LETTER_N = 0x6e
