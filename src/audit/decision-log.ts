import { pino } from 'pino'
import type { Observe } from '../inspect/index.ts'
import { keptMessage } from './kept-message.ts'
import { Repeats } from './repeats.ts'

export interface DecisionLogOptions {
  /** Takes one line with its newline, at once. What it throws is handed on. */
  readonly append: (line: string) => void
  /** Tells the lines of this session from those of others in the same file. */
  readonly session: string
  /** Name of the profile, escaped. */
  readonly profile: string
  /** Whether refused messages are repeated, as the profile says. */
  readonly messages: 'none' | 'refused'
}

/**
 * Writes each decision as one line: `session`, `time` (RFC 3339, UTC), `profile`, the event itself, and how many `times` one of
 * its kind has come if it was not the first.
 */
export function createDecisionLog(options: DecisionLogOptions): Observe {
  const { append, session, profile, messages } = options
  const log = pino(
    {
      // A line begins with its level, which a decision has none of; that place cannot be left empty.
      formatters: { level: () => ({ session }) },
      timestamp: pino.stdTimeFunctions.isoTime,
      base: { profile },
    },
    { write: (line) => append(ascii(line)) },
  )
  const repeats = new Repeats()
  return (event, line) => {
    const times = repeats.count(event)
    if (times === undefined) return
    const isKept = messages === 'refused' && line !== undefined
    log.info({
      ...event,
      ...(times > 1 && { times }),
      ...(isKept && { message: keptMessage(line) }),
    })
  }
}

/**
 * The same JSON without a character that a terminal could take for more than text: outside of strings there is none, and inside an
 * escape says the same (RFC 8259, section 7).
 */
function ascii(json: string): string {
  return json.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the newline behind the line is the one that stays
    /[^\n -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
