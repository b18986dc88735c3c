import * as b from './bytes.ts'
import { afterSpace, afterValue, memberAt } from './value-walk.ts'

/**
 * The same line without those elements of the array at `path` whose indexes are in `cut`; elements that stay, what stands between them
 * and every other byte stay as they were. The same bytes when there is no such array, or nothing to cut. The line must have
 * passed the scan: this trusts its grammar.
 */
export function withoutElements(
  line: Buffer,
  path: readonly string[],
  cut: readonly number[],
): Buffer {
  const open = memberAt(line, path)?.start
  if (open === undefined || line[open] !== b.OPEN_ARRAY) return line
  const elements = elementsOf(line, open)
  const gone = new Set(cut)
  const kept = elements.filter((_, index) => !gone.has(index))
  const [first] = elements
  const last = elements.at(-1)
  if (first === undefined || last === undefined || kept.length === elements.length) return line
  // The comma before the first one that stays goes with what was cut before it.
  const pieces = kept.map(({ before, start, end }, at) =>
    line.subarray(at === 0 ? start : before, end),
  )
  return Buffer.concat([line.subarray(0, first.start), ...pieces, line.subarray(last.end)])
}

interface Element {
  /** Index behind the element before it. */
  readonly before: number
  readonly start: number
  readonly end: number
}

function elementsOf(line: Buffer, open: number): readonly Element[] {
  const elements: Element[] = []
  let before = open + 1
  let start = afterSpace(line, before)
  while (start < line.length && line[start] !== b.CLOSE_ARRAY) {
    const end = afterValue(line, start)
    elements.push({ before, start, end })
    const next = afterSpace(line, end)
    if (line[next] !== b.COMMA) break
    before = end
    start = afterSpace(line, next + 1)
  }
  return elements
}
