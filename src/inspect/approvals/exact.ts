import { member } from '../json.ts'

/**
 * A JSON value with its numbers as they are written, since many texts make one double: `9007199254740993` and `…992`, `1e400` and
 * `1e500`. Strings, keys too, begin with an `s`, and numbers are strings that begin with an `n`.
 */
export type Exact = string | boolean | null | readonly Exact[] | { readonly [key: string]: Exact }

/** `params.arguments` of a line that passed the scan; undefined when there is none. Linear in the line. */
export function exactArguments(line: Uint8Array): Exact | undefined {
  const bytes = Buffer.from(line.buffer, line.byteOffset, line.length)
  const whole: unknown = JSON.parse(marked(bytes.toString('utf8')))
  return member(member(whole, 'sparams'), 'sarguments') as Exact | undefined
}

/** The value as JSON on one line, where of each string no more is shown than `most` units, and how much is left out. */
export function exactText(value: Exact, most: number): string {
  if (typeof value === 'string') {
    const text = value.slice(1)
    return value.startsWith('n') ? middleCut(text, most) : JSON.stringify(middleCut(text, most))
  }
  if (value === null || typeof value === 'boolean') return String(value)
  if (isList(value)) return `[${value.map((each) => exactText(each, most)).join()}]`
  const members = Object.entries(value)
  return `{${members.map(([key, each]) => `${exactText(key, most)}:${exactText(each, most)}`).join()}}`
}

function isList(value: Exact): value is readonly Exact[] {
  return Array.isArray(value)
}

/** Its beginning and its end: what a path or an address comes to stands at the end. */
export function middleCut(text: string, most: number): string {
  if (text.length <= most) return text
  const head = text.slice(0, Math.ceil(most / 2))
  const tail = text.slice(text.length - Math.floor(most / 2))
  return `${head}… (${text.length - most} more) …${tail}`
}

function marked(json: string): string {
  const pieces: string[] = []
  let from = 0
  for (let quote = json.indexOf('"'); quote !== -1; quote = json.indexOf('"', from)) {
    const end = closingQuote(json, quote)
    pieces.push(withNumbers(json.slice(from, quote)), '"s', json.slice(quote + 1, end + 1))
    from = end + 1
  }
  pieces.push(withNumbers(json.slice(from)))
  return pieces.join('')
}

/** Between strings nothing but a number holds a digit. */
function withNumbers(json: string): string {
  return json.replace(/-?[0-9][0-9.eE+-]*/g, '"n$&"')
}

function closingQuote(json: string, open: number): number {
  let end = json.indexOf('"', open + 1)
  while (isEscaped(json, end)) end = json.indexOf('"', end + 1)
  return end
}

/** Each backslash is counted for one quote only. */
function isEscaped(json: string, at: number): boolean {
  let from = at
  while (json[from - 1] === '\\') from -= 1
  return (at - from) % 2 === 1
}
