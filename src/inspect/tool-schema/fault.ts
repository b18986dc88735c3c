import { escape } from '../../base/index.ts'

/** What is wrong with one value, for the one who made it. Everything is escaped and bounded but the path. */
export interface Fault {
  readonly path: readonly (string | number)[]
  /** The keyword of the schema that does not hold. */
  readonly keyword: string
  /** A noun, such as `string` or `at least 3`. It may quote the schema. */
  readonly expected: string
  /** A noun that quotes the value, or `nothing`. */
  readonly got: string
}

/** One fault as a sentence: "argument `path`: expected string, got number 5". */
export function faultText(fault: Fault): string {
  return `${withoutValue(fault)}, got ${fault.got}`
}

/** The same for a record: "argument `path`: expected string". A value may be a secret. */
export function withoutValue({ path, expected }: Fault): string {
  const where = path.length === 0 ? 'the arguments' : `argument \`${pathText(path)}\``
  return `${where}: expected ${expected}`
}

/** As a person writes it: `filters[0].name`. Bounded, and escaped. */
export function pathText(path: readonly (string | number)[]): string {
  let text = ''
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`
    else if (!NAME.test(key)) text += `[${quoted(key)}]`
    else text += text === '' ? key : `.${key}`
  }
  return escape(text, 160)
}

/** What a value is, with as much of it as helps to find it. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (typeof value === 'string') return `string ${quoted(value)}`
  if (Array.isArray(value))
    return value.length === 1 ? 'array of 1 item' : `array of ${value.length} items`
  const isPlain = typeof value === 'number' || typeof value === 'boolean'
  return isPlain ? `${typeof value} ${value}` : typeof value
}

/** Values of a schema, as many as fit. */
export function listed(values: readonly unknown[]): string {
  const shown = values.slice(0, MOST_LISTED).map((value) => {
    if (typeof value === 'string') return quoted(value)
    return typeof value === 'object' && value !== null ? describeValue(value) : String(value)
  })
  const more = values.length - shown.length
  return shown.join(', ') + (more > 0 ? ` or ${more} more` : '')
}

export function quoted(text: string): string {
  const { length } = text
  const cut = length > MOST_QUOTED ? `${text.slice(0, MOST_QUOTED)}…` : text
  const shown = escape(JSON.stringify(cut))
  return length > MOST_QUOTED ? `${shown} (${length} characters)` : shown
}

const NAME = /^[A-Za-z_$][\w$-]{0,63}$/
const MOST_QUOTED = 60
const MOST_LISTED = 20
