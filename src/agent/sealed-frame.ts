import { createCipheriv, createDecipheriv } from 'node:crypto'
import { unmovedFrom } from '../base/index.ts'

/**
 * Seals the frames of one direction: length (4 bytes, big-endian), then AES-256-GCM (NIST SP 800-38D) of a mark and a part, and the tag. The
 * nonce is the number of the frame, which is never sent: a frame that is missing, repeated, moved or of the other direction does not open.
 */
export class Sealer {
  readonly #key: Buffer
  #count = 0n

  constructor(key: Buffer) {
    this.#key = key
  }

  /** The whole frame. */
  seal(mark: number, part: Buffer): Buffer {
    const header = Buffer.alloc(4)
    header.writeUInt32BE(1 + part.length + TAG_BYTES)
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce(this.#count++))
    cipher.setAAD(header)
    const sealed = [cipher.update(Buffer.of(mark)), cipher.update(part), cipher.final()]
    return Buffer.concat([header, ...sealed, cipher.getAuthTag()])
  }
}

/** Opens the frames of one direction, in the order in which they were sealed. */
export class Opener {
  readonly #key: Buffer
  #count = 0n

  constructor(key: Buffer) {
    this.#key = key
  }

  /** The mark and the part; undefined when it is not the next frame of the other end. */
  open(header: Buffer, body: Buffer): Buffer | undefined {
    const decipher = createDecipheriv('aes-256-gcm', this.#key, nonce(this.#count++), {
      authTagLength: TAG_BYTES,
    })
    decipher.setAAD(header)
    decipher.setAuthTag(body.subarray(-TAG_BYTES))
    const plain = unmovedFrom(decipher.update(body.subarray(0, -TAG_BYTES)))
    try {
      decipher.final()
      return plain
    } catch {
      plain.fill(0)
      return undefined
    }
  }
}

function nonce(count: bigint): Buffer {
  const bytes = Buffer.alloc(12)
  bytes.writeBigUInt64BE(count, 4)
  return bytes
}

const TAG_BYTES = 16
