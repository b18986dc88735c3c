import { partialEnvelope } from '../wire/index.ts'
import type { Inspector } from './inspector.ts'
import type { Received } from './message.ts'
import { answer, drop } from './refuse.ts'
import type { Session } from './session.ts'
import { isTaken } from './unreadable.ts'
import type { Refused, Side, Told, Verdict } from './verdict.ts'

export interface FailsafeOptions {
  readonly session: Session
  /** From now on nothing goes on any more. */
  readonly end: () => void
  /** Told of the first fault. */
  readonly onBug: ((error: Error) => void) | undefined
}

/**
 * What becomes of a message at which a rule throws. None may: it is a bug of ours that a peer has found, and would end this process with everything
 * unanswered and nothing written down. Instead the session ends, and whoever waits is told.
 */
export class Failsafe {
  readonly #options: FailsafeOptions
  #hasFailed = false

  constructor(options: FailsafeOptions) {
    this.#options = options
  }

  /** The verdict on the line, which the rule has not given. */
  fail(from: Side, line: Uint8Array, error: unknown): Refused {
    this.#options.end()
    const told = this.#tell(from, line)
    if (this.#hasFailed) return told
    this.#hasFailed = true
    this.#options.onBug?.(error instanceof Error ? error : new Error(String(error)))
    return {
      kind: 'end',
      ...(told.kind === 'answer' && { answer: { to: told.to, line: told.line } }),
      code: 'internal-error',
      reason: `a rule of mcp-airlock failed at a message of the ${from}`,
      hint: 'mcp-airlock explain internal-error',
    }
  }

  /** The same judgement on a message that has waited, which does not fall with a rule. */
  again(decide: (message: Received) => Verdict): (message: Received) => Verdict {
    return (message) => {
      try {
        return decide(message)
      } catch (error) {
        return this.fail(message.from, message.line, error)
      }
    }
  }

  /** The same inspector, which does not fall with a rule. */
  guard(inspector: Inspector): Inspector {
    return {
      ...inspector,
      fromClient: (line) => {
        try {
          return inspector.fromClient(line)
        } catch (error) {
          return this.fail('client', line, error)
        }
      },
      fromServer: (line) => {
        try {
          return inspector.fromServer(line)
        } catch (error) {
          return this.fail('server', line, error)
        }
      },
    }
  }

  /** A request is answered here, unless it waits already: those are answered with all others when the session has ended. */
  #tell(from: Side, line: Uint8Array): Told {
    const { id, hasMethod, hasOutcome } = partialEnvelope(line)
    const isRequest = id !== undefined && hasMethod && !hasOutcome
    const isUnheard = isRequest && !isTaken(this.#options.session, from, id)
    return isUnheard ? answer(from, id, 'session-ended', REASON) : drop('session-ended', REASON)
  }
}

const REASON = 'the session was ended because a rule of mcp-airlock failed'
