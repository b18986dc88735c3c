import { unmoved } from '../base/index.ts'
import type { Duplex } from '../os/index.ts'
import type { BytesIn } from './bytes-in.ts'
import { Opener, Sealer } from './sealed-frame.ts'

/** What one end says to the other: something that JSON can say, and bytes that must never be text. */
export interface Message {
  readonly control: unknown
  readonly secrets: readonly Buffer[]
}

/**
 * A connection after the handshake. A message is a row of items, the first one JSON and the others secrets; an item is a row of frames.
 * Whatever does not open, does not parse or is too long ends the connection.
 */
export class Channel {
  readonly #peer: Duplex
  readonly #input: BytesIn
  readonly #sealer: Sealer
  readonly #opener: Opener

  constructor(
    peer: Duplex,
    input: BytesIn,
    keys: { readonly sealing: Buffer; readonly opening: Buffer },
  ) {
    this.#peer = peer
    this.#input = input
    this.#sealer = new Sealer(keys.sealing)
    this.#opener = new Opener(keys.opening)
  }

  /** Throws a RangeError for more than one message may hold. The secrets are still the caller's to wipe. */
  send({ control, secrets }: Message): void {
    const items = [Buffer.from(JSON.stringify(control)), ...secrets]
    const total = items.reduce((sum, { length }) => sum + length, 0)
    if (total > MOST_BYTES || secrets.length > MOST_SECRETS)
      throw new RangeError(`a message of ${total} bytes and ${secrets.length} secrets is too long`)
    if (this.#peer.destroyed) return
    this.#peer.cork()
    for (const [at, item] of items.entries()) this.#sendItem(item, at === items.length - 1)
    this.#peer.uncork()
  }

  /** Undefined once the other end is gone, or was hung up on. One call at a time. */
  async receive(): Promise<Message | undefined> {
    const items: Buffer[] = []
    const left = { bytes: MOST_BYTES }
    for (;;) {
      const item = await this.#receiveItem(left)
      if (item === undefined || items.length > MOST_SECRETS) break
      items.push(item.bytes)
      if (!item.isLast) continue
      const [first, ...secrets] = items as [Buffer, ...Buffer[]]
      const control = parsed(first)
      if (control === undefined) break
      return { control, secrets }
    }
    wipe(items)
    this.end()
    return undefined
  }

  end(): void {
    this.#peer.destroy()
  }

  #sendItem(item: Buffer, isLast: boolean): void {
    for (let at = 0; at === 0 || at < item.length; at += MOST_PART) {
      const isEnd = at + MOST_PART >= item.length
      const mark = (isEnd ? END_OF_ITEM : 0) | (isEnd && isLast ? END_OF_MESSAGE : 0)
      this.#peer.write(this.#sealer.seal(mark, item.subarray(at, at + MOST_PART)))
    }
  }

  async #receiveItem(left: {
    bytes: number
  }): Promise<{ bytes: Buffer; isLast: boolean } | undefined> {
    const parts: Buffer[] = []
    for (;;) {
      const plain = await this.#receiveFrame()
      left.bytes -= plain?.length ?? 0
      if (plain === undefined || left.bytes < 0) break
      parts.push(plain.subarray(1))
      const mark = plain[0] ?? 0
      if ((mark & END_OF_ITEM) === 0) continue
      if (parts.length === 1)
        return { bytes: plain.subarray(1), isLast: (mark & END_OF_MESSAGE) !== 0 }
      const bytes = joined(parts)
      wipe(parts)
      return { bytes, isLast: (mark & END_OF_MESSAGE) !== 0 }
    }
    wipe(parts)
    return undefined
  }

  async #receiveFrame(): Promise<Buffer | undefined> {
    const header = await this.#input.take(HEADER_BYTES)
    const length = header?.readUInt32BE() ?? 0
    if (header === undefined || length < LEAST_BODY || length > MOST_BODY) return undefined
    const body = await this.#input.take(length)
    return body && this.#opener.open(header, body)
  }
}

function wipe(buffers: readonly Buffer[]): void {
  for (const one of buffers) one.fill(0)
}

/** Not `Buffer.concat`: that may lie in a pool which others share. */
function joined(parts: readonly Buffer[]): Buffer {
  const whole = unmoved(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) at += part.copy(whole, at)
  return whole
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}

const HEADER_BYTES = 4
const END_OF_ITEM = 1
const END_OF_MESSAGE = 2
/** A mark and a tag. */
const LEAST_BODY = 1 + 16
const MOST_BODY = 64 * 1024
const MOST_PART = MOST_BODY - LEAST_BODY
/** More than an environment can hold (execve(2): a quarter of the 8 MB stack on most machines). */
const MOST_BYTES = 2 * 1024 * 1024
const MOST_SECRETS = 256
