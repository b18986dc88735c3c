import { isUtf8 } from 'node:buffer'
import { isDeepStrictEqual } from 'node:util'
import type { Verdict } from '../../src/inspect/index.ts'
import { withoutDenied } from './cut-oracle.ts'
import { isObject, type Json, keysRepeat, plainId, valueOf } from './json-oracle.ts'
import { type Ledger, other } from './ledger.ts'
import type { Side } from './session-input.ts'

/** What was decided about one line. */
export interface Decision {
  readonly from: Side
  readonly line: Buffer
  readonly verdict: Verdict
  readonly denied: readonly string[]
  readonly batches: boolean
}

/**
 * Holds a verdict against what it must never do: let something through that parsers read differently, change more than is
 * documented, or leave somebody waiting. @throws when it does.
 */
export function examine(decision: Decision, ledger: Ledger): void {
  const { from, verdict } = decision
  switch (verdict.kind) {
    case 'forward':
      return passed(decision, ledger)
    case 'replace':
      return replaced(decision, verdict, ledger)
    case 'batch':
      return batch(decision, verdict, ledger)
    case 'answer':
      return answered(decision, verdict, ledger)
    case 'end':
      return verdict.answer === undefined
        ? lost(decision, ledger)
        : answered(decision, verdict.answer, ledger)
    case 'noise':
      check(from === 'server', 'a line of the client is no noise')
      return lost(decision, ledger)
    case 'drop':
      return lost(decision, ledger)
    case 'hold':
    case 'release':
      throw new Error('nobody has to be asked in a session without rules')
  }
}

/** An answer of ours, an error or the result of a tool that did not run: one line, by its id. */
export function answerId(line: Uint8Array): unknown {
  const text = Buffer.from(line).toString()
  check(text.endsWith('\n') && text.indexOf('\n') === text.length - 1, 'an answer is one line')
  check(text.length < 8192, 'an answer is short')
  const { id, error, result } = JSON.parse(text) as Answer
  const isOurs = error?.data.source === 'mcp-airlock' || result?._meta['mcp-airlock/code']
  check(Boolean(isOurs), 'an answer says whose it is')
  return id
}

interface Answer {
  readonly id: unknown
  readonly error?: { readonly data: { readonly source: unknown } }
  readonly result?: { readonly _meta: Json }
}

function passed({ from, line, batches }: Decision, ledger: Ledger): void {
  const value = valueOf(line)
  const messages = batches && Array.isArray(value) ? (value as unknown[]) : [value]
  check(isUtf8(line) && !keysRepeat(String(line)), 'what passes is read alike by all')
  check(messages.length > 0, 'an empty array passed')
  for (const message of messages) pass(from, message, ledger)
}

function pass(from: Side, message: unknown, ledger: Ledger): void {
  if (!isObject(message)) throw new Error('something passed that is no message')
  check(message['jsonrpc'] === '2.0', 'something passed that is not JSON-RPC 2.0')
  check(
    Object.keys(message).every((name) => MEMBERS.has(name)),
    'an unknown member passed',
  )
  const { id } = message
  if (typeof id === 'number') check(Number.isSafeInteger(id), 'an unsafe id passed')
  ledger.pass(from, message)
}

function replaced(
  { from, line, denied }: Decision,
  verdict: Verdict & { readonly kind: 'replace' },
  ledger: Ledger,
): void {
  const lines = Buffer.from(verdict.line).toString('latin1').split('\n')
  check(lines.pop() === '', 'a changed message ends with a newline')
  const bytes = Buffer.from(lines.pop() ?? '', 'latin1')
  // Ahead of a result may stand notifications of ours.
  for (const one of lines) check(!('id' in JSON.parse(one)), 'only notifications stand ahead')
  const [before, after] = [valueOf(line), valueOf(bytes)]
  check(isObject(before) && isObject(after), 'what was no message was changed')
  // Text that was made safe comes with a notice; who says what to whom stays all the same.
  if (verdict.notices === undefined) {
    check(from === 'client', 'only the client says what it can do')
    const cut = withoutDenied(before as Json, denied)
    check(isDeepStrictEqual(after, cut), 'more was changed than denied capabilities')
    check(isWithin(bytes, line), 'a change did more than to leave out')
  }
  for (const name of ['jsonrpc', 'id', 'method']) {
    check((before as Json)[name] === (after as Json)[name], `\`${name}\` was changed`)
  }
  pass(from, after, ledger)
}

function batch(decision: Decision, verdict: Verdict & { readonly kind: 'batch' }, ledger: Ledger) {
  const { from, line, batches } = decision
  if (verdict.line !== undefined) {
    check(batches, 'a batch passed that the profile denies')
    const after = valueOf(verdict.line)
    if (!Array.isArray(after)) throw new Error('what is left of a batch is an array')
    // The line itself need not be JSON: a part that is none is refused by itself.
    if (verdict.notices === undefined) {
      check(isWithin(verdict.line.subarray(0, -1), line), 'a batch was changed')
    }
    for (const message of after as unknown[]) pass(from, message, ledger)
  }
  for (const one of verdict.refused) {
    const answer = one.kind === 'end' ? one.answer : one.kind === 'answer' ? one : undefined
    if (answer !== undefined) ledger.answer(answer.to, answerId(answer.line), answer.to === from)
  }
}

function answered(
  { from }: Decision,
  { to, line }: { readonly to: Side; readonly line: Uint8Array },
  ledger: Ledger,
): void {
  const id = answerId(line)
  const isRefusedRequest = to === from
  if (isRefusedRequest) check(!ledger.waits(from, id, { still: true }), 'a waiting id was answered')
  ledger.answer(to, id, isRefusedRequest)
}

/** Nobody may wait because of a line that goes nowhere. */
function lost({ from, line }: Decision, ledger: Ledger): void {
  const message = valueOf(line)
  if (!isObject(message)) return
  const id = plainId(message, String(line))
  if (id === undefined) return
  const isOutcome = 'result' in message || 'error' in message
  if ('method' in message && !isOutcome) {
    check(ledger.waits(from, id, { still: false }), 'a request was dropped without an answer')
  } else {
    check(
      !ledger.waits(other(from), id, { still: true }),
      'a response was dropped without an answer',
    )
  }
}

/** Whether the first is the second with nothing but bytes left out. */
function isWithin(part: Uint8Array, whole: Uint8Array): boolean {
  let at = 0
  for (const byte of whole) if (byte === part[at]) at += 1
  return at === part.length
}

function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(`not true: ${what}`)
}

const MEMBERS: ReadonlySet<string> = new Set([
  'jsonrpc',
  'id',
  'method',
  'params',
  'result',
  'error',
])
