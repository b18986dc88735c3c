import * as b from './bytes.ts'

export interface BatchLimits {
  /** Most elements. */
  readonly parts: number
  /** Values of every kind in the whole array, containers included, as for one line. */
  readonly values: number
}

export interface BatchParts {
  /** The elements in their order, each as a view of the line without the white space around it. */
  readonly parts: readonly Uint8Array[]
  /**
   * The line is an array of one or more elements and nothing else, within the limits. Provided that each of the parts is JSON
   * (RFC 8259), so is the whole line. Otherwise the parts are a best guess, good enough to answer errors.
   */
  readonly isWhole: boolean
}

/**
 * Cuts a line that begins with `[` at the commas of its outermost array. Looks at brackets, commas and strings alone: what is
 * inside a part is for the scan of that part to judge. Linear time; never throws.
 */
export function batchParts(line: Uint8Array, limits: BatchLimits): BatchParts {
  const open = afterSpace(line, 0)
  const parts: Uint8Array[] = []
  // One more than the commas and the brackets: never less than there are values.
  let values = 1
  let depth = 0
  let from = open + 1
  let at = open
  for (; at < line.length; at += 1) {
    const byte = line[at]
    if (byte === b.QUOTE) at = endOfString(line, at)
    else if (byte === b.OPEN_ARRAY || byte === b.OPEN_OBJECT) {
      depth += 1
      values += 1
    } else if (byte === b.CLOSE_ARRAY || byte === b.CLOSE_OBJECT) {
      depth -= 1
      if (depth === 0) break
    } else if (byte === b.COMMA) {
      values += 1
      if (depth > 1) continue
      if (parts.length === limits.parts) return { parts, isWhole: false }
      parts.push(trimmed(line, from, at))
      from = at + 1
    }
  }
  if (parts.length === limits.parts) return { parts, isWhole: false }
  parts.push(trimmed(line, from, at))
  const isClosed = line[at] === b.CLOSE_ARRAY && afterSpace(line, at + 1) === line.length
  return { parts, isWhole: isClosed && values <= limits.values }
}

/** The closing quote, or the line's end. */
function endOfString(line: Uint8Array, quote: number): number {
  let at = quote + 1
  while (at < line.length && line[at] !== b.QUOTE) at += line[at] === b.BACKSLASH ? 2 : 1
  return at
}

function trimmed(line: Uint8Array, from: number, to: number): Uint8Array {
  const start = Math.min(afterSpace(line, from), to)
  let end = Math.min(to, line.length)
  while (end > start && isSpace(line[end - 1])) end -= 1
  return line.subarray(start, end)
}

function afterSpace(line: Uint8Array, from: number): number {
  let at = from
  while (isSpace(line[at])) at += 1
  return at
}

const isSpace = (byte: number | undefined) =>
  byte === b.SPACE || byte === b.TAB || byte === b.RETURN
