import { AirlockError, type ErrorCode, escape } from '../base/index.ts'

/** Gathers everything that is wrong with one file, so that a person mends it in one go. */
export interface Faults {
  /** Notes a fault at a UTF-16 offset of the text. The message must already be escaped. */
  note(offset: number, message: string, details?: FaultDetails): void
  /**
   * Throws when anything was noted: `AIRLOCK_PROFILE_INVALID`, or `AIRLOCK_NOT_ENFORCED` when nothing else is wrong.
   * The message has one line per fault, in the order of the file, each led by `file:line:column`.
   */
  check(): void
}

export interface FaultDetails {
  /** One line on how to mend it. */
  readonly hint?: string
  readonly code?: 'AIRLOCK_NOT_ENFORCED'
}

interface Fault extends FaultDetails {
  readonly offset: number
  readonly message: string
}

export function createFaults(file: string, text: string): Faults {
  const found: Fault[] = []
  return {
    note: (offset, message, details = {}) => {
      found.push({ offset, message, ...details })
    },
    check: () => {
      if (found.length > 0) throw asError(file, text, found)
    },
  }
}

function asError(file: string, text: string, found: readonly Fault[]): AirlockError {
  const sorted = found.toSorted((a, b) => a.offset - b.offset)
  const lines = sorted
    .slice(0, SHOWN)
    .map(({ offset, message }) => `${escape(file)}:${position(text, offset)}: ${message}`)
  if (sorted.length > SHOWN) lines.push(`and ${sorted.length - SHOWN} more`)
  const code: ErrorCode = sorted.every((fault) => fault.code === 'AIRLOCK_NOT_ENFORCED')
    ? 'AIRLOCK_NOT_ENFORCED'
    : 'AIRLOCK_PROFILE_INVALID'
  const hints = new Set(sorted.slice(0, SHOWN).flatMap(({ hint }) => hint ?? []))
  return new AirlockError(code, {
    message: lines.join('\n'),
    ...(hints.size > 0 && { hints: [...hints] }),
  })
}

/** `line:column` from one, the column in UTF-16 units, as editors and compilers count. */
function position(text: string, offset: number): string {
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  return `${line}:${offset - before.lastIndexOf('\n')}`
}

/** More than a screenful helps nobody. */
const SHOWN = 20
