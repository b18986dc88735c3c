import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * The time step for which the digits are right, undefined when they are not: RFC 6238 with HMAC-SHA-1, six digits and 30 s, as authenticator
 * programs make them, one step early or late (section 5.2). The secret is base32 text (RFC 4648, section 6), as they are given it.
 */
export function totpStep(secret: Buffer, digits: Buffer, now: number): number | undefined {
  const key = fromBase32(secret)
  if (key === undefined || digits.length !== DIGITS) return undefined
  const current = Math.floor(now / STEP_MS)
  const step = [current - 1, current, current + 1].find(
    (one) => one >= 0 && timingSafeEqual(digitsOf(key, one), digits),
  )
  key.fill(0)
  return step
}

/** HOTP (RFC 4226, section 5.3). */
function digitsOf(key: Buffer, step: number): Buffer {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', key).update(counter).digest()
  const at = (mac.at(-1) ?? 0) & 0xf
  const number = (mac.readUInt32BE(at) & 0x7fff_ffff) % 10 ** DIGITS
  return Buffer.from(String(number).padStart(DIGITS, '0'))
}

/** Small letters, spaces and padding are taken as people type them. Undefined for other characters, and for less than 80 bits. */
function fromBase32(text: Buffer): Buffer | undefined {
  const key = Buffer.alloc(Math.floor((text.length * 5) / 8))
  let bits = 0
  let held = 0
  let end = 0
  for (const byte of text) {
    if (byte === SPACE || byte === NEWLINE || byte === PADDING) continue
    const five = ALPHABET.indexOf(String.fromCharCode(byte).toUpperCase())
    if (five === -1) return undefined
    held = ((held << 5) | five) & 0xfff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    key[end++] = (held >> bits) & 0xff
  }
  return end < LEAST_BYTES ? undefined : key.subarray(0, end)
}

const STEP_MS = 30_000
const DIGITS = 6
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const SPACE = 0x20
const NEWLINE = 0x0a
const PADDING = 0x3d
/** What common authenticators are given at least. */
const LEAST_BYTES = 10
