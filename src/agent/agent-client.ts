import { AirlockError } from '../base/index.ts'
import type { Channel } from './channel.ts'
import type {
  AgentAnswer,
  AgentRequest,
  AgentStatus,
  Done,
  GetRequest,
  Got,
  ListedEntry,
  Patience,
  Place,
  Refusal,
} from './protocol.ts'

type OnPlace = (place: Place) => void
type Said<K extends AgentAnswer['said']> = Extract<AgentAnswer, { said: K }>

/**
 * A connection to the agent; one request at a time. Every method rejects with `AIRLOCK_VAULT_LOCKED` when the agent goes away before it has
 * answered, or takes longer than it may; the connection is of no more use then. To give up waiting, close it.
 */
export class AgentClient {
  readonly #channel: Channel

  constructor(channel: Channel) {
    this.#channel = channel
  }

  async status(): Promise<AgentStatus> {
    const { answer } = await this.#ask({ verb: 'status' })
    return expected(answer, 'status').status
  }

  /**
   * With a vault key the agent takes that one; the buffer stays the caller's. Without, the agent asks a person. A URL where the question
   * can be answered is told as soon as there is one.
   */
  async unlock(
    request: Patience & { readonly vaultKey?: Buffer },
    onPlace?: OnPlace,
  ): Promise<Done> {
    const { vaultKey, ...patience } = request
    const secrets = vaultKey === undefined ? [] : [vaultKey]
    return await this.#do({ verb: 'unlock', ...patience }, { secrets, onPlace })
  }

  async lock(): Promise<void> {
    await this.#do({ verb: 'lock' })
  }

  /** Names and scopes of all entries; refused while the vault is locked. */
  async list(): Promise<
    { readonly kind: 'entries'; readonly entries: readonly ListedEntry[] } | Refused
  > {
    const { answer } = await this.#ask({ verb: 'list' })
    if (answer.said === 'refused') return refused(answer)
    return { kind: 'entries', entries: expected(answer, 'entries').entries }
  }

  async get(request: GetRequest, onPlace?: OnPlace): Promise<Got> {
    const { answer, secrets } = await this.#ask({ verb: 'get', ...request }, { onPlace })
    return gotFrom(answer, secrets)
  }

  /**
   * Proves that a person is there, for `reveal` on this connection: by the digits of an authenticator, or by unlocking once more when none
   * are given.
   */
  async stepUp(request: Patience & { readonly code?: Buffer }, onPlace?: OnPlace): Promise<Done> {
    const { code, ...patience } = request
    const secrets = code === undefined ? [] : [code]
    return await this.#do({ verb: 'step-up', ...patience }, { secrets, onPlace })
  }

  /** One value for a person; needs a fresh step-up on this connection. */
  async reveal(name: string): Promise<Got> {
    const { answer, secrets } = await this.#ask({ verb: 'reveal', name })
    return gotFrom(answer, secrets)
  }

  /** Locks and ends the agent. */
  async shutdown(): Promise<void> {
    await this.#do({ verb: 'shutdown' })
  }

  close(): void {
    this.#channel.end()
  }

  async #do(request: AgentRequest, beside: Beside = {}): Promise<Done> {
    const { answer } = await this.#ask(request, beside)
    if (answer.said === 'refused') return refused(answer)
    expected(answer, 'done')
    return { kind: 'done' }
  }

  async #ask(request: AgentRequest, { secrets = [], onPlace }: Beside = {}) {
    const waitMs = ('waitMs' in request ? request.waitMs : 0) + ANSWER_MS
    const timer = setTimeout(() => this.#channel.end(), waitMs)
    try {
      if (!this.#channel.send({ control: request, secrets }))
        throw new TypeError('a request is longer than a message may be')
      for (;;) {
        const message = await this.#channel.receive()
        if (message === undefined) throw goneAway()
        const answer = message.control as AgentAnswer
        if (answer.said !== 'progress') return { answer, secrets: message.secrets }
        onPlace?.(answer.place)
      }
    } finally {
      clearTimeout(timer)
    }
  }
}

interface Beside {
  readonly secrets?: readonly Buffer[]
  readonly onPlace?: OnPlace | undefined
}

type Refused = { readonly kind: 'refused' } & Refusal

function refused({ refusal }: Said<'refused'>): Refused {
  return { kind: 'refused', ...refusal }
}

function gotFrom(answer: AgentAnswer, secrets: readonly Buffer[]): Got {
  if (answer.said === 'refused') return refused(answer)
  const { names, warnings } = expected(answer, 'values')
  const values = new Map<string, Buffer>()
  for (const [at, name] of names.entries()) {
    const value = secrets[at]
    if (value === undefined) throw new TypeError('the agent sent fewer values than names')
    values.set(name, value)
  }
  return { kind: 'values', values, warnings }
}

function expected<K extends AgentAnswer['said']>(answer: AgentAnswer, said: K): Said<K> {
  if (answer.said === said) return answer as Said<K>
  throw new TypeError(`the agent answered \`${answer.said}\` in place of \`${said}\``)
}

function goneAway(): AirlockError {
  return new AirlockError('AIRLOCK_VAULT_LOCKED', {
    message: 'the agent went away, or took too long, before it had answered',
    hints: ['mcp-airlock unlock'],
  })
}

/** Beyond the time that is for the person. */
const ANSWER_MS = 5000
