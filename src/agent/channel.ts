import { unmoved } from '../base/index.ts'
import type { Duplex } from '../os/index.ts'
import type { BytesIn } from './bytes-in.ts'
import { pack, packedLength, unpack } from './items.ts'
import { Opener, Sealer } from './sealed-frame.ts'

/** What one end says to the other: something that JSON can say, and bytes that must never be text. */
export interface Message {
  readonly control: unknown
  readonly secrets: readonly Buffer[]
}

/**
 * A connection after the handshake. A message is JSON and any number of secrets, packed into one piece, because each frame costs both ends more
 * than what is in it; a piece is a row of frames. Whatever does not open, does not parse or is too long ends the connection.
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

  /** False for more than one message may hold: nothing is said then. The secrets are still the caller's to wipe. */
  send({ control, secrets }: Message): boolean {
    const text = Buffer.from(JSON.stringify(control))
    const total = packedLength(text, secrets)
    if (total > MOST_BYTES || secrets.length > MOST_SECRETS) return false
    if (this.#peer.destroyed) return true
    const whole = pack(text, secrets)
    this.#peer.cork()
    for (let at = 0; at < total; at += MOST_PART) {
      const mark = at + MOST_PART < total ? GOES_ON : END_OF_MESSAGE
      this.#peer.write(this.#sealer.seal(mark, whole.subarray(at, at + MOST_PART)))
    }
    this.#peer.uncork()
    whole.fill(0)
    return true
  }

  /** Undefined once the other end is gone, or was hung up on. One call at a time. */
  async receive(): Promise<Message | undefined> {
    const whole = await this.#receiveWhole()
    const items = whole && unpack(whole, MOST_SECRETS)
    const control = items && parsed(items.text)
    if (items && control !== undefined) return { control, secrets: items.secrets }
    whole?.fill(0)
    this.end()
    return undefined
  }

  end(): void {
    this.#peer.destroy()
  }

  async #receiveWhole(): Promise<Buffer | undefined> {
    const parts: Buffer[] = []
    for (let left = MOST_BYTES; left >= 0; ) {
      const plain = await this.#receiveFrame()
      if (plain === undefined) break
      const part = plain.subarray(1)
      parts.push(part)
      left -= part.length
      // Only a full part goes on: a row of small ones would have no end, and each takes more memory than is in it.
      if (plain[0] === GOES_ON && part.length === MOST_PART) continue
      if (left < 0 || plain[0] !== END_OF_MESSAGE) break
      if (parts.length === 1) return part
      const whole = joined(parts)
      wipe(parts)
      return whole
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
const GOES_ON = 0
const END_OF_MESSAGE = 1
/** A mark and a tag. */
const LEAST_BODY = 1 + 16
const MOST_BODY = 64 * 1024
const MOST_PART = MOST_BODY - LEAST_BODY
/** More than an environment can hold (execve(2): a quarter of the 8 MB stack on most machines). */
const MOST_BYTES = 2 * 1024 * 1024
const MOST_SECRETS = 256
