import { escape } from '../../base/index.ts'
import type { Change } from './changes.ts'

/**
 * A change for a person, line by line: what it is about, then each place that differs with what stood there and what stands there now.
 * Of long texts only the lines that differ are shown, and of long lines only the stretch that does. Everything is escaped.
 */
export function diffLines({ item, what, formerly, before, after }: Change): readonly string[] {
  const was = formerly === undefined ? '' : `, it was \`${escape(formerly, MOST_NAME)}\``
  const head = `${MARKS[what]} ${escape(item, MOST_NAME)}: ${what}${was}`
  return [head, ...differences('', before, after).map((line) => `    ${line}`)]
}

function differences(place: string, before: unknown, after: unknown): readonly string[] {
  if (isBranch(before) && isBranch(after) && Array.isArray(before) === Array.isArray(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted()
    return keys.flatMap((key) =>
      differences(`${place}/${pointer(key)}`, own(before, key), own(after, key)),
    )
  }
  if (Object.is(before, after)) return []
  const old = leaves(place, before)
  const now = leaves(place, after)
  if (old.length === 1 && now.length === 1 && old[0] !== undefined && now[0] !== undefined) {
    return compared(place, old[0].text, now[0].text)
  }
  return [...old.flatMap((leaf) => shown('-', leaf)), ...now.flatMap((leaf) => shown('+', leaf))]
}

interface Leaf {
  readonly place: string
  readonly text: string
}

/** Everything below a place, as far as somebody will read it. */
function leaves(place: string, value: unknown): readonly Leaf[] {
  if (value === undefined) return []
  if (!isBranch(value) || Object.keys(value).length === 0) return [{ place, text: textOf(value) }]
  return Object.keys(value)
    .toSorted()
    .flatMap((key) => leaves(`${place}/${pointer(key)}`, own(value, key)))
}

function shown(mark: '-' | '+', { place, text }: Leaf): readonly string[] {
  return [
    placeOf(place),
    ...bounded(text.split('\n').map((line) => `  ${mark} ${escape(line, MOST_LINE)}`)),
  ]
}

function compared(place: string, before: string, after: string): readonly string[] {
  const old = before.split('\n')
  const now = after.split('\n')
  const start = commonStart(old, now)
  const end = commonStart(old.slice(start).toReversed(), now.slice(start).toReversed())
  const gone = old.slice(start, old.length - end)
  const come = now.slice(start, now.length - end)
  const lines =
    gone.length === 1 && come.length === 1
      ? stretch(gone[0] ?? '', come[0] ?? '')
      : [
          ...gone.map((line) => `- ${escape(line, MOST_LINE)}`),
          ...come.map((line) => `+ ${escape(line, MOST_LINE)}`),
        ]
  return [placeOf(place), ...bounded(lines.map((line) => `  ${line}`))]
}

/** Two lines, without what both begin and end with when that is long. */
function stretch(before: string, after: string): readonly string[] {
  if (before.length <= MOST_LINE && after.length <= MOST_LINE) {
    return [`- ${escape(before, MOST_LINE)}`, `+ ${escape(after, MOST_LINE)}`]
  }
  const [old, now] = [Array.from(before), Array.from(after)]
  const start = commonStart(old, now)
  const end = commonStart(old.slice(start).toReversed(), now.slice(start).toReversed())
  const piece = (line: readonly string[]) => {
    const from = Math.max(0, start - CONTEXT)
    const to = Math.min(line.length, line.length - end + CONTEXT)
    const text = escape(line.slice(from, to).join(''), MOST_LINE)
    return `${from > 0 ? '…' : ''}${text}${to < line.length ? '…' : ''}`
  }
  return [`- ${piece(old)}`, `+ ${piece(now)}`]
}

function commonStart(a: readonly string[], b: readonly string[]): number {
  const most = Math.min(a.length, b.length)
  let at = 0
  while (at < most && a[at] === b[at]) at += 1
  return at
}

function bounded(lines: readonly string[]): readonly string[] {
  if (lines.length <= MOST_LINES) return lines
  return [...lines.slice(0, MOST_LINES), `  … (${lines.length - MOST_LINES} lines more)`]
}

function placeOf(place: string): string {
  return place === '' ? '(the whole text)' : escape(place, MOST_LINE)
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function isBranch(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function own(value: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined
}

/** RFC 6901, section 3. */
function pointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}

const MARKS: Readonly<Record<Change['what'], string>> = {
  changed: '~',
  new: '+',
  missing: '-',
  renamed: '>',
}

const MOST_NAME = 200
/** In UTF-16 units: some lines of a terminal. */
const MOST_LINE = 400
const MOST_LINES = 200
/** Characters on each side of the stretch that differs. */
const CONTEXT = 60
