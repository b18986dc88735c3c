/** One way in which a server may understand an address. */
export interface UriReading {
  readonly uri: string
  /** Percent-encoding is undone, so what it is compared with must be read in the same way. */
  readonly isDecoded: boolean
}

/**
 * The address as it is written, and as servers are known to read it: parsed and put into normal form (RFC 3986, section 6.2.2;
 * RFC 8089, section 2, for files; the URL Standard for backslashes and tabs), with the authority as the first part of a path,
 * and both with percent-encoding undone. A rule that looked at the first alone could be passed by with `/a/../secret`,
 * `%2e%2e`, `FILE:` or a doubled slash. What follows `?` and `#` counts as path, because servers that cut off the scheme by
 * hand read it so. Linear in the length of the address.
 */
export function uriReadings(uri: string): readonly UriReading[] {
  const plain = [uri, ...readingsOf(uri)]
  const decoded = readingsOf(percentDecoded(uri)).filter((each) => !plain.includes(each))
  return [
    ...[...new Set(plain)].map((each) => ({ uri: each, isDecoded: false })),
    ...[...new Set(decoded)].map((each) => ({ uri: each, isDecoded: true })),
  ]
}

/** Undone once, invalid UTF-8 replaced; a `%` that begins no octet stays. */
export function percentDecoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (octets) =>
    Buffer.from(octets.replaceAll('%', ''), 'hex').toString('utf8'),
  )
}

function readingsOf(uri: string): readonly string[] {
  const plain = trimmed(uri)
    .replace(/[\t\n\r]/g, '')
    .replaceAll('\\', '/')
  const [, written = '', authority, path = ''] = PARTS.exec(plain) ?? []
  const scheme = written.toLowerCase()
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

/** Scheme, authority, and the rest (RFC 3986, appendix B). */
const PARTS = /^([a-z][a-z0-9+.-]*:)?(?:\/\/([^/]*))?([^]*)$/i
const SPACE = 0x20
