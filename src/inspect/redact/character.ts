/** Bytes of the character at `at` in UTF-8 (RFC 3629); 1 where there is none. */
export function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] as number
  const length = first < 0xc2 || first > 0xf4 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  for (let index = at + 1; index < at + length; index += 1) {
    if (((bytes[index] ?? 0) & 0xc0) !== 0x80) return 1
  }
  return length
}

/** The code point of the character at `at` that has so many bytes, more than one. */
export function codePointAt(bytes: Uint8Array, at: number, length: number): number {
  let point = (bytes[at] as number) & (0xff >> (length + 1))
  for (let index = at + 1; index < at + length; index += 1) {
    point = (point << 6) | ((bytes[index] as number) & 0x3f)
  }
  return point
}
