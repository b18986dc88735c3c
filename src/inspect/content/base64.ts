/**
 * Whether the text is base64 as RFC 4648 has it in section 4: its alphabet and nothing else, padded, no line breaks. Searches for
 * the first other character, which takes linear time and no stack however long the text is.
 */
export function isBase64(text: string): boolean {
  if (text.length % 4 !== 0) return false
  const padding = text.search(OTHER)
  return padding === -1 || PADDING.has(text.slice(padding))
}

/** The first bytes that a base64 text stands for, at most `count`. */
export function firstBytes(text: string, count: number): Buffer {
  return Buffer.from(text.slice(0, Math.ceil(count / 3) * 4), 'base64').subarray(0, count)
}

const OTHER = /[^A-Za-z0-9+/]/
const PADDING: ReadonlySet<string> = new Set(['=', '=='])
