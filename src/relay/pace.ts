import { uptimeMs } from '../os/index.ts'

/**
 * How long one side is held back. Times do not add up: whoever sends several messages at once waits for the longest. The timer keeps no
 * process alive.
 */
export class Pace {
  readonly #onFree: () => void
  #timer: NodeJS.Timeout | undefined
  #freeAt = 0

  /** `onFree` is called when the time is over. */
  constructor(onFree: () => void) {
    this.#onFree = onFree
  }

  get isHeld(): boolean {
    return this.#timer !== undefined
  }

  hold(ms: number): void {
    const freeAt = uptimeMs() + ms
    if (freeAt <= this.#freeAt) return
    clearTimeout(this.#timer)
    this.#freeAt = freeAt
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#onFree()
    }, ms).unref()
  }
}
