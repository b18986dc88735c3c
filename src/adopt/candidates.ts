/** A stretch of a text that could be a whole secret: UTF-16 offsets, and the value with the escapes of JSON resolved. */
export interface Candidate {
  readonly value: string
  readonly start: number
  readonly end: number
}

/**
 * What could be a whole secret in a text: runs of the characters of tokens, what follows a `=` or `:` in them, quoted strings, values of
 * assignments, and keys in PEM. Nothing under 8 characters: so short a value of the vault would be found by chance. Linear in time.
 */
export function* candidatesIn(text: string): Generator<Candidate> {
  yield* runsIn(text)
  yield* quotedIn(text)
  yield* assignedIn(text)
  yield* armouredIn(text)
}

function* runsIn(text: string): Generator<Candidate> {
  for (const match of text.matchAll(RUN)) {
    const run = match[0]
    yield* cut(text, match.index, match.index + run.length)
    // In `KEY=value` and `https://user:value` the value is a part of the run.
    let parts = 0
    for (let at = 0; at < run.length && parts < MAX_PARTS; at++) {
      if (run[at] !== '=' && run[at] !== ':') continue
      parts++
      yield* cut(text, match.index + at + 1, match.index + run.length)
    }
  }
}

/** As it stands, and without the punctuation of a sentence behind it. */
function* cut(text: string, start: number, end: number): Generator<Candidate> {
  const value = text.slice(start, end)
  if (value.length < MIN) return
  yield { value, start, end }
  const bare = value.replace(/[.:,=-]{1,4}$/, '')
  if (bare !== value && bare.length >= MIN) yield { value: bare, start, end: start + bare.length }
}

function* quotedIn(text: string): Generator<Candidate> {
  for (const quote of ['"', "'", '`']) {
    for (let open = text.indexOf(quote); open !== -1; ) {
      const close = closing(text, open, quote)
      if (close === -1) break
      if (close - open > MIN && close - open <= MAX) {
        const inside = text.slice(open + 1, close)
        yield { value: inside, start: open + 1, end: close }
        const decoded = quote === '"' && inside.includes('\\') ? fromJson(inside) : undefined
        if (decoded !== undefined) yield { value: decoded, start: open + 1, end: close }
      }
      // The closing quote may as well be the one that opens the next string, where an apostrophe came before.
      open = close
    }
  }
}

function closing(text: string, open: number, quote: string): number {
  for (let at = open + 1; at < text.length; at++) {
    const character = text[at]
    if (character === '\\') at++
    else if (character === quote) return at
  }
  return -1
}

function fromJson(inside: string): string | undefined {
  try {
    return JSON.parse(`"${inside}"`) as string
  } catch {
    return undefined
  }
}

function* assignedIn(text: string): Generator<Candidate> {
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start)
    const end = newline === -1 ? text.length : newline
    const sign = text.slice(start, Math.min(end, start + MAX)).search(/[=:]/)
    if (sign !== -1 && end - start <= MAX) {
      const raw = text.slice(start + sign + 1, end)
      const value = raw.trim()
      const from = start + sign + 1 + raw.indexOf(value)
      if (value.length >= MIN) yield { value, start: from, end: from + value.length }
    }
    start = end + 1
  }
}

function* armouredIn(text: string): Generator<Candidate> {
  for (let at = text.indexOf(BEGIN); at !== -1; ) {
    const footer = text.indexOf(END, at)
    const close = footer === -1 ? -1 : text.indexOf('-----', footer + END.length)
    if (close === -1) return
    const end = close + 5
    if (end - at <= 4 * MAX) {
      const value = text.slice(at, end).replaceAll('\\n', '\n')
      yield { value, start: at, end }
      yield { value: `${value}\n`, start: at, end }
    }
    at = text.indexOf(BEGIN, end)
  }
}

const RUN = /[A-Za-z0-9_+/=.:-]{8,8192}/g
const MIN = 8
/** Far longer than a token, far shorter than a bundled program that stands on one line. */
const MAX = 8192
const MAX_PARTS = 6
const BEGIN = '-----BEGIN '
const END = '-----END '
