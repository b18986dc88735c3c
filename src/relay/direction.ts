import type { Readable } from 'node:stream'
import type { Answer, Notice, Side, Verdict, Waiting } from '../inspect/index.ts'
import { createFramer, type Framer, type OversizeReport } from '../wire/index.ts'
import { Pace } from './pace.ts'
import type { Sink } from './sink.ts'

export interface DirectionOptions {
  readonly source: Readable
  /** Longest line in bytes. */
  readonly messageBytes: number
  /** Where forwarded lines go. */
  readonly sink: Sink
  /** Where answers go, by the side that waits for them. */
  readonly sinks: Readonly<Record<Side, Sink>>
  readonly decide: (line: Uint8Array) => Verdict
  readonly decideOversize: (report: OversizeReport) => Verdict
  /** A message went no further. The line is undefined when it was too long to be kept. */
  readonly onRefused: (verdict: Refused, line: Uint8Array | undefined) => void
  /** A message goes on, and something about it should be known. */
  readonly onNoticed: (notices: readonly Notice[]) => void
  /** Somebody has to be asked about a message, or has been. Other messages do not wait for that. */
  readonly onWaiting: (verdict: Waiting) => void
  /** So many bytes came at once, in which so many lines ended, and have been decided about. */
  readonly onRead?: (bytes: number, lines: number) => void
  /** Called once, when the source has no more bytes; `cut` bytes of a last line without a newline were lost. */
  readonly onEnd: (cut: number) => void
}

export type Refused = Exclude<Verdict, { readonly kind: 'forward' | 'replace' | 'batch' } | Waiting>

/** What else there is to a message that goes on. */
interface Heeded {
  readonly delayMs?: number
  readonly notices?: readonly Notice[]
}

/**
 * One way through: reads, decides, and sends the original bytes on. Neighbouring lines of one chunk go on as one slice of
 * it, without a copy. Reads no further while its destination has unwritten bytes, so that at most one chunk and one
 * message are in memory and the source may use the chunk's memory again; the other direction is never waited for.
 */
export class Direction {
  readonly #options: DirectionOptions
  readonly #framer: Framer
  readonly #pace = new Pace(() => this.#reconsider())
  #ended = false
  /** Does not read, since what was read has to go on first. */
  #isWaiting = false
  /** Since the last read. */
  #lines = 0
  /** Forwarded lines not yet written: memory, first byte, index behind the last newline. */
  #run: ArrayBufferLike | undefined
  #runStart = 0
  #runEnd = 0

  constructor(options: DirectionOptions) {
    this.#options = options
    this.#framer = createFramer({
      maxBytes: options.messageBytes,
      onLine: this.#line,
      onOversize: (report) => this.#refuse(options.decideOversize(report), undefined),
    })
    const { source } = options
    source.on('data', this.#read)
    source.on('end', this.#finish)
    source.on('close', this.#finish)
    source.on('error', this.#finish)
    source.resume()
  }

  /** Some destination took bytes. */
  roomMade(): void {
    if (this.#isWaiting) this.#reconsider()
  }

  /** Reads on, or not. */
  #reconsider(): void {
    if (this.#ended) return
    const { source, sink, sinks } = this.#options
    const isCrowded = sinks.client.isCrowded || sinks.server.isCrowded
    const mustWait = sink.isFull || isCrowded || this.#pace.isHeld
    if (mustWait === this.#isWaiting) return
    this.#isWaiting = mustWait
    if (mustWait) source.pause()
    else source.resume()
  }

  /** Reads no more. What the source still holds is lost. */
  stop(): void {
    this.#ended = true
    this.#options.source.off('data', this.#read)
    this.#options.source.pause()
  }

  readonly #read = (chunk: Uint8Array): void => {
    this.#lines = 0
    this.#framer.push(chunk)
    const isWhole =
      chunk.buffer === this.#run &&
      chunk.byteOffset === this.#runStart &&
      chunk.length === this.#runEnd - this.#runStart
    if (isWhole) this.#run = undefined
    // As it came: a view of the same bytes takes time to make.
    if (isWhole) this.#options.sink.forward(chunk)
    else this.#writeRun()
    this.#reconsider()
    this.#options.onRead?.(chunk.length, this.#lines)
  }

  readonly #line = (line: Uint8Array): void => {
    this.#lines += 1
    const verdict = this.#options.decide(line)
    if (verdict.kind !== 'forward') {
      this.#divert(verdict, line)
      return
    }
    this.#heed(verdict)
    // Whatever is refused ends the run, so lines in the same memory are neighbours.
    if (line.buffer !== this.#run) {
      this.#writeRun()
      this.#run = line.buffer
      this.#runStart = line.byteOffset
    }
    // The framer promises the newline right behind the line.
    this.#runEnd = line.byteOffset + line.length + 1
  }

  /** The line does not go on as it is. */
  #divert(verdict: Exclude<Verdict, { readonly kind: 'forward' }>, line: Uint8Array): void {
    this.#writeRun()
    switch (verdict.kind) {
      case 'replace':
        this.#heed(verdict)
        this.#options.sink.forward(verdict.line)
        break
      case 'batch':
        this.#heed(verdict)
        if (verdict.line !== undefined) this.#options.sink.forward(verdict.line)
        for (const each of verdict.refused) this.#refuse(each, line)
        for (const each of verdict.released ?? []) {
          this.#options.onWaiting({ kind: 'release', ...each })
        }
        break
      case 'hold':
      case 'release':
        this.#options.onWaiting(verdict)
        break
      case 'answer':
      case 'drop':
      case 'end':
      case 'noise':
        this.#refuse(verdict, line)
        break
    }
  }

  #heed({ delayMs, notices }: Heeded): void {
    if (delayMs !== undefined) this.#pace.hold(delayMs)
    if (notices !== undefined) this.#options.onNoticed(notices)
  }

  #refuse(verdict: Verdict, line: Uint8Array | undefined): void {
    this.#writeRun()
    if (!isRefused(verdict)) throw new TypeError('a message that is not there was forwarded')
    const answer = answerOf(verdict)
    if (answer !== undefined) this.#options.sinks[answer.to].answer(answer.line)
    this.#options.onRefused(verdict, line)
  }

  #writeRun(): void {
    if (this.#run === undefined) return
    const lines = Buffer.from(this.#run, this.#runStart, this.#runEnd - this.#runStart)
    this.#run = undefined
    this.#options.sink.forward(lines)
  }

  readonly #finish = (): void => {
    if (this.#ended) return
    this.stop()
    this.#options.onEnd(this.#framer.end())
  }
}

function isRefused(verdict: Verdict): verdict is Refused {
  return !GONE_ON.has(verdict.kind)
}

/** What somebody who waits is told in the place of the message; undefined when nobody waits. */
export function answerOf(verdict: Refused): Answer | undefined {
  if (verdict.kind === 'answer') return verdict
  return verdict.kind === 'end' ? verdict.answer : undefined
}

const GONE_ON: ReadonlySet<Verdict['kind']> = new Set([
  'forward',
  'replace',
  'batch',
  'hold',
  'release',
])
