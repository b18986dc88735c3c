/**
 * Memory for secrets: zeros, outside of the heap of V8. Arrays of up to 64 bytes lie on the heap otherwise, the garbage collector moves them,
 * and what it leaves behind nobody can clear (measured on Node 20: a wiped value was found twice).
 */
export function unmoved(length: number): Buffer {
  return Buffer.from(new ArrayBuffer(length))
}

/**
 * The same bytes in such memory; those given are cleared. To be called at once with what a cipher gives out, which lies on the heap when it
 * is short (measured on Node 24).
 */
export function unmovedFrom(bytes: Buffer): Buffer {
  const kept = unmoved(bytes.length)
  bytes.copy(kept)
  bytes.fill(0)
  return kept
}
