import { AirlockError, escape } from '../base/index.ts'
import {
  ensurePrivateDirectory,
  exclusively,
  readPrivateFile,
  writeFileAtomically,
} from '../os/index.ts'

/** How often, and when, unlocking failed last. */
interface Failures {
  readonly count: number
  /** Milliseconds since 1970. */
  readonly last: number
  /** When the long delay began that was in force at that moment already, of attempts that were made side by side. */
  readonly hard?: number
}

/**
 * Remembers wrong attempts to unlock across processes, in `failures.json` of a private directory; all that change it wait for each other. It
 * slows down whoever sits at the keyboard; a program of the same user could remove the file, or try the vault file itself, against which
 * only the cost of the passphrase stands.
 */
export class FailureLedger {
  readonly #directory: string
  readonly #path: string

  constructor(directory: string) {
    this.#directory = directory
    this.#path = `${directory}/failures.json`
  }

  /**
   * Milliseconds until the next attempt may be made, by the clock on the wall; 0 for now. A clock that was set back does not shorten it: the whole
   * delay begins anew. Rejects with `AIRLOCK_VAULT_DELAYED`, with the command that mends it, when the file cannot be used: nothing is tried
   * then.
   */
  async delayMs(now: number): Promise<number> {
    const read = this.#read()
    if (!isToCome(read, now)) return delayOf(read, now)
    const rebased = await this.#change((failures) => {
      const { count, hard } = failures
      if (!isToCome(failures, now)) return undefined
      return { count, last: now, ...(hard !== undefined && { hard: now }) }
    })
    return delayOf(rebased, now)
  }

  /** Counts a wrong attempt. Rejects as `delayMs`. */
  async failed(now: number): Promise<void> {
    await this.#change((before) => {
      const hard = hardSince(before)
      const isHard = hard !== undefined && now - hard < HARD_MS
      return { count: before.count + 1, last: now, ...(isHard && { hard }) }
    })
  }

  /** Forgets them all. Rejects as `delayMs`. */
  async succeeded(): Promise<void> {
    if (this.#read().count > 0) await this.#change(() => ({ count: 0, last: 0 }))
  }

  /** Nothing is written for undefined. Returns what holds then. */
  async #change(change: (before: Failures) => Failures | undefined): Promise<Failures> {
    ensurePrivateDirectory(this.#directory)
    const held = await exclusively(this.#directory, PATIENCE_MS, () => {
      const before = this.#read()
      const after = change(before)
      if (after === undefined) return before
      writeFileAtomically(this.#path, `${JSON.stringify(after)}\n`, { mode: 0o600 })
      return after
    })
    return held?.done ?? this.#refuse('is kept by another process')
  }

  #read(): Failures {
    const read = readPrivateFile(this.#path, { maxBytes: MOST_BYTES })
    if (read.kind === 'missing') return { count: 0, last: 0 }
    if (read.kind === 'refused') this.#refuse(read.fault)
    return parsed(read.bytes.toString('utf8')) ?? this.#refuse('does not parse')
  }

  #refuse(fault: string): never {
    const shown = `'${escape(this.#path).replaceAll("'", `'\\''`)}'`
    throw new AirlockError('AIRLOCK_VAULT_DELAYED', {
      message: `the record of wrong attempts \`${escape(this.#path)}\` ${fault}`,
      hints: [`look at it, then rm ${shown}`],
    })
  }
}

function isToCome({ last, hard = 0 }: Failures, now: number): boolean {
  return now < Math.max(last, hard)
}

function delayOf(failures: Failures, now: number): number {
  const { count, last } = failures
  if (count === 0) return 0
  const hard = hardSince(failures)
  const end = Math.max(last + softAfter(count), hard === undefined ? 0 : hard + HARD_MS)
  return Math.min(HARD_MS, Math.max(0, end - now))
}

/** 250 ms, 500 ms, 1 s … 30 s. */
function softAfter(count: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** (count - 1))
}

/** 15 minutes after every fifth, and those who tried at the same moment as the fifth do not end it. */
function hardSince({ count, last, hard }: Failures): number | undefined {
  return count > 0 && count % HARD_AT === 0 ? last : hard
}

function parsed(text: string): Failures | undefined {
  try {
    const { count, last, hard } = JSON.parse(text) as Record<keyof Failures, unknown>
    if (!isCount(count) || !isCount(last)) return undefined
    if (hard === undefined) return { count, last }
    return isCount(hard) ? { count, last, hard } : undefined
  } catch {
    return undefined
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

const FIRST_MS = 250
const LONGEST_MS = 30_000
const HARD_AT = 5
const HARD_MS = 15 * 60_000
const MOST_BYTES = 1024
/** Each holder takes some milliseconds. */
const PATIENCE_MS = 5000
