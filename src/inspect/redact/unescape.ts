/**
 * Where in a text the first escape stands that some encoder writes and another does not: `\/`, or a character by its number (RFC 8259,
 * section 7); -1 when there is none. What else can be escaped has one way only; but an escaped backslash may begin an escape of a text within.
 */
export function freeEscapeIn(text: Uint8Array): number {
  const { length } = text
  // The search of the platform is the faster one as long as there is nothing to find.
  for (let at = text.indexOf(BACKSLASH); at !== -1 && at < length; at += 1) {
    if (text[at] !== BACKSLASH) continue
    at += 1
    const next = text[at]
    if (next === LETTER_U || next === SLASH || next === BACKSLASH) return at - 1
  }
  return -1
}

/**
 * Writes the text with all JSON escapes resolved to `out`, which must be as long as the text, and returns how long it became. With `origins`,
 * as long as that and one more, the place in the text from which each byte came. What is no escape stays.
 */
export function unescapeInto(text: Uint8Array, out: Uint8Array, origins?: Uint32Array): number {
  const { length } = text
  let written = 0
  let at = 0
  while (at < length) {
    const byte = text[at] as number
    if (byte !== BACKSLASH) {
      if (origins !== undefined) origins[written] = at
      out[written] = byte
      written += 1
      at += 1
      continue
    }
    const next = text[at + 1] ?? 0
    const point = next === LETTER_U ? pointAt(text, at) : (SHORT[next] as number)
    const before = written
    written = encode(point === -1 ? BACKSLASH : point, out, written)
    if (origins !== undefined) origins.fill(at, before, written)
    at += point === -1 ? 1 : next !== LETTER_U ? 2 : point < 0x10000 ? 6 : 12
  }
  if (origins !== undefined) origins[written] = length
  return written
}

/** In UTF-8; half a pair as if it were a character, which no text is taken for. */
function encode(point: number, out: Uint8Array, from: number): number {
  let at = from
  if (point < 0x80) out[at++] = point
  else {
    if (point < 0x800) out[at++] = 0xc0 | (point >> 6)
    else {
      if (point < 0x10000) out[at++] = 0xe0 | (point >> 12)
      else {
        out[at++] = 0xf0 | (point >> 18)
        out[at++] = 0x80 | ((point >> 12) & 0x3f)
      }
      out[at++] = 0x80 | ((point >> 6) & 0x3f)
    }
    out[at++] = 0x80 | (point & 0x3f)
  }
  return at
}

/** What one or two escapes of the form `\uXXXX` mean; -1 when there is none. */
function pointAt(text: Uint8Array, at: number): number {
  const unit = hex(text, at + 2)
  if (unit < 0xd800 || unit > 0xdbff) return unit
  const low = lowHalf(text, at + 6)
  return low === -1 ? unit : 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00)
}

function lowHalf(text: Uint8Array, at: number): number {
  if (text[at] !== BACKSLASH || text[at + 1] !== LETTER_U) return -1
  const unit = hex(text, at + 2)
  return unit >= 0xdc00 && unit <= 0xdfff ? unit : -1
}

/** Four digits; -1 when they are none. */
function hex(text: Uint8Array, at: number): number {
  let unit = 0
  for (let index = at; index < at + 4; index += 1) {
    const digit = text[index] ?? 0
    const folded = digit | 0x20
    if (digit >= 0x30 && digit <= 0x39) unit = (unit << 4) | (digit - 0x30)
    else if (folded >= 0x61 && folded <= 0x66) unit = (unit << 4) | (folded - 0x57)
    else return -1
  }
  return unit
}

const BACKSLASH = 0x5c
const SLASH = 0x2f
const LETTER_U = 0x75

/** What a letter behind a backslash stands for; -1 for all others. */
const SHORT: Int16Array = shortEscapes()

function shortEscapes(): Int16Array {
  const table = new Int16Array(256).fill(-1)
  const pairs = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }
  for (const [letter, meaning] of Object.entries(pairs)) {
    table[letter.charCodeAt(0)] = meaning.charCodeAt(0)
  }
  return table
}
