import type { Custody } from './custody.ts'
import type { AgentAsk, Asked } from './ports.ts'
import type { Interest, Prompt, Prompts } from './prompts.ts'
import type { Patience, Refusal } from './protocol.ts'
import { locked, notUnlocked } from './refusals.ts'

/** Opens the vault, by a key that is given or by asking a person: one question for everybody who waits. */
export class Gate {
  readonly #custody: Custody
  readonly #prompts: Prompts
  readonly #ask: AgentAsk
  readonly #promptMs: number

  constructor(options: {
    readonly custody: Custody
    readonly prompts: Prompts
    readonly ask: AgentAsk
    readonly promptMs: number
  }) {
    this.#custody = options.custody
    this.#prompts = options.prompts
    this.#ask = options.ask
    this.#promptMs = options.promptMs
  }

  /** Undefined once it is open. */
  async unlock(
    interest: Interest,
    patience: Patience,
    lines: readonly string[],
  ): Promise<Refusal | undefined> {
    if (this.#custody.isOpen()) return undefined
    if (!patience.mayAsk) return locked('nobody may be asked')
    const told = await this.#prompts.share('unlock', interest, (prompt) =>
      this.#askForKey(this.asked(prompt, patience, lines)),
    )
    return told === undefined ? TOO_LATE : told.answer
  }

  /** Takes the key. Launchers that wait for a person need not wait any more then. */
  async open(key: Buffer): Promise<Refusal | undefined> {
    if (!(await this.#custody.open(key)))
      return locked('the agent holds another key, or was locked meanwhile', [
        'mcp-airlock lock && mcp-airlock unlock',
      ])
    this.#prompts.settle('unlock', undefined)
    return undefined
  }

  /** Whether a person who is asked now has the key that is held. Undefined once it is so. */
  async confirm(interest: Interest, patience: Patience): Promise<Refusal | undefined> {
    if (!patience.mayAsk) return locked('nobody may be asked')
    const told = await this.#prompts.share(interest, interest, async (prompt) => {
      const asked = this.asked(prompt, patience, CONFIRM)
      const answer = await this.#ask.unlock({ ...asked, byPerson: true })
      if (!Buffer.isBuffer(answer)) return notUnlocked(answer)
      if (this.#custody.matches(answer) && !prompt.signal.aborted) return undefined
      return locked('that was not the key that the agent holds')
    })
    return told === undefined ? TOO_LATE : told.answer
  }

  asked(prompt: Prompt, { display, elicit }: Patience, lines: readonly string[]): Asked {
    return { ...prompt, lines, display, elicit, timeoutMs: this.#promptMs }
  }

  async #askForKey(question: Asked): Promise<Refusal | undefined> {
    if (this.#custody.isOpen()) return undefined
    const told = await this.#ask.unlock({ ...question, byPerson: false })
    if (!Buffer.isBuffer(told)) return notUnlocked(told)
    if (!question.signal.aborted) return await this.open(told)
    told.fill(0)
    return notUnlocked({ refused: 'cancelled', hints: [] })
  }
}

const TOO_LATE = notUnlocked({ refused: 'timeout', hints: [] })
const CONFIRM = ['mcp-airlock wants to know whether it is you, before it shows a secret']
