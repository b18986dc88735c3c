import { escape } from '../base/index.ts'
import type { Question } from '../inspect/index.ts'
import {
  connectToSocket,
  type Duplex,
  listDirectory,
  removeTree,
  requirePrivateDirectory,
} from '../os/index.ts'
import { type Answer, type FromDesk, fromDesk, Talk } from './talk.ts'

/** A launcher with questions, as a terminal sees it. */
export interface Visit {
  /** Those that were open when it was reached. All texts are escaped. */
  readonly questions: readonly Question[]
  /** Whether the answer came in time. */
  answer(ticket: string, answer: Answer): Promise<boolean>
  leave(): void
}

/**
 * Reaches every launcher that has a desk in the directory. What launchers left that were killed is removed. Throws
 * `AIRLOCK_PATH_REFUSED` for a directory that others could use.
 */
export async function visitDesks(directory: string): Promise<readonly Visit[]> {
  if (!requirePrivateDirectory(directory)) return []
  const visits: Visit[] = []
  for (const name of listDirectory(directory)) {
    const path = `${directory}/${name}`
    const peer = (await connectToSocket(path)) ?? (await again(path))
    if (peer === undefined) removeTree(path)
    else visits.push(await visit(peer))
  }
  return visits
}

/** A launcher may be just about to listen. */
async function again(path: string): Promise<Duplex | undefined> {
  await new Promise((resolve) => setTimeout(resolve, MOMENT_MS))
  return await connectToSocket(path)
}

async function visit(peer: Duplex): Promise<Visit> {
  const questions: Question[] = []
  const heard = new Heard()
  const talk = new Talk(peer, (value) => heard.add(fromDesk(value)))
  peer.on('close', () => heard.add(undefined))
  for (let said = await heard.next(); said && 'question' in said; said = await heard.next()) {
    questions.push(escaped(said.question))
    if (questions.length >= MOST_QUESTIONS) break
  }
  return {
    questions,
    answer: async (ticket, answer) => {
      talk.say({ ticket, answer })
      const said = await heard.next()
      return said !== undefined && 'isTaken' in said && said.ticket === ticket && said.isTaken
    },
    leave: () => talk.end(),
  }
}

/** What was heard, one after the other; undefined for ever once the other end is gone, is silent too long, or says what it may not. */
class Heard {
  readonly #said: (FromDesk | undefined)[] = []
  #wake: () => void = () => undefined

  add(said: FromDesk | undefined): void {
    this.#said.push(said)
    this.#wake()
  }

  async next(): Promise<FromDesk | undefined> {
    const timer = setTimeout(() => this.add(undefined), SILENCE_MS)
    while (this.#said.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    clearTimeout(timer)
    return this.#said[0] === undefined ? undefined : this.#said.shift()
  }
}

/** Escaped by the launcher already; a terminal is not protected by somebody else's word. */
function escaped(question: Question): Question {
  const { profile, kind, name, arguments: given } = question
  return {
    ...question,
    profile: escape(profile),
    kind: escape(kind) as Question['kind'],
    name: escape(name),
    arguments: escape(given, MOST_SHOWN),
  }
}

const MOMENT_MS = 50
/** A launcher answers at once, unless it is stopped (SIGSTOP) or the machine stands still. */
const SILENCE_MS = 2000
/** More than a launcher lets wait. */
const MOST_QUESTIONS = 64
/** More than a launcher shows. */
const MOST_SHOWN = 200_000
