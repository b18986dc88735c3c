import type { FaultCode, scan } from '../wire/index.ts'
import { FAULT_TEXT } from './fault-text.ts'
import { type Message, Received } from './message.ts'
import { type Redactor, redactOwn } from './redact/index.ts'
import { refuse } from './refuse.ts'
import type { Rewrite, Rewritten } from './rewrite.ts'
import { type RuleTable, rulesFor } from './scope.ts'
import { FORWARD, type Notice, type Verdict } from './verdict.ts'
import type { View } from './view.ts'

export interface ReviseOptions {
  readonly rewrites: RuleTable<Rewrite>
  readonly scan: (line: Uint8Array) => ReturnType<typeof scan>
  /** Longest line in bytes, without its newline. */
  readonly messageBytes: number
  /** What the client is sent holds none of its values. */
  readonly redactor: Redactor | undefined
}

/**
 * Lets a message through all rewrites. A line that came out changed is held to what a line of the peer is held to: one that is
 * too long, or not well-formed any more, such as by two keys that became the same, is refused. So is one that holds a value of the vault
 * now: what the server said was without any before the first rewrite.
 */
export function revise(original: Message, view: View, options: ReviseOptions): Verdict {
  let message = original
  let notices = noticed(original)
  const ahead: Uint8Array[] = []
  for (const rewrite of rulesFor(original, options.rewrites)) {
    const rewritten = rewrite(message, view)
    if (rewritten === undefined) continue
    if ('refused' in rewritten) return unfit(original, rewritten.refused)
    if (rewritten.notices !== undefined) notices = [...notices, ...rewritten.notices]
    if (!original.isBatched) ahead.push(...toldAhead(rewritten, options))
    const { line } = rewritten
    if (line === message.line) continue
    if (line.length > options.messageBytes) return spoilt(original, 'oversize')
    const envelope = options.scan(line)
    if (envelope.kind === 'fault') return spoilt(original, envelope.code)
    if (holdsValue(original, line, options)) return unfit(original, EXPOSED)
    message = Received.reworded(original, line, envelope)
  }
  const isUntouched = message === original && original.redaction === undefined && ahead.length === 0
  if (isUntouched && notices.length === 0) return FORWARD
  const told = notices.length === 0 ? {} : { notices }
  if (isUntouched) return { kind: 'forward', ...told }
  const lines = [...ahead, message.line].flatMap((line) => [line, NEWLINE])
  return { kind: 'replace', line: Buffer.concat(lines), ...told }
}

function noticed({ redaction }: Message): readonly Notice[] {
  return redaction?.notices ?? NOTHING
}

function toldAhead({ ahead = [] }: Rewritten, { redactor }: ReviseOptions): readonly Uint8Array[] {
  return redactor === undefined ? ahead : ahead.map((line) => redactOwn(line, redactor))
}

function holdsValue({ from }: Message, line: Uint8Array, { redactor }: ReviseOptions): boolean {
  return from === 'server' && redactor !== undefined && redactor.countIn(line) > 0
}

/** The message cannot go on, and whoever waits for it is told why. */
export function unfit(message: Message, reason: string): Verdict {
  const kind = kindOf(message)
  const dropped = message.envelope.kind === 'notification' ? 'notification' : kind
  return refuse(message, `invalid-${kind}`, reason, `invalid-${dropped}`)
}

function spoilt(message: Message, code: FaultCode | 'oversize'): Verdict {
  const kind = kindOf(message)
  const isLong = code === 'oversize'
  const what = isLong ? 'is longer than the profile allows' : FAULT_TEXT[code]
  const reason = `the message ${what} once it is made safe to read`
  return refuse(message, `${isLong ? code : 'malformed'}-${kind}`, reason, code)
}

function kindOf({ envelope }: Message): 'request' | 'response' {
  return envelope.kind === 'request' ? 'request' : 'response'
}

const EXPOSED = 'the message holds a secret value once it is made safe to read'
const NOTHING: readonly Notice[] = Object.freeze([])
const NEWLINE = Buffer.from('\n')
