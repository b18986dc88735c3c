import { type PartialEnvelope, partialEnvelope } from '../wire/index.ts'
import type { Inspector } from './inspector.ts'
import { answer, drop } from './refuse.ts'
import type { Session } from './session.ts'
import { isTaken } from './unreadable.ts'
import type { Side, Told, Verdict } from './verdict.ts'

export interface FailsafeOptions {
  readonly session: Session
  /** From now on nothing goes on any more. */
  readonly end: () => void
  /** Told of the first fault. */
  readonly onBug: ((error: Error) => void) | undefined
}

/**
 * An inspector that does not fall with a rule. Rules never throw; one that does all the same is a bug of ours that a peer has found, and
 * would end this process with everything unanswered and nothing written down. Instead the session ends, and whoever waits is told.
 */
export function failsafe(
  inspector: Inspector,
  { session, end, onBug }: FailsafeOptions,
): Inspector {
  let hasFailed = false

  const fail = (from: Side, partial: PartialEnvelope, error: unknown): Verdict => {
    end()
    const told = tell(from, partial)
    if (hasFailed) return told
    hasFailed = true
    onBug?.(error instanceof Error ? error : new Error(String(error)))
    return {
      kind: 'end',
      ...(told.kind === 'answer' && { answer: { to: told.to, line: told.line } }),
      code: 'internal-error',
      reason: `a rule of mcp-airlock failed at a message of the ${from}`,
      hint: 'mcp-airlock explain internal-error',
    }
  }

  /** A request is answered here, unless it waits already: those are answered with all others when the session has ended. */
  const tell = (from: Side, { id, hasMethod, hasOutcome }: PartialEnvelope): Told => {
    const isRequest = id !== undefined && hasMethod && !hasOutcome
    const isUnheard = isRequest && !isTaken(session, from, id)
    return isUnheard ? answer(from, id, 'session-ended', REASON) : drop('session-ended', REASON)
  }

  return {
    ...inspector,
    fromClient: (line) => {
      try {
        return inspector.fromClient(line)
      } catch (error) {
        return fail('client', partialEnvelope(line), error)
      }
    },
    fromServer: (line) => {
      try {
        return inspector.fromServer(line)
      } catch (error) {
        return fail('server', partialEnvelope(line), error)
      }
    },
  }
}

const REASON = 'the session was ended because a rule of mcp-airlock failed'
