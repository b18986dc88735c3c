import type { Writable } from 'node:stream'

/**
 * A destination that says when it has had enough. Only whole lines are ever written, each in one piece, so lines of
 * different origin never mix. Once it is broken or ended everything written to it is lost.
 */
export class Sink {
  #broken = false
  #ended = false
  #answers = 0
  #taken = 0
  /** How often something had been taken at the last look; undefined when nothing waited then. */
  #takenBefore: number | undefined
  readonly #stream: Writable
  readonly #onRoom: () => void

  /** `onRoom` is called when bytes were taken; `onBroken` once, when no more ever will be. */
  constructor(
    stream: Writable,
    on: { readonly onRoom: () => void; readonly onBroken: () => void },
  ) {
    this.#stream = stream
    this.#onRoom = on.onRoom
    const lose = () => {
      if (this.#broken) return
      this.#broken = true
      on.onRoom()
      if (!this.#ended) on.onBroken()
    }
    stream.on('error', lose)
    stream.on('close', lose)
  }

  /** Has unwritten bytes, also behind its end: its source must wait, since they may lie in the memory that it reads into. */
  get isFull(): boolean {
    return !this.#broken && this.#stream.writableLength > 0
  }

  /** Has more of our own answers unwritten than an honest peer can cause. */
  get isCrowded(): boolean {
    return !this.#isOver && this.#answers >= UNWRITTEN_ANSWERS
  }

  /** Whether something has waited since this was asked last, and nothing was taken. An end is waited for elsewhere. */
  hasStalled(): boolean {
    const now = this.isFull && !this.#ended ? this.#taken : undefined
    const isSame = now !== undefined && now === this.#takenBefore
    this.#takenBefore = now
    return isSame
  }

  forward(lines: Uint8Array): void {
    if (!this.#isOver) this.#stream.write(lines, this.#took)
  }

  /** A line of our own, counted until it is written: its reader is not the one whose bytes cause it. */
  answer(line: Uint8Array): void {
    if (this.#isOver) return
    this.#answers += 1
    this.#stream.write(line, this.#answered)
  }

  /** Calls back when everything so far is written, or never will be. */
  flush(done: () => void): void {
    if (this.#isOver) done()
    else this.#stream.write('', done)
  }

  /** Ends the stream behind what was written so far. */
  end(): void {
    if (this.#isOver) return
    this.#ended = true
    this.#stream.end()
  }

  get #isOver(): boolean {
    return this.#broken || this.#ended
  }

  readonly #took = (): void => {
    this.#taken += 1
    this.#onRoom()
  }

  readonly #answered = (): void => {
    this.#answers -= 1
    this.#took()
  }
}

/** An answer takes at most 2 KB; 256 requests may be open at a time. */
const UNWRITTEN_ANSWERS = 256
