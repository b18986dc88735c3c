/** One way in which a server may understand an address. */
export interface UriReading {
  readonly uri: string
  /** What was undone to come to it, in this order; a glob is read in the same way before the two are compared. */
  readonly undone: readonly UriStep[]
  /** Some servers take the address for this one too: it can be denied by it, but need not be allowed by it. */
  readonly isLoose: boolean
}

/** Percent-encoding, once; and everything from the first `?` or `#` on, which is no part of a path. */
export type UriStep = 'encoding' | 'query'

/**
 * The address as it is written, and as servers are known to read it: parsed and put into normal form (RFC 3986, section 6.2.2;
 * RFC 8089, section 2, for files; the URL Standard for backslashes and tabs), with the authority as the first part of a path,
 * all of them with percent-encoding undone, up to three times, and with the query cut off. A rule that looked at the first alone
 * could be passed by with `/a/../secret`, `%2e%2e`, `FILE:`, a doubled slash or `secret?x`. What follows `?` and `#` also counts as
 * path, because servers that cut off the scheme by hand read it so. Linear in the length of the address.
 */
export function uriReadings(uri: string): readonly UriReading[] {
  const readings = new Map<string, UriReading>()
  for (const { text, undone } of textsOf(uri)) {
    const strict = undone.length === 0 ? [text, ...readingsOf(text)] : readingsOf(text)
    for (const each of strict) {
      if (readings.get(each)?.isLoose !== false)
        readings.set(each, { uri: each, undone, isLoose: false })
    }
    for (const each of looseReadingsOf(text)) {
      if (!readings.has(each)) readings.set(each, { uri: each, undone, isLoose: true })
    }
  }
  return [...readings.values()]
}

/** A glob as a server would read it that undoes this. */
export function undo(glob: string, steps: readonly UriStep[]): string {
  return steps.reduce((text, step) => UNDO[step](text), glob)
}

/** Every text that undoing comes to, the one that is written first. */
function textsOf(uri: string): readonly Pick<Undone, 'text' | 'undone'>[] {
  const texts: Undone[] = [{ text: uri, undone: [], decoded: 0 }]
  for (const { text, undone, decoded } of texts) {
    for (const step of STEPS) {
      const times = step === 'encoding' ? decoded + 1 : decoded
      const other = UNDO[step](text)
      if (times > MOST_DECODED || texts.some((each) => each.text === other)) continue
      texts.push({ text: other, undone: [...undone, step], decoded: times })
    }
  }
  return texts
}

interface Undone {
  readonly text: string
  readonly undone: readonly UriStep[]
  /** How often percent-encoding was undone. */
  readonly decoded: number
}

/** Undone once, invalid UTF-8 replaced; a `%` that begins no octet stays. */
function percentDecoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (octets) =>
    Buffer.from(octets.replaceAll('%', ''), 'hex').toString('utf8'),
  )
}

function readingsOf(uri: string): readonly string[] {
  const { scheme, authority, path } = partsOf(uri)
  if (authority === undefined) {
    return [`${scheme}${scheme === 'file:' ? '//' : ''}${withoutDots(path)}`]
  }
  const host = authority.toLowerCase()
  const place = scheme === 'file:' && host === 'localhost' ? '' : host
  return [
    `${scheme}//${place}${withoutDots(path)}`,
    // As a server has it that cuts off `notes://` and takes the rest for a path.
    `${scheme}//${withoutDots(`${place === '' ? '' : authority}${path}`)}`,
  ]
}

/**
 * With the authority as a parser of addresses hands it out: a server that asks one for the host and the path never sees who else is
 * named in front of them, or that slashes are missing, and one that asks for the path of a `file:` never sees the host.
 */
function looseReadingsOf(uri: string): readonly string[] {
  const { scheme, authority, path } = partsOf(uri)
  if (scheme === 'file:') return [`file://${withoutDots(`/${path}`)}`]
  const origin = WEB.has(scheme) ? uri : `${scheme}//${authority ?? ''}`
  if ((authority === undefined && !WEB.has(scheme)) || !URL.canParse(origin)) return []
  const { hostname, port, pathname, search, hash } = new URL(origin)
  const host = hostname.toLowerCase().replace(/(?<=[^.])\.$/, '')
  if (WEB.has(scheme)) {
    const place = port === '' ? host : `${host}:${port}`
    return [`${scheme}//${place}${withoutDots(`${pathname}${search}${hash}`)}`]
  }
  // A port means nothing here, and neither does a slash to a server that joins the rest to a directory.
  const rest = withoutDots(`/${host}${path}`)
  return [`${scheme}//${host}${withoutDots(path)}`, `${scheme}/${rest}`, `${scheme}//${rest}`]
}

function partsOf(uri: string) {
  const plain = trimmed(uri)
    .replace(/[\t\n\r]/g, '')
    .replaceAll('\\', '/')
  const [, written = '', authority, path = ''] = PARTS.exec(plain) ?? []
  return { scheme: written.toLowerCase(), authority, path }
}

/** Without C0 controls and spaces at both ends. Not by an expression, which would take the square of their number. */
function trimmed(uri: string): string {
  let from = 0
  let to = uri.length
  while (from < to && uri.charCodeAt(from) <= SPACE) from += 1
  while (to > from && uri.charCodeAt(to - 1) <= SPACE) to -= 1
  return uri.slice(from, to)
}

/** RFC 3986, section 5.2.4, without empty segments, which file systems ignore, and without a last slash. */
function withoutDots(path: string): string {
  const kept: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop()
    else if (segment !== '' && segment !== '.') kept.push(segment)
  }
  return `${path.startsWith('/') ? '/' : ''}${kept.join('/')}`
}

const UNDO: Readonly<Record<UriStep, (text: string) => string>> = {
  // Parsers take blanks out first, so they may stand inside an octet (URL Standard, section 4.4).
  encoding: (text) => percentDecoded(text.replace(/[\t\n\r]/g, '')),
  query: (text) => text.replace(/[?#][^]*$/, ''),
}
const STEPS: readonly UriStep[] = ['encoding', 'query']
/** A router decodes, a library behind it, and a careless handler once more. */
const MOST_DECODED = 3
/** Scheme, authority, and the rest (RFC 3986, appendix B). */
const PARTS = /^([a-z][a-z0-9+.-]*:)?(?:\/\/([^/]*))?([^]*)$/i
/** The schemes that the URL Standard calls special, besides `file:`; elsewhere a port means nothing. */
const WEB: ReadonlySet<string> = new Set(['http:', 'https:', 'ws:', 'wss:', 'ftp:'])
const SPACE = 0x20
