import { Readable, Writable } from 'node:stream'

/** An input that is filled by hand. */
export interface FilledInput {
  readonly stream: Readable
  /** Takes the bytes over. False: its reader has enough until `onRoom` is called. */
  fill(bytes: Uint8Array): boolean
  end(): void
}

export function filledInput(onRoom: () => void): FilledInput {
  const stream = new Readable({ read: onRoom })
  return {
    stream,
    fill: (bytes) => stream.push(bytes),
    end: () => void stream.push(null),
  }
}

/**
 * An output in front of another one: of each write only what `pass` gives back goes on. Has done with the bytes when the other one has, and
 * breaks when that breaks. Ending it does not end the other one.
 */
export function filteredOutput(
  output: Writable,
  pass: (bytes: Uint8Array) => Uint8Array,
): Writable {
  const filtered = new Writable({
    write: (bytes: Uint8Array, _encoding, done) => void output.write(pass(bytes), done),
  })
  output.once('error', (error) => filtered.destroy(error))
  output.once('close', () => filtered.destroy())
  return filtered
}
