/** Whether `\w` covers the character: ECMA-262, 22.2.2.9.1, without the flag `i`. */
export function isWord(point: number): boolean {
  if (point >= 0x80) return false
  const isLetter = (point | 0x20) >= 0x61 && (point | 0x20) <= 0x7a
  return isLetter || (point >= 0x30 && point <= 0x39) || point === 0x5f
}
