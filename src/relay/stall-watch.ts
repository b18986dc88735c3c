import type { Sink } from './sink.ts'

/** Looks from time to time whether a destination that has something to take takes nothing. Keeps nothing alive. */
export class StallWatch {
  readonly #sink: Pick<Sink, 'hasStalled'>
  readonly #onStalled: () => void
  #looks: NodeJS.Timeout | undefined
  #secondLook: NodeJS.Timeout | undefined

  /** `onStalled` is called at each look that finds nothing taken since the one before. */
  constructor(sink: Pick<Sink, 'hasStalled'>, onStalled: () => void) {
    this.#sink = sink
    this.#onStalled = onStalled
  }

  /** Looks every so many milliseconds from now on, and no longer as before. */
  every(ms: number): void {
    this.end()
    this.#looks = setInterval(() => this.#look(ms), ms).unref()
  }

  end(): void {
    clearInterval(this.#looks)
    clearTimeout(this.#secondLook)
  }

  /**
   * After a pause of this whole process, by SIGSTOP or in a debugger, timers are heard before what was taken meanwhile: nobody is
   * accused before one more look.
   */
  #look(ms: number): void {
    if (!this.#sink.hasStalled()) return
    const recheck = () => {
      if (this.#sink.hasStalled()) this.#onStalled()
    }
    clearTimeout(this.#secondLook)
    this.#secondLook = setTimeout(recheck, Math.min(ms / 10, SECOND_LOOK_MS)).unref()
  }
}

const SECOND_LOOK_MS = 1000
