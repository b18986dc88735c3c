import { unmoved } from '../base/index.ts'

/**
 * A text and secrets as one piece: their number (2 bytes, big-endian), the length of each (4 bytes), and they themselves, one behind the other. The
 * secrets are masked: what a cipher gives out it may have copied within memory that nobody can clear (measured on Node 20: a frame was found in
 * freed memory as it had been sealed). In memory of its own, which the caller clears.
 */
export function pack(text: Buffer, secrets: readonly Buffer[]): Buffer {
  const items = [text, ...secrets]
  const whole = unmoved(packedLength(text, secrets))
  let at = whole.writeUInt16BE(items.length)
  for (const { length } of items) at = whole.writeUInt32BE(length, at)
  for (const item of items) at += item.copy(whole, at)
  mask(whole.subarray(at - secrets.reduce((sum, { length }) => sum + length, 0)))
  return whole
}

export function packedLength(text: Buffer, secrets: readonly Buffer[]): number {
  const bytes = secrets.reduce((sum, { length }) => sum + length, text.length)
  return COUNT_BYTES + LENGTH_BYTES * (secrets.length + 1) + bytes
}

/** What was packed, in the same memory, once; undefined unless the lengths are true to the last byte and there are no more than so many. */
export function unpack(
  whole: Buffer,
  mostSecrets: number,
): { readonly text: Buffer; readonly secrets: readonly Buffer[] } | undefined {
  if (whole.length < COUNT_BYTES) return undefined
  const count = whole.readUInt16BE()
  let at = COUNT_BYTES + count * LENGTH_BYTES
  if (count > mostSecrets + 1 || at > whole.length) return undefined
  const items: Buffer[] = []
  for (let index = 0; index < count; index += 1) {
    const end = at + whole.readUInt32BE(COUNT_BYTES + index * LENGTH_BYTES)
    if (end > whole.length) return undefined
    items.push(whole.subarray(at, end))
    at = end
  }
  const [text, ...secrets] = items
  if (text === undefined || at !== whole.length) return undefined
  for (const secret of secrets) mask(secret)
  return { text, secrets }
}

/** Both ways. */
function mask(bytes: Buffer): void {
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = (bytes[at] as number) ^ MASK
}

const MASK = 0x5a
const COUNT_BYTES = 2
const LENGTH_BYTES = 4
