import type { Duplex } from '../os/index.ts'

/** The bytes that come in from a peer, taken in pieces of known length. What is not taken waits in the kernel. */
export class BytesIn {
  readonly #peer: Duplex
  #wake: () => void = () => undefined

  constructor(peer: Duplex) {
    this.#peer = peer
    const wake = () => this.#wake()
    for (const event of ['readable', 'end', 'close']) peer.on(event, wake)
    peer.on('error', () => peer.destroy())
  }

  /** Undefined when the peer went away, or was hung up on, before it said so many. One call at a time. */
  async take(length: number): Promise<Buffer | undefined> {
    for (;;) {
      if (this.#peer.destroyed) return undefined
      const bytes = this.#peer.read(length) as Buffer | null
      if (bytes !== null) return bytes.length === length ? bytes : undefined
      if (this.#peer.readableEnded) return undefined
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}
