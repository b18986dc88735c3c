import type { FaultCode } from '../wire/index.ts'

/** Each fault as the end of a sentence that begins with the name of the message. */
export const FAULT_TEXT: Readonly<Record<FaultCode, string>> = {
  empty: 'is empty',
  'byte-order-mark': 'begins with a byte order mark',
  nul: 'contains a NUL byte',
  utf8: 'is not valid UTF-8',
  syntax: 'is not valid JSON',
  batch: 'comes in a batch, which is not allowed here',
  'not-object': 'is not a JSON object',
  depth: 'is nested too deeply',
  values: 'holds too many values',
  'duplicate-key': 'has the same key twice in one object',
  'look-alike-key': 'has a key that can be mistaken for one of the protocol',
  'surrogate-key': 'has a key with half a surrogate pair',
  'unknown-member': 'has a member that JSON-RPC does not know',
  jsonrpc: 'does not say "jsonrpc": "2.0"',
  id: 'has an id that is neither a string of 1 to 256 characters nor a safe integer',
  method: 'has a method that is not a string',
  params: 'has `params` that are not an object',
  outcome: 'has neither a method nor one object as `result` or `error`',
  mixed: 'mixes the members of a request and a response, or of a result and an error',
}

/** Faults of something that was never meant as a message: log lines, banners, half a line. */
export const TEXT_FAULTS: ReadonlySet<FaultCode> = new Set([
  'empty',
  'byte-order-mark',
  'nul',
  'utf8',
  'syntax',
  'not-object',
])
