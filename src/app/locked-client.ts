import type { Place } from '../agent/index.ts'
import { AirlockError } from '../base/index.ts'
import { filledInput, filteredOutput } from '../os/index.ts'
import { createFramer, encodeError, type RequestId } from '../wire/index.ts'
import { ClientQuestion } from './client-question.ts'
import { type Io, tell } from './io.ts'
import {
  answeredIn,
  brokenPromise,
  isLegacyOffer,
  isModernOffer,
  listChangedLine,
  readSaid,
  requestIn,
  type Said,
} from './locked-messages.ts'

/** The client's two ends, as the session gets them. */
export type ClientEnds = Pick<Io, 'stdin' | 'stdout'>

/**
 * The client of a server that cannot be started before a person has answered. What it says is kept, within bounds, and played to the server
 * in its order; meanwhile it may be asked to show where the person has to go. Where that took an answer to `initialize`, the server's own one
 * is held against what was promised. A file of its own in the build (`dist/locked.cjs`).
 */
export class LockedClient {
  /** Rejects when the client is gone or its person declined. Never resolves. */
  readonly ended: Promise<never>
  readonly #io: Io
  readonly #question: ClientQuestion
  readonly #input = filledInput(() => void this.#io.stdin.resume())
  readonly #framer = createFramer({
    onLine: (line) => this.#hear(readSaid(line)),
    onOversize: ({ envelope: { hasMethod, id } }) => this.#refuse(hasMethod ? id : undefined),
  })
  #end: (error: Error) => void = () => undefined
  #onKept: () => void = () => undefined
  readonly #kept: Said[] = []
  /** `opened`: the server may run; `served`: lines go on; `raw`: and none need be looked at; `over`: none goes on any more. */
  #stage: 'locked' | 'opened' | 'served' | 'raw' | 'over' = 'locked'
  #isGone = false

  constructor(io: Io, profile: string) {
    this.#io = io
    this.#question = new ClientQuestion(profile, (line) => this.#say(line))
    this.ended = new Promise((_resolve, reject) => {
      this.#end = reject
    })
    // It need not be waited for.
    this.ended.catch(() => undefined)
    io.stdout.on('error', () => this.#leave())
    io.stdin.on('data', (chunk: Uint8Array) => this.#read(chunk))
    for (const event of ['end', 'close', 'error']) io.stdin.on(event, () => this.#leave())
    io.stdin.resume()
  }

  /** Whether the client opens URLs, by its first message; false when that does not come soon. */
  async opensUrls(): Promise<boolean> {
    await this.#until(() => this.#kept.length > 0, FIRST_LINE_MS)
    return this.#kept.some((said) => isLegacyOffer(said) || isModernOffer(said))
  }

  show(place: Place): void {
    this.#question.show(place, this.#kept)
  }

  /** The server may run: what its session reads and writes in place of the client's own ends. */
  open(): ClientEnds {
    this.#question.end()
    this.#stage = 'opened'
    const { stdout } = this.#io
    const { greeted } = this.#question
    const stdin = this.#input.stream
    if (greeted === undefined) {
      this.#serve()
      return { stdin, stdout }
    }
    const initialize = this.#kept.findIndex((said) => requestIn(said) === greeted)
    for (const said of this.#kept.splice(0, initialize + 1)) this.#fill(said.line)
    return {
      stdin,
      stdout: filteredOutput(stdout, (bytes) => this.#fromServer(bytes, greeted)),
    }
  }

  /**
   * Answers every request that waits, so that the person sees in the client what to do; waits for the first one when there is none. Resolves
   * at once when the client is gone. Never rejects.
   */
  async refuse({ message, hints }: AirlockError): Promise<void> {
    this.#question.end()
    const isWaiting = () => this.#kept.some((said) => requestIn(said) !== undefined)
    if (this.#question.greeted === undefined) await this.#until(isWaiting, FIRST_REQUEST_MS)
    this.#finish([message, ...hints.slice(0, 1)].join('; '))
    this.#io.stdin.pause()
    await new Promise<void>((resolve) => this.#io.stdout.write('', () => resolve()))
  }

  #read(chunk: Uint8Array): void {
    if (this.#stage === 'raw') {
      this.#fill(Buffer.from(chunk))
      return
    }
    this.#framer.push(chunk)
    const isWhole = chunk.at(-1) === NEWLINE
    if (this.#stage === 'served' && isWhole && !this.#question.isExpecting) this.#stage = 'raw'
  }

  #hear(said: Said): void {
    const { rest, isDeclined } = this.#question.hear(said)
    if (isDeclined) this.#end(locked('the person who was asked in the client declined'))
    if (rest !== undefined) this.#keep(rest)
  }

  #keep(said: Said): void {
    if (this.#stage === 'served') this.#fill(said.line)
    if (this.#stage === 'served' || this.#stage === 'over' || this.#question.answersPing(said))
      return
    const bytes = this.#kept.reduce((sum, { line }) => sum + line.length, said.line.length)
    if (this.#kept.length >= MOST_LINES || bytes > MOST_BYTES) {
      this.#refuse(requestIn(said))
      return
    }
    this.#kept.push(said)
    this.#question.ask(this.#kept)
    this.#onKept()
  }

  /** Whole lines of the server. Its answer to the `initialize` that was answered here is of no use to the client. */
  #fromServer(bytes: Uint8Array, greeted: RequestId): Uint8Array {
    if (this.#stage !== 'opened') return bytes
    const lines: Uint8Array[] = []
    let from = 0
    let isAnswer = false
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, from)) {
      if (isAnswer) break
      const said = readSaid(bytes.subarray(from, end))
      isAnswer = answeredIn(said) === greeted
      lines.push(isAnswer ? this.#compare(said) : said.line)
      from = end + 1
    }
    return Buffer.concat([...lines, bytes.subarray(from)])
  }

  /** What the client gets in place of the answer. */
  #compare(said: Said): Uint8Array {
    const broken = brokenPromise(said)
    if (broken === undefined) {
      this.#serve()
      return listChangedLine()
    }
    const reason = `the server is not what the client was told before it ran: ${broken}`
    tell(this.#io, reason)
    this.#finish(`${reason}; start it again now that the vault is unlocked`)
    this.#input.end()
    return Buffer.alloc(0)
  }

  #serve(): void {
    this.#stage = 'served'
    for (const { line } of this.#kept.splice(0)) this.#fill(line)
  }

  #finish(reason: string): void {
    this.#stage = 'over'
    for (const said of this.#kept.splice(0)) {
      const id = requestIn(said)
      if (id !== undefined && id !== this.#question.greeted)
        this.#say(encodeError(id, 'not-started', reason))
    }
  }

  #refuse(id: RequestId | undefined): void {
    if (id === undefined) tell(this.#io, 'a message was dropped: too much waits for the vault')
    else this.#say(encodeError(id, 'too-many-requests', 'too much waits for the vault'))
  }

  /** The client is gone. */
  #leave(): void {
    if (this.#isGone) return
    this.#isGone = true
    this.#onKept()
    this.#end(locked('the client went away before anybody had unlocked it'))
    this.#input.end()
  }

  #fill(bytes: Uint8Array): void {
    if (!this.#isGone && !this.#input.fill(bytes)) this.#io.stdin.pause()
  }

  #say(line: Uint8Array): void {
    this.#io.stdout.write(line)
  }

  async #until(isSo: () => boolean, patienceMs: number): Promise<void> {
    if (isSo() || this.#isGone) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, patienceMs)
      this.#onKept = () => {
        if (!isSo() && !this.#isGone) return
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

function locked(why: string): AirlockError {
  return new AirlockError('AIRLOCK_VAULT_LOCKED', {
    message: `the vault is locked: ${why}`,
    hints: ['mcp-airlock unlock'],
  })
}

const NEWLINE = 0x0a
/** More than a client says before it has heard anything; what is kept must have a bound. */
const MOST_LINES = 64
const MOST_BYTES = 1024 * 1024
/** A client speaks as soon as it has started us, and that was some time ago. */
const FIRST_LINE_MS = 300
const FIRST_REQUEST_MS = 2000
