import type { AgentClock, AgentVault } from './ports.ts'
import { totpStep } from './totp.ts'

/** Whether a person was there a moment ago; of one connection, so that no other program can use it. */
export class StepUp {
  readonly #clock: AgentClock
  readonly #validMs: number
  #untilMs = 0

  constructor(clock: AgentClock, validMs: number) {
    this.#clock = clock
    this.#validMs = validMs
  }

  grant(): void {
    this.#untilMs = this.#clock.uptimeMs() + this.#validMs
  }

  /** How long it still counts; 0 when it does not. */
  leftMs(): number {
    return Math.max(0, this.#untilMs - this.#clock.uptimeMs())
  }
}

/** Checks the digits of an authenticator against the entries of that kind. Each are taken once (RFC 6238, section 5.2). */
export class Authenticator {
  readonly #vault: AgentVault
  readonly #clock: AgentClock
  #lastStep = 0
  #wrong = 0

  constructor(vault: AgentVault, clock: AgentClock) {
    this.#vault = vault
    this.#clock = clock
  }

  /** `none`: the vault knows no authenticator. `too-many`: wrong for the fifth time, so lock. Wipes the digits. */
  check(digits: Buffer): 'right' | 'wrong' | 'none' | 'too-many' {
    const entries = this.#vault.entries().filter(({ kind }) => kind === 'totp')
    const isRight = entries.some(({ name }) => this.#isRight(name, digits))
    digits.fill(0)
    if (entries.length === 0) return 'none'
    this.#wrong = isRight ? 0 : this.#wrong + 1
    if (this.#wrong < MOST_WRONG) return isRight ? 'right' : 'wrong'
    this.#wrong = 0
    return 'too-many'
  }

  #isRight(name: string, digits: Buffer): boolean {
    const secret = this.#vault.read(name)
    const step = totpStep(secret, digits, this.#clock.now())
    secret.fill(0)
    if (step === undefined || step <= this.#lastStep) return false
    this.#lastStep = step
    return true
  }
}

/** As for the vault itself: five of a million numbers. */
const MOST_WRONG = 5
