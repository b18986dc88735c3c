import { AirlockError, escape } from '../base/index.ts'
import { ensurePrivateDirectory, readPrivateFile, writeFileAtomically } from '../os/index.ts'

/** How often, and when, unlocking failed last. */
interface Failures {
  readonly count: number
  /** Milliseconds since 1970. */
  readonly last: number
}

/**
 * Remembers wrong attempts to unlock across processes, in `failures.json` of a private directory. It slows down whoever sits at the keyboard; a
 * program of the same user could remove the file, or try the vault file itself, against which only the cost of the passphrase stands.
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
   * delay begins anew. Throws `AIRLOCK_VAULT_DELAYED`, with the command that mends it, when the file cannot be used: nothing is tried then.
   */
  delayMs(now: number): number {
    const { count, last } = this.#read()
    if (count === 0) return 0
    if (now < last) this.#write({ count, last: now })
    return Math.max(0, delayAfter(count) - Math.max(0, now - last))
  }

  /** Counts a wrong attempt. Throws as `delayMs`. */
  failed(now: number): void {
    this.#write({ count: this.#read().count + 1, last: now })
  }

  /** Forgets them all. Throws as `delayMs`. */
  succeeded(): void {
    if (this.#read().count > 0) this.#write({ count: 0, last: 0 })
  }

  #read(): Failures {
    const read = readPrivateFile(this.#path, { maxBytes: MOST_BYTES })
    if (read.kind === 'missing') return { count: 0, last: 0 }
    if (read.kind === 'refused') this.#refuse(read.fault)
    return parsed(read.bytes.toString('utf8')) ?? this.#refuse('does not parse')
  }

  #write(failures: Failures): void {
    ensurePrivateDirectory(this.#directory)
    writeFileAtomically(this.#path, `${JSON.stringify(failures)}\n`, { mode: 0o600 })
  }

  #refuse(fault: string): never {
    const shown = `'${escape(this.#path).replaceAll("'", `'\\''`)}'`
    throw new AirlockError('AIRLOCK_VAULT_DELAYED', {
      message: `the record of wrong attempts \`${escape(this.#path)}\` ${fault}`,
      hints: [`look at it, then rm ${shown}`],
    })
  }
}

/** 250 ms, 500 ms, 1 s … 30 s; 15 minutes after every fifth. */
function delayAfter(count: number): number {
  if (count % HARD_AT === 0) return HARD_MS
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** (count - 1))
}

function parsed(text: string): Failures | undefined {
  try {
    const { count, last } = JSON.parse(text) as Record<keyof Failures, unknown>
    return isCount(count) && isCount(last) ? { count, last } : undefined
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
