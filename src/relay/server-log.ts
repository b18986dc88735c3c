import type { Readable } from 'node:stream'
import { escape } from '../base/index.ts'
import {
  type Notice,
  type RedactedStream,
  type Redactor,
  redactionNotice,
  type Side,
} from '../inspect/index.ts'
import { uptimeMs } from '../os/index.ts'
import { LineCutter } from './line-cutter.ts'
import type { NoteKind, Observer } from './ports.ts'
import { TokenBudget } from './token-budget.ts'

/**
 * What a server writes for people, and what is said about its messages: escaped, each line bounded, all together within
 * a budget. Over it lines are dropped, with one line that says how many. The server is never held back by it.
 */
export class ServerLog {
  readonly #observer: Observer
  readonly #budget: TokenBudget
  readonly #cutter: LineCutter
  #dropped = 0
  #hinted = false
  #hasWaited = false
  readonly #told = new Set<string>()
  readonly #redactor: Redactor | undefined
  /** Between the server's standard error and the lines of it, so that no value is cut in two by a chunk or by a line's end. */
  readonly #redacted: RedactedStream | undefined
  #redactedNames = 0

  /** `burst` in bytes. */
  constructor(observer: Observer, burst: number, redactor?: Redactor) {
    this.#redactor = redactor
    this.#redacted = redactor?.stream((bytes) => this.#cutter.push(bytes))
    this.#observer = observer
    this.#budget = new TokenBudget(burst, uptimeMs)
    this.#cutter = new LineCutter(LINE_BYTES, (kept, length) => this.#text('server', kept, length))
  }

  /** Reads the server's standard error to its end, then calls back, once. */
  follow(errors: Readable, onEnd: () => void): void {
    let isOpen = true
    const finish = () => {
      if (!isOpen) return
      isOpen = false
      this.#redacted?.end()
      this.#cutter.end()
      this.#tellRedacted()
      onEnd()
    }
    errors.on('data', (chunk: Uint8Array) => this.#read(chunk))
    errors.on('end', finish)
    errors.on('close', finish)
    errors.on('error', finish)
    // Whoever read it before may have paused it, and a listener alone does not undo that (node:stream, "Two reading modes").
    errors.resume()
  }

  /** A line of the standard output that is no message; undefined when it was too long to be kept. */
  noise(line: Uint8Array | undefined): void {
    if (line === undefined) this.note('noise', '(a line over the limit)')
    else this.#noise(line)
    if (this.#hinted) return
    this.#hinted = true
    this.#observer.note('hint', NOISE_HINT)
  }

  /** What was noticed in a message that went on: each thing once a session, because what a server does once it does always. */
  noticed(from: Side, notices: readonly Notice[]): void {
    for (const { reason, places } of notices) {
      const place = places[0] === undefined ? '' : `, first at \`${places[0]}\``
      if (this.#told.size >= MOST_TOLD || this.#told.has(reason)) continue
      this.#told.add(reason)
      this.note('noticed', `${from}: ${reason}${place}`)
    }
  }

  /** A request waits for somebody in a terminal; the first time with a word on what to do. */
  waiting(text: string): void {
    this.note('waiting', text)
    if (this.#hasWaited) return
    this.#hasWaited = true
    this.#observer.note('hint', WAITING_HINT)
  }

  /** A line of our own; `text` must be free of control characters. */
  note(kind: NoteKind, text: string): void {
    if (this.#mayPass(text.length)) this.#observer.note(kind, text)
  }

  /** Says what was dropped last. */
  end(): void {
    this.#tellRedacted()
    this.#sayDropped()
  }

  #read(chunk: Uint8Array): void {
    ;(this.#redacted ?? this.#cutter).push(chunk)
    this.#tellRedacted()
  }

  /** Redacted before it is cut. */
  #noise(line: Uint8Array): void {
    const shown = this.#redactor?.redactLine(line) ?? line
    this.#text('noise', shown.subarray(0, LINE_BYTES), shown.length)
    this.#tellRedacted()
  }

  /** Each entry once, whatever its value stood in. */
  #tellRedacted(): void {
    const names = this.#redactor?.matchCount
    if (names === undefined || names.size === this.#redactedNames) return
    this.#redactedNames = names.size
    this.noticed('server', [...names.keys()].map(redactionNotice))
  }

  #text(kind: NoteKind, kept: Uint8Array, length: number): void {
    if (length === 0 || !this.#mayPass(kept.length)) return
    const cut = length > kept.length ? `… (${length - kept.length} bytes more)` : ''
    const text = Buffer.from(kept.buffer, kept.byteOffset, kept.byteLength)
      .toString('utf8')
      .trimEnd()
    if (text !== '') this.#observer.note(kind, escape(text, LINE_BYTES) + cut)
  }

  /** Takes the cost before any work is done for the line. */
  #mayPass(bytes: number): boolean {
    if (!this.#budget.take(bytes + LINE_COST)) {
      this.#dropped += 1
      return false
    }
    this.#sayDropped()
    return true
  }

  #sayDropped(): void {
    if (this.#dropped === 0) return
    this.#observer.note(
      'hint',
      `${this.#dropped} lines of the server were dropped: it writes too much`,
    )
    this.#dropped = 0
  }
}

const NOISE_HINT =
  'the server writes text to its standard output, which belongs to the protocol; it should log to standard error'

const WAITING_HINT = 'mcp-airlock approve'

/** A longer line is hardly read by anyone; the same is the atomic write of a pipe (PIPE_BUF, pipe(7)). */
const LINE_BYTES = 4096

/** More different things than a person reads. */
const MOST_TOLD = 64

/** What a line costs beyond its text, so that empty ones are not free. */
const LINE_COST = 32
