/** Where a worker lays the input that it plays, so that it is known even when the worker never comes back. */
export class Desk {
  readonly memory: SharedArrayBuffer
  readonly #head: Int32Array
  readonly #bytes: Uint8Array

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(HEAD_BYTES + MOST_BYTES)) {
    this.memory = memory
    this.#head = new Int32Array(memory, 0, 2)
    this.#bytes = new Uint8Array(memory, HEAD_BYTES)
  }

  /** Changes whenever an input was laid down. */
  get count(): number {
    return Atomics.load(this.#head, 0)
  }

  get input(): Buffer {
    return Buffer.from(this.#bytes.slice(0, Atomics.load(this.#head, 1)))
  }

  lay(input: Uint8Array): void {
    this.#bytes.set(input.subarray(0, MOST_BYTES))
    Atomics.store(this.#head, 1, Math.min(input.length, MOST_BYTES))
    Atomics.add(this.#head, 0, 1)
  }
}

const HEAD_BYTES = 8
/** More than an input can have. */
const MOST_BYTES = 1024 * 1024
