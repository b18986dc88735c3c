import type { Question } from '../inspect/index.ts'
import {
  type Duplex,
  ensurePrivateDirectory,
  listenOnSocket,
  type SocketListener,
} from '../os/index.ts'
import { type Answer, isAnswer, Talk } from './talk.ts'

export interface DeskOptions {
  /** Made when first needed, for this user alone. */
  readonly directory: string
  /** Of the socket in it; no other launcher has the same. */
  readonly name: string
  /** Nobody can be asked: why, lower case. */
  readonly onFault: (reason: string) => void
}

/**
 * Where the questions of one launcher lie until somebody in a terminal answers them. Its socket is made with the first question. Whoever can
 * reach it is the same user, who could as well stop the launcher; each question is answered once.
 */
export class Desk {
  readonly #options: DeskOptions
  readonly #open = new Map<string, { question: Question; answer: (answer: Answer) => void }>()
  #listener: Promise<SocketListener> | undefined

  constructor(options: DeskOptions) {
    this.#options = options
  }

  /** Resolves with the answer, `unavailable` when nobody can reach it, or never. Never rejects. */
  async ask(question: Question): Promise<Answer | 'unavailable'> {
    const answered = new Promise<Answer>((answer) => {
      this.#open.set(question.ticket, { question, answer })
    })
    try {
      this.#listener ??= this.#listen()
      await this.#listener
    } catch (error) {
      this.#listener = undefined
      this.#open.delete(question.ticket)
      this.#options.onFault(error instanceof Error ? error.message : String(error))
      return 'unavailable'
    }
    return answered
  }

  cancel(ticket: string): void {
    this.#open.delete(ticket)
  }

  /** Removes the socket. */
  async close(): Promise<void> {
    const listener = this.#listener
    this.#open.clear()
    try {
      const opened = await listener
      opened?.close()
    } catch {
      // It was told when it happened, and there is nothing to remove.
    }
  }

  async #listen(): Promise<SocketListener> {
    const { directory, name } = this.#options
    ensurePrivateDirectory(directory)
    return await listenOnSocket(`${directory}/${name}`, {
      peers: MOST_PEERS,
      onPeer: (peer) => this.#greet(peer),
    })
  }

  #greet(peer: Duplex): void {
    const talk = new Talk(peer, (value) => {
      if (!isAnswer(value)) {
        talk.end()
        return
      }
      const waiting = this.#open.get(value.ticket)
      this.#open.delete(value.ticket)
      waiting?.answer(value.answer)
      talk.say({ ticket: value.ticket, isTaken: waiting !== undefined })
    })
    for (const { question } of this.#open.values()) talk.say({ question })
    talk.say({ isEnd: true })
  }
}

/** Terminals of one person. */
const MOST_PEERS = 8
