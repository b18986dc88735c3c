import * as b from './bytes.ts'

/** A member of an object in a line that passed the scan. Indexes count bytes. */
export interface FoundMember {
  /** First byte of the value. */
  readonly start: number
  /** What to cut: the member and one comma next to it, if there is one. */
  readonly from: number
  readonly to: number
}

/** The member at the end of `path`, which begins at the top; undefined when there is none. */
export function memberAt(line: Buffer, path: readonly string[]): FoundMember | undefined {
  let found: FoundMember | undefined
  for (const key of path) {
    const open = found === undefined ? line.indexOf(b.OPEN_OBJECT) : found.start
    found = line[open] === b.OPEN_OBJECT ? memberOf(line, open, key) : undefined
    if (found === undefined) return undefined
  }
  return found
}

/** Behind the value that begins at `start`. */
export function afterValue(line: Buffer, start: number): number {
  let at = start
  let depth = 0
  do {
    const byte = line[at]
    if (byte === b.QUOTE) at = afterString(line, at)
    else if (byte === b.OPEN_OBJECT || byte === b.OPEN_ARRAY) {
      depth += 1
      at += 1
    } else if (byte === b.CLOSE_OBJECT || byte === b.CLOSE_ARRAY) {
      depth -= 1
      at += 1
    } else at = depth === 0 ? afterWord(line, at) : at + 1
  } while (depth > 0 && at < line.length)
  return at
}

/** The first byte at `from` or behind it that is no white space. */
export function afterSpace(line: Buffer, from: number): number {
  let at = from
  while (SPACES.has(line[at] as number)) at += 1
  return at
}

function memberOf(line: Buffer, open: number, wanted: string): FoundMember | undefined {
  let before = -1
  let at = afterSpace(line, open + 1)
  while (line[at] === b.QUOTE) {
    const keyEnd = afterString(line, at)
    const start = afterSpace(line, afterSpace(line, keyEnd) + 1)
    const end = afterValue(line, start)
    const next = afterSpace(line, end)
    const isLast = line[next] !== b.COMMA
    if (JSON.parse(line.toString('utf8', at, keyEnd)) === wanted) {
      if (!isLast) return { start, from: at, to: afterSpace(line, next + 1) }
      return { start, from: before === -1 ? at : before, to: end }
    }
    if (isLast) return undefined
    before = next
    at = afterSpace(line, next + 1)
  }
  return undefined
}

/** Behind a number, `true`, `false` or `null`. */
function afterWord(line: Buffer, start: number): number {
  let at = start
  while (at < line.length && !ENDS_WORD.has(line[at] as number)) at += 1
  return at
}

function afterString(line: Buffer, quote: number): number {
  let at = quote + 1
  while (at < line.length && line[at] !== b.QUOTE) at += line[at] === b.BACKSLASH ? 2 : 1
  return at + 1
}

const SPACES: ReadonlySet<number> = new Set([b.SPACE, b.TAB, b.RETURN, b.NEWLINE])
const ENDS_WORD: ReadonlySet<number> = new Set([...SPACES, b.COMMA, b.CLOSE_OBJECT, b.CLOSE_ARRAY])
