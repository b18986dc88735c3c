import type { Readable } from 'node:stream'
import type { Answer, Side, Verdict } from '../inspect/index.ts'
import { createFramer, type Framer, type OversizeReport } from '../wire/index.ts'
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
  /** Called once, when the source has no more bytes; `cut` bytes of a last line without a newline were lost. */
  readonly onEnd: (cut: number) => void
}

export type Refused = Exclude<Verdict, { readonly kind: 'forward' | 'replace' }>

/**
 * One way through: reads, decides, and sends the original bytes on. Neighbouring lines of one chunk go on as one slice of
 * it, without a copy. Reads no further while its destination has unwritten bytes, so that at most one chunk and one
 * message are in memory; the other direction is never waited for.
 */
export class Direction {
  readonly #options: DirectionOptions
  readonly #framer: Framer
  #ended = false
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
  }

  /** Some destination took bytes: reads on, or not. */
  reconsider(): void {
    if (this.#ended) return
    const { source, sink, sinks } = this.#options
    const mustWait = sink.isFull || sinks.client.isCrowded || sinks.server.isCrowded
    if (mustWait !== source.isPaused()) {
      if (mustWait) source.pause()
      else source.resume()
    }
  }

  /** Reads no more. What the source still holds is lost. */
  stop(): void {
    this.#ended = true
    this.#options.source.off('data', this.#read)
    this.#options.source.pause()
  }

  readonly #read = (chunk: Uint8Array): void => {
    this.#framer.push(chunk)
    this.#writeRun()
    this.reconsider()
  }

  readonly #line = (line: Uint8Array): void => {
    const verdict = this.#options.decide(line)
    if (verdict.kind === 'replace') {
      this.#writeRun()
      this.#options.sink.forward(verdict.line)
      return
    }
    if (verdict.kind !== 'forward') {
      this.#refuse(verdict, line)
      return
    }
    // Whatever is refused ends the run, so lines in the same memory are neighbours.
    if (line.buffer !== this.#run) {
      this.#writeRun()
      this.#run = line.buffer
      this.#runStart = line.byteOffset
    }
    // The framer promises the newline right behind the line.
    this.#runEnd = line.byteOffset + line.length + 1
  }

  #refuse(verdict: Verdict, line: Uint8Array | undefined): void {
    this.#writeRun()
    if (verdict.kind === 'forward' || verdict.kind === 'replace') {
      throw new TypeError('a message that is not there was forwarded')
    }
    const answer = verdict.kind === 'answer' ? verdict : ending(verdict)
    if (answer !== undefined) this.#options.sinks[answer.to].answer(answer.line)
    this.#options.onRefused(verdict, line)
  }

  #writeRun(): void {
    if (this.#run === undefined) return
    const lines = new Uint8Array(this.#run, this.#runStart, this.#runEnd - this.#runStart)
    this.#run = undefined
    this.#options.sink.forward(lines)
  }

  readonly #finish = (): void => {
    if (this.#ended) return
    this.stop()
    this.#options.onEnd(this.#framer.end())
  }
}

/** What a message that ends the session is answered with, if somebody waits. */
function ending(verdict: Verdict): Answer | undefined {
  return verdict.kind === 'end' ? verdict.answer : undefined
}
