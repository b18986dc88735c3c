import type { FaultCode } from '../wire/index.ts'
import { FAULT_TEXT } from './fault-text.ts'
import type { VerdictCode } from './verdict.ts'

/** What `mcp-airlock explain CODE` shows of a message that went no further. */
export interface RefusalEntry {
  /** What happened, for a person who sees the code for the first time. */
  readonly meaning: string
  /** What to do about it. */
  readonly remedy: string
  /** What it counts against the side that sent it; little where honest peers cause it too, by a race or a newer version. */
  readonly weight: 'full' | 'little' | 'none'
}

/** Every code that a refused message can have. Answered ones carry it as `error.data.code`. */
export const refusalCatalog: Readonly<Record<VerdictCode, RefusalEntry>> = {
  empty: unreadable('empty'),
  'byte-order-mark': unreadable('byte-order-mark'),
  nul: unreadable('nul'),
  utf8: unreadable('utf8'),
  syntax: unreadable('syntax'),
  batch: violation(
    'The line is an array of messages. Only MCP 2025-03-26 has such batches, and only a profile that says so lets them pass.',
    'send each message on a line of its own, or set `batches` to "allow" in the profile',
  ),
  'not-object': unreadable('not-object'),
  depth: unreadable('depth'),
  values: unreadable('values'),
  'duplicate-key': unreadable('duplicate-key'),
  'look-alike-key': unreadable('look-alike-key'),
  'surrogate-key': unreadable('surrogate-key'),
  'unknown-member': unreadable('unknown-member'),
  jsonrpc: unreadable('jsonrpc'),
  id: unreadable('id'),
  method: unreadable('method'),
  params: unreadable('params'),
  outcome: unreadable('outcome'),
  mixed: unreadable('mixed'),
  'malformed-request': violation(
    'The request is not one JSON-RPC message that every parser reads alike. The peer never saw it.',
    'update the program that sent it; the reason names what is wrong',
  ),
  'malformed-response': violation(
    'The answer is not one JSON-RPC message that every parser reads alike, so this error came in its place.',
    'report it to the authors of the program that answered; the reason names what is wrong',
  ),
  oversize: violation(
    'A message that nobody waits for was longer than the profile allows, and was thrown away.',
    'raise `limits.messageBytes` in the profile if the message was meant',
  ),
  'oversize-request': violation(
    'The request was longer than the profile allows. The peer never saw it.',
    'ask for less at once, or raise `limits.messageBytes` in the profile',
  ),
  'oversize-response': violation(
    'The answer was longer than the profile allows, so this error came in its place.',
    'ask for less at once, or raise `limits.messageBytes` in the profile',
  ),
  'too-many-requests': harmless(
    'More requests wait for their answers than the profile allows.',
    'wait for answers, or raise `limits.outstandingRequests` in the profile',
  ),
  'server-ended': harmless(
    'The server ended before it answered.',
    'look at what it wrote to standard error; the client may start it again',
  ),
  'session-ended': harmless(
    'The session was ended here, because one side did not keep to the protocol. Whatever waited is answered with this.',
    'the line before the end on standard error names the side and the reason',
  ),
  'duplicate-id': violation(
    'A request came under an id that still waits for its answer, so it could not be told from the first one.',
    'report it to the authors of the program that sent it',
  ),
  'not-pending': harmless(
    'A response came under an id that nobody waits for: unknown, answered already, or of the other type (1 is not "1").',
    'nothing, if it follows a cancellation; else report it to the authors of the program that answered',
  ),
  'unknown-method': harmless(
    'The revision of the protocol that this message belongs to has no such method. It did not reach the peer.',
    'if it belongs to an extension that you trust, name it in the profile; else nothing',
  ),
  'unknown-notification': harmless(
    'The revision of the protocol that this notification belongs to does not have it. It was dropped.',
    'if it belongs to an extension that you trust, name it in the profile; else nothing',
  ),
  'wrong-direction': violation(
    'The method exists, but this side does not send it: a client asks, a server answers, and since 2026-07-28 a server has no requests at all.',
    'report it to the authors of the program that sent it',
  ),
  'repeated-initialize': violation(
    'The client began a second handshake, which would have replaced what the first one agreed on.',
    'restart the server in the client instead',
  ),
  'invalid-request': violation(
    'The params of the request are not as the revision has them. The peer never saw it.',
    'update the program that sent it; the reason names the place and what belongs there',
  ),
  'invalid-response': violation(
    'The result or error is not as the revision has it for the method that was asked, so this error came in its place.',
    'update the server; the reason names the place and what belongs there',
  ),
  'invalid-notification': violation(
    'The params of the notification are not as the revision has them. It was dropped.',
    'update the program that sent it; the reason names the place and what belongs there',
  ),
  'undeclared-notification': harmless(
    'The client told the server of a change of something that the profile denies. It was dropped.',
    'nothing, or allow the capability in the profile',
  ),
  'capability-not-offered': violation(
    'The server asked the client for something that the client did not offer: sampling, elicitation, roots or tasks.',
    'use a client that offers it, or a server that looks before it asks',
  ),
  'capability-denied': violation(
    'The server asked the client for something that the profile denies, and was not told of.',
    'allow it under `capabilities` in the profile, if you want the server to ask',
  ),
  'input-not-allowed': violation(
    'The server answered with a wish for input where the protocol has none: to another method, or in a revision before 2026-07-28.',
    'report it to the authors of the server',
  ),
  'request-state': violation(
    'The client repeated a request with a state or with input that the server did not ask for, or for another tool.',
    'report it to the authors of the client; beginning anew without the state works',
  ),
  'unsafe-url': violation(
    'The server wanted a person to open an address that is not https (or http on this machine), hides where it leads, or is no address.',
    'do not open it; report it to the authors of the server',
  ),
  'tool-denied': harmless(
    'The profile, or the role that was chosen, denies the tool. The server never saw the call.',
    'look at the rule that the reason names; `mcp-airlock profile explain NAME` shows all of them',
  ),
  'argument-denied': harmless(
    'An argument of the call is not what a rule of the profile wants. The server never saw the call.',
    'the reason names the argument and the rule; `mcp-airlock profile explain NAME` shows all of them',
  ),
  'not-started': harmless(
    'The server was not started, because something that it needs is missing: its secrets, most likely, in a vault that nobody unlocked. The client was told instead of being left alone.',
    'do what the reason says, such as `mcp-airlock unlock`, and let the client connect again',
  ),
  'invalid-arguments': harmless(
    "The arguments of the call are not what the tool's own input schema wants. The server never saw the call.",
    'the reason names each argument, what was expected and what came: call the tool again with that mended',
  ),
  'rate-exceeded': {
    meaning: 'More was asked for, or sent, than the profile lets through in a minute.',
    remedy:
      'wait as long as the reason says, or raise `rate` in the profile; a person is asked no more than thirty questions a minute whatever it says',
    // It is bounded already, and honest floods exist: a chatty log must not end a session.
    weight: 'none',
  },
  'resource-denied': harmless(
    'The profile, or the role that was chosen, denies the resource, in the way it is written or in a way a server may read it. The server never saw the request.',
    'look at the rule that the reason names; `mcp-airlock profile explain NAME` shows all of them',
  ),
  'prompt-denied': harmless(
    'The profile, or the role that was chosen, denies the prompt. The server never saw the request.',
    'look at the rule that the reason names; `mcp-airlock profile explain NAME` shows all of them',
  ),
  'needs-approval': harmless(
    'The profile wants a person to consent to each use, and nobody has: the person refused, did not answer in time, or could not be asked. The server never saw the request.',
    'run `mcp-airlock approve` in a terminal while the request waits, or take it from the list `approve` that the reason names',
  ),
  'not-pinned': harmless(
    'The server offers the tool or the prompt otherwise than when it was pinned, or it is new, and nobody has approved that yet. The server never saw the request.',
    'look with `mcp-airlock pins diff NAME`, and accept it with `mcp-airlock pins approve NAME`',
  ),
  'unknown-token': harmless(
    'Progress came for a request that does not wait, or that did not ask for it. It was dropped.',
    'nothing: it is common after a cancellation',
  ),
  'unknown-subscription': harmless(
    'A notification came for a subscription that is not open. It was dropped.',
    'nothing: it is common after the end of a subscription',
  ),
  'foreign-cancel': harmless(
    'The server tried to cancel a request of the client that is no subscription. It was dropped.',
    'nothing; the request goes on',
  ),
  'initialize-cancel': harmless(
    'The client tried to cancel the handshake, which the protocol does not allow. It was dropped.',
    'nothing; give slow servers more time to start',
  ),
  withdrawn: harmless(
    'The client gave up a request before anybody consented to it. The server never saw it.',
    'nothing; or answer sooner: the key `approvals` of the profile says how long a request waits',
  ),
  'foreign-protocol': violation(
    'One side speaks HTTP, or frames messages as language servers do, instead of one JSON message per line. The session was ended.',
    'start the server in its stdio mode, and give the client the command instead of an address',
  ),
  'too-many-violations': violation(
    'Too many messages of one side had to be refused: 100, or 10,000 harmless ones; a good message makes up for a hundredth of a bad one. The session was ended and whatever waited was answered.',
    'look at the refusals on standard error before the end; each has a code of its own',
  ),
  'internal-error': {
    meaning:
      'A rule of mcp-airlock failed at a message, which none may, so nothing more was passed on. The session was ended and whatever waited was answered.',
    remedy:
      'report it with what standard error says behind the end, without secrets; the other side may have meant it',
    weight: 'none',
  },
}

function unreadable(code: FaultCode): RefusalEntry {
  return violation(
    `The line ${FAULT_TEXT[code]}.`,
    'report it to the authors of the program that sent it',
  )
}

function violation(meaning: string, remedy: string): RefusalEntry {
  return { meaning, remedy, weight: 'full' }
}

function harmless(meaning: string, remedy: string): RefusalEntry {
  return { meaning, remedy, weight: 'little' }
}
