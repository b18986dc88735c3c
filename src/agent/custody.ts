import { timingSafeEqual } from 'node:crypto'
import type { AgentClock, AgentLimits, AgentVault } from './ports.ts'

/** Holds the vault key for as long as it may be held. Every question to it looks at the clocks first. */
export class Custody {
  readonly #vault: AgentVault
  readonly #clock: AgentClock
  readonly #limits: AgentLimits
  #key: Buffer | undefined
  #openedMs = 0
  #usedMs: number
  #offsetMs: number
  /** Counts what was done to the key, so that an opening that was overtaken by a lock is seen. */
  #turn = 0
  /** One opening at a time: the vault keeps the buffer of the last one. */
  #opening: Promise<unknown> = Promise.resolve()

  constructor(vault: AgentVault, clock: AgentClock, limits: AgentLimits) {
    this.#vault = vault
    this.#clock = clock
    this.#limits = limits
    this.#usedMs = clock.uptimeMs()
    this.#offsetMs = this.#offset()
  }

  /** False once it had to be locked: idle, held too long, or a clock that jumped because the machine slept. */
  isOpen(): boolean {
    this.#look()
    return this.#key !== undefined
  }

  /** Nobody has used it for as long as it may be idle, and it is locked. */
  isForgotten(): boolean {
    return !this.isOpen() && this.#idleMs() >= this.#limits.idleMs
  }

  /**
   * Takes the buffer and opens the vault with it, or begins the times anew when that key is held already. False when another one is held, or a
   * lock came meanwhile. Rejects with what the vault throws for a wrong key. Unless it is true, the buffer is wiped.
   */
  open(key: Buffer): Promise<boolean> {
    const opened = this.#opening.then(() => this.#open(key))
    this.#opening = opened.catch(() => undefined)
    return opened
  }

  /** It was asked for something: the idle time begins anew. */
  use(): void {
    this.#usedMs = this.#clock.uptimeMs()
  }

  /** Wipes the key, and has the vault wipe what it made of it. */
  lock(): void {
    this.#turn += 1
    this.#key?.fill(0)
    this.#key = undefined
    this.#vault.lock()
  }

  /** Undefined while it is locked. */
  leftMs(): { readonly idle: number; readonly absolute: number } | undefined {
    if (!this.isOpen()) return undefined
    const { idleMs, absoluteMs } = this.#limits
    return {
      idle: idleMs - this.#idleMs(),
      absolute: absoluteMs - (this.#clock.uptimeMs() - this.#openedMs),
    }
  }

  /** Whether that is the key that is held; wipes the buffer. */
  matches(key: Buffer): boolean {
    const held = this.#key
    const isSame = held !== undefined && held.length === key.length && timingSafeEqual(held, key)
    key.fill(0)
    return isSame
  }

  async #open(key: Buffer): Promise<boolean> {
    if (this.isOpen()) return this.#renew(key)
    const turn = ++this.#turn
    try {
      await this.#vault.open(key)
    } catch (error) {
      key.fill(0)
      // It may have opened, and failed at what comes after.
      this.#vault.lock()
      throw error
    }
    if (turn !== this.#turn) {
      key.fill(0)
      this.#vault.lock()
      return false
    }
    this.#key = key
    this.#openedMs = this.#clock.uptimeMs()
    this.use()
    return true
  }

  /** Whoever gives the same key again has unlocked again. */
  #renew(key: Buffer): boolean {
    if (!this.matches(key)) return false
    this.#openedMs = this.#clock.uptimeMs()
    this.use()
    return true
  }

  #look(): void {
    const offset = this.#offset()
    const jump = Math.abs(offset - this.#offsetMs)
    this.#offsetMs = offset
    if (this.#key === undefined) return
    const isOver =
      jump > this.#limits.jumpMs ||
      this.#idleMs() >= this.#limits.idleMs ||
      this.#clock.uptimeMs() - this.#openedMs >= this.#limits.absoluteMs
    if (!isOver) return
    this.lock()
    this.use()
  }

  #idleMs(): number {
    return this.#clock.uptimeMs() - this.#usedMs
  }

  #offset(): number {
    return this.#clock.now() - this.#clock.uptimeMs()
  }
}
