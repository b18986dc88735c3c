import { unusable } from './fault.ts'

/** One assignment of a `.env` file, with the line where it begins, from 1. */
export interface DotenvLine {
  readonly name: string
  readonly value: string
  readonly line: number
}

/**
 * Reads a `.env` file where its readers agree, and refuses the line where they do not: `#` without a space before it, `$` that some expand,
 * an escape that some keep, a name given twice. (There is no specification; the rules are those that dotenv for Node, python-dotenv and
 * Docker Compose document, and in double quotes the escapes `\n \r \t \\ \" \$` of the latter two.) Quoted values may span lines.
 *
 * Throws AIRLOCK_USAGE with the number of the first line that does not read, never with its content.
 */
export function readDotenv(text: string): readonly DotenvLine[] {
  const source = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  const found: DotenvLine[] = []
  const names = new Set<string>()
  let line = 1
  for (let at = 0; at < source.length; ) {
    const head = sticky(HEAD, source, at)
    if (head === undefined) {
      const blank = sticky(BLANK, source, at)
      if (blank === undefined) throw fault(line, 'is no assignment')
      at += blank[0].length
      line++
      continue
    }
    const [whole, name = ''] = head
    const { value, end } = valueAt(source, at + whole.length, line)
    if (names.has(name)) throw fault(line, 'gives a name for the second time')
    names.add(name)
    found.push({ name, value, line })
    line += source.slice(at, end).split('\n').length - 1
    at = end
  }
  return found
}

interface ReadValue {
  readonly value: string
  /** Where the next line begins. */
  readonly end: number
}

function valueAt(source: string, start: number, line: number): ReadValue {
  const quote = source[start]
  if (quote !== '"' && quote !== "'" && quote !== '`') return plainAt(source, start, line)
  const close = closingQuote(source, start, quote)
  if (close === -1) throw fault(line, 'opens a quote that is not closed')
  const rest = sticky(BLANK, source, close + 1)
  if (rest === undefined) throw fault(line, 'goes on after the closing quote')
  const inside = source.slice(start + 1, close)
  if (CONTROL.test(inside)) throw fault(line, 'holds a control character')
  return {
    value: quote === '"' ? unescaped(inside, line) : literal(inside, quote, line),
    end: close + 1 + rest[0].length,
  }
}

function plainAt(source: string, start: number, line: number): ReadValue {
  const newline = source.indexOf('\n', start)
  const end = newline === -1 ? source.length : newline
  const raw = source.slice(start, end)
  const comment = /^#|[ \t]#/.exec(raw)
  const value = (comment === null ? raw : raw.slice(0, comment.index)).trim()
  if (value.includes('#')) throw fault(line, 'has `#` inside an unquoted value')
  if (/^['"`]|['"`]$/.test(value)) throw fault(line, 'has a quote at one end only')
  if (CONTROL.test(value)) throw fault(line, 'holds a control character')
  if (EXPANDED.test(value)) throw fault(line, 'has `$`, which some programs expand')
  return { value, end: Math.min(end + 1, source.length) }
}

/** The quote that closes the one at `start`; in double quotes a backslash takes the next character with it. */
function closingQuote(source: string, start: number, quote: string): number {
  if (quote !== '"') return source.indexOf(quote, start + 1)
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === '\\') at++
    else if (source[at] === '"') return at
  }
  return -1
}

/** A backslash before the closing quote ends the value for some programs and not for others. */
function literal(inside: string, quote: string, line: number): string {
  if (inside.endsWith('\\')) throw fault(line, `has a backslash before the closing ${quote}`)
  return inside
}

function unescaped(inside: string, line: number): string {
  return inside.replace(/\\([\s\S])|\$(?=[A-Za-z_{(])/g, (_found, letter?: string) => {
    if (letter === undefined) throw fault(line, 'has `$`, which some programs expand')
    const meant = ESCAPES[letter]
    if (meant === undefined) throw fault(line, 'has an escape that programs read differently')
    return meant
  })
}

function sticky(expression: RegExp, source: string, at: number): RegExpExecArray | undefined {
  const own = new RegExp(expression.source, 'y')
  own.lastIndex = at
  return own.exec(source) ?? undefined
}

function fault(line: number, what: string): Error {
  return unusable(
    `line ${line} of the .env file ${what}`,
    'mend the line; text in single quotes is taken as it stands',
  )
}

const HEAD = /[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]{0,199})[ \t]*=[ \t]*/
/** An empty line or a comment, with its newline; the end of the text ends a line too. */
const BLANK = /[ \t]*(?:#[^\n]*)?(?:\n|$)/
const EXPANDED = /\$[A-Za-z_{(]/
const CONTROL = /(?![\t\n])\p{Cc}/u
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '\\': '\\',
  '"': '"',
  $: '$',
}
