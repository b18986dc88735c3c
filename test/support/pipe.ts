import { PassThrough, Transform } from 'node:stream'

/** Both ends of a pipe in memory. Like the kernel's it copies what is written, so that the writer may use the memory again. */
export class Pipe extends Transform {
  constructor() {
    super({ transform: (chunk: Buffer, _encoding, done) => done(null, Buffer.from(chunk)) })
  }
}

/** Gives out all its chunks in one piece of memory, each in the place of the one before, as `standardInput` does. */
export class Lender extends PassThrough {
  readonly #memory = Buffer.alloc(64 * 1024)

  override emit(event: string | symbol, ...values: unknown[]): boolean {
    const [chunk] = values
    if (event !== 'data' || !(chunk instanceof Uint8Array)) return super.emit(event, ...values)
    this.#memory.fill('?')
    this.#memory.set(chunk)
    return super.emit('data', this.#memory.subarray(0, chunk.length))
  }
}
