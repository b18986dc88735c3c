/** One thing that differs from run to run for a reason of the server's own, and that reason. */
export interface Mask {
  readonly pattern: RegExp
  readonly because: string
}

/**
 * The lines of one direction, ready to be compared byte by byte: each byte is one character (Latin-1), only what
 * the masks name is taken out. Nothing is parsed, so spacing, number forms and escapes all count.
 */
export function masked(bytes: Buffer, masks: readonly Mask[]): string[] {
  let text = bytes.toString('latin1')
  for (const { pattern } of masks) text = text.replace(pattern, '')
  return text.split('\n')
}
