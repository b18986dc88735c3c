import type { Question } from '../inspect/index.ts'
import type { Duplex } from '../os/index.ts'

/** What a person can answer. */
export type Answer = 'once' | 'session' | 'no'

/** From a launcher: a question that is open, the end of those that are open now, or whether an answer was in time. */
export type FromDesk =
  | { readonly question: Question }
  | { readonly isEnd: true }
  | { readonly ticket: string; readonly isTaken: boolean }

/** From a terminal. */
export interface FromVisitor {
  readonly ticket: string
  readonly answer: Answer
}

/** One end of the talk between a launcher and a terminal: JSON, one value a line. */
export class Talk {
  readonly #peer: Duplex

  /** `onValue` gets each value that came in. Whoever says too much, reads too little, or says no JSON, is hung up on. */
  constructor(peer: Duplex, onValue: (value: unknown) => void) {
    this.#peer = peer
    let rest = ''
    peer.setEncoding('utf8')
    peer.on('error', () => peer.destroy())
    peer.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      if (rest.length > LONGEST) peer.destroy()
      for (const line of lines) {
        if (peer.destroyed) return
        const value = parsed(line)
        if (value === undefined) peer.destroy()
        else onValue(value)
      }
    })
  }

  say(value: FromDesk | FromVisitor): void {
    if (this.#peer.writableLength > MOST_UNREAD) this.#peer.destroy()
    if (!this.#peer.destroyed) this.#peer.write(`${JSON.stringify(value)}\n`)
  }

  end(): void {
    this.#peer.destroy()
  }
}

export function isAnswer(value: unknown): value is FromVisitor {
  return isRecord(value) && typeof value['ticket'] === 'string' && ANSWERS.has(value['answer'])
}

/** Undefined when it is nothing that a launcher says. */
export function fromDesk(value: unknown): FromDesk | undefined {
  if (!isRecord(value)) return undefined
  const { question, ticket, isTaken } = value
  if (value['isEnd'] === true) return { isEnd: true }
  if (typeof ticket === 'string' && typeof isTaken === 'boolean') return { ticket, isTaken }
  return isQuestion(question) ? { question } : undefined
}

function isQuestion(value: unknown): value is Question {
  return isRecord(value) && TEXTS.every((name) => typeof value[name] === 'string')
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

const ANSWERS: ReadonlySet<unknown> = new Set<Answer>(['once', 'session', 'no'])
const TEXTS: readonly (keyof Question)[] = ['ticket', 'profile', 'kind', 'name', 'arguments']

/** Several times a question with the longest arguments that are shown, all of them escaped. */
const LONGEST = 1024 * 1024
/** More than all questions that a launcher lets wait. */
const MOST_UNREAD = 4 * 1024 * 1024
