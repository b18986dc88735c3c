import type {
  AgentAsk,
  AgentClock,
  AgentEntry,
  AgentRelease,
  AgentVault,
  NotUnlocked,
  ReleaseQuestion,
  UnlockQuestion,
} from '../../../src/agent/index.ts'
import { AirlockError } from '../../../src/base/index.ts'

/** Two clocks that stand still until a test moves them. */
export class FakeClock implements AgentClock {
  #wall = Date.UTC(2030, 0, 1)
  #uptime = 1000

  now(): number {
    return this.#wall
  }

  uptimeMs(): number {
    return this.#uptime
  }

  pass(ms: number): void {
    this.#wall += ms
    this.#uptime += ms
  }

  jump(ms: number): void {
    this.#wall += ms
  }
}

export function entry(name: string, more: Partial<AgentEntry> = {}): AgentEntry {
  return {
    name,
    scopes: ['*'],
    releases: [{ profile: 'notes', program: 'p1' }],
    rotated: Date.UTC(2029, 11, 31),
    rotateAfterDays: 30,
    kind: 'secret',
    ...more,
  }
}

/** A vault without a file. */
export class FakeVault implements AgentVault {
  static readonly key = Buffer.from('0123456789abcdef0123456789abcdef')
  readonly #all: AgentEntry[]
  readonly approved: { names: readonly string[]; release: AgentRelease }[] = []
  isOpen = false
  reminded: readonly string[] = []
  #held: Promise<void> = Promise.resolve()
  release: () => void = () => undefined

  constructor(entries: readonly AgentEntry[] = [entry('A'), entry('B')]) {
    this.#all = [...entries]
  }

  hold(): void {
    this.#held = new Promise((resolve) => {
      this.release = resolve
    })
  }

  async open(vaultKey: Buffer): Promise<void> {
    await this.#held
    if (!vaultKey.equals(FakeVault.key))
      throw new AirlockError('AIRLOCK_VAULT_FACTOR', { message: 'the key does not fit' })
    this.isOpen = true
  }

  entries(): readonly AgentEntry[] {
    if (!this.isOpen) throw new TypeError('locked')
    return this.#all
  }

  reminders(): readonly string[] {
    return this.reminded
  }

  read(name: string): Buffer {
    const found = this.entries().find((one) => one.name === name)
    if (found === undefined)
      throw new AirlockError('AIRLOCK_VAULT_ENTRY_MISSING', { message: `no \`${name}\`` })
    return Buffer.from(found.kind === 'totp' ? TOTP_SECRET : `value of ${name}`)
  }

  async approve(names: readonly string[], release: AgentRelease): Promise<void> {
    this.approved.push({ names, release })
    for (const [at, one] of this.#all.entries())
      if (names.includes(one.name)) this.#all[at] = { ...one, releases: [...one.releases, release] }
  }

  lock(): void {
    this.isOpen = false
  }
}

/** A person who answers when a test says so. */
export class FakePerson implements AgentAsk {
  readonly unlocks: (UnlockQuestion & { answer: (told: Buffer | NotUnlocked) => void })[] = []
  readonly approvals: (ReleaseQuestion & { answer: (told: Approval) => void })[] = []
  #seen: () => void = () => undefined

  unlock(question: UnlockQuestion): Promise<Buffer | NotUnlocked> {
    return new Promise((resolve) => {
      question.signal.addEventListener('abort', () => resolve({ refused: 'cancelled', hints: [] }))
      this.unlocks.push({ ...question, answer: resolve })
      this.#seen()
    })
  }

  approve(question: ReleaseQuestion): Promise<Approval> {
    return new Promise((resolve) => {
      question.signal.addEventListener('abort', () => resolve('unavailable'))
      this.approvals.push({ ...question, answer: resolve })
      this.#seen()
    })
  }

  /** Resolves once that many questions were put in all. */
  async asked(count: number): Promise<void> {
    while (this.unlocks.length + this.approvals.length < count)
      await new Promise<void>((resolve) => {
        this.#seen = resolve
      })
  }
}

type Approval = 'always' | 'once' | 'no' | 'unavailable'

/** "12345678901234567890", the secret of the examples of RFC 6238 (appendix B), in base32. */
export const TOTP_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
