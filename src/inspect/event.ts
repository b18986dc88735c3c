import type { RequestId } from '../wire/index.ts'
import type { Consent } from './approvals/consent.ts'
import type { Decision, Subject } from './decisions/decision.ts'
import { recordedReason, recordedSubject, recordedText } from './decisions/recorded.ts'
import { decisionsIn } from './decisions/uses.ts'
import type { Message } from './message.ts'
import { TOOLS_CALL } from './tool-error.ts'
import type { Notice, Side, Verdict, VerdictCode } from './verdict.ts'
import type { View } from './view.ts'

/**
 * Who wanted what, and what became of it. Whatever a peer wrote is escaped and of bounded length; arguments, results and other contents
 * are not in it.
 */
export interface DecisionEvent {
  readonly kind: 'decision'
  /** Whose message it was. */
  readonly from: Side
  /** Of the message, or of the request that it answers; undefined when it could not be read. */
  readonly method?: string
  readonly id?: RequestId
  /** In which the session runs. */
  readonly role: string
  readonly subject?: Subject
  /**
   * What decided: the key of the profile (`tools.deny`) where one did, else the code of the refusal or of the first notice, and `rewrite` for a
   * change that nothing was noticed in.
   */
  readonly rule: string
  readonly verdict: Exclude<Verdict['kind'], 'batch' | 'noise' | 'release'>
  /** What a person said, where consent is needed; `asked` as long as nobody did, `standing` where an earlier answer covers it. */
  readonly consent?: Consent['said']
  readonly code?: VerdictCode
  readonly reason?: string
  /** At most twenty. */
  readonly notices?: readonly Notice[]
  readonly moreNotices?: number
}

/**
 * Called once for each decision. `line` is the message as it came, for those who may keep it: undefined when it went on, and when it was
 * too long to be held. Its bytes are lent for the time of the call.
 */
export type Observe = (event: DecisionEvent, line: Uint8Array | undefined) => void

/** What there is to say about a verdict: undefined for a message that goes on and that nobody asks about, and for what is no message. */
export function decisionEvent(
  from: Side,
  verdict: Verdict,
  message: Message | undefined,
  view: View,
): DecisionEvent | undefined {
  if (verdict.kind === 'noise' || verdict.kind === 'batch' || verdict.kind === 'release')
    return undefined
  const isPlain = verdict.kind === 'forward' && verdict.notices === undefined
  if (isPlain && (message === undefined || !isUse(message))) return undefined
  const decision = message === undefined ? undefined : decisive(decisionsIn(message, view))
  const { code, reason, notices } = outcomeOf(verdict)
  return {
    kind: 'decision',
    from,
    ...(message !== undefined && aboutOf(message, decision)),
    role: recordedText(view.policy.role.name, MAX_WORD),
    rule: ruleOf(decision, verdict),
    verdict: verdict.kind,
    ...(message?.consent !== undefined && { consent: message.consent.said }),
    ...(code !== undefined && { code }),
    ...(reason !== undefined && { reason: recordedReason(reason, MAX_REASON) }),
    ...(notices !== undefined && noticed(notices)),
  }
}

function isUse({ from, envelope }: Message): boolean {
  return from === 'client' && envelope.kind === 'request' && USES.has(envelope.method)
}

/** The first that stands in the way, or the first of all. */
function decisive(decisions: readonly Decision[]): Decision | undefined {
  return decisions.find(({ verdict }) => verdict !== 'allow') ?? decisions[0]
}

function aboutOf(
  { envelope, asked }: Message,
  decision: Decision | undefined,
): Pick<DecisionEvent, 'method' | 'id' | 'subject'> {
  const method = 'method' in envelope ? envelope.method : asked?.method
  const id = 'id' in envelope ? envelope.id : undefined
  const subject = decision?.subject ?? subjectOf(asked)
  return {
    ...(method !== undefined && { method: recordedText(method, MAX_WORD) }),
    ...(id !== undefined && { id: typeof id === 'string' ? recordedText(id, MAX_WORD) : id }),
    ...(subject !== undefined && { subject: recordedSubject(subject) }),
  }
}

/** Of the request that is answered. */
function subjectOf(asked: Message['asked']): Subject | undefined {
  const kind = asked && USES.get(asked.method)
  const name = asked?.subject
  return kind === undefined || name === undefined ? undefined : { kind, name }
}

function ruleOf(decision: Decision | undefined, verdict: Verdict): string {
  const { code, notices } = outcomeOf(verdict)
  const isCause = decision !== undefined && (code === undefined || isRefusal(decision, code))
  if (isCause) return recordedText(decision.rule.key, MAX_WORD)
  return code ?? recordedText(notices?.[0]?.code ?? 'rewrite', MAX_WORD)
}

/** A message may also be refused for another cause than what the profile says about its subject. */
function isRefusal({ verdict }: Decision, code: VerdictCode): boolean {
  return verdict !== 'allow' && DECIDED.has(code)
}

function outcomeOf(verdict: Verdict): {
  readonly code?: VerdictCode
  readonly reason?: string
  readonly notices?: readonly Notice[]
} {
  if (!('code' in verdict)) return 'notices' in verdict ? verdict : {}
  return { code: verdict.code, reason: verdict.recorded ?? verdict.reason }
}

function noticed(notices: readonly Notice[]): Pick<DecisionEvent, 'notices' | 'moreNotices'> {
  const more = notices.length - MOST_NOTICES
  return {
    notices: notices.slice(0, MOST_NOTICES).map(({ code, reason, count, places }) => ({
      code: recordedText(code, MAX_WORD),
      reason: recordedReason(reason, MAX_REASON),
      count,
      places: places.slice(0, MOST_NOTICES).map((place) => recordedText(place, MAX_WORD)),
    })),
    ...(more > 0 && { moreNotices: more }),
  }
}

/** What the client uses of a server; each use is told, the allowed ones too. */
const USES: ReadonlyMap<string, Subject['kind']> = new Map([
  [TOOLS_CALL, 'tool'],
  ['resources/read', 'resource'],
  ['prompts/get', 'prompt'],
])

const DECIDED: ReadonlySet<VerdictCode> = new Set([
  'tool-denied',
  'resource-denied',
  'prompt-denied',
  'needs-approval',
  'not-pinned',
])

/** As long as an id may be. */
const MAX_WORD = 256
const MAX_REASON = 1000
const MOST_NOTICES = 20
