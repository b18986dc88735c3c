/** What an address names, in lower case; the port is empty when it is the scheme's own. */
interface Place {
  readonly name: string
  readonly port: string
  readonly isPublic: boolean
}

/**
 * Whether a glob covers a host and port. A leading `*.` stands for one or more labels, a `*` within a label for a run of
 * characters in it, and `*` alone for every name and address that is public. Without a port in the glob the scheme's own counts;
 * `:*` is any. Numeric addresses, and what is not public, are covered only to the letter or, if public, by `*`.
 */
export function isHostCovered(glob: string, { name, port, isPublic }: Place): boolean {
  const { host = '', wanted = '' } = GLOB.exec(glob)?.groups ?? {}
  if (wanted !== '*' && wanted !== port) return false
  if (host === name) return true
  if (!isPublic || !host.includes('*')) return false
  if (host === '*') return true
  return !isNumeric(name) && labelsMatch(host.split('.'), name.split('.'))
}

/**
 * Whether a host, as the URL Standard writes it, is on the public internet as far as its name says: no address of the special
 * purpose registries (RFC 6890), no `localhost` or `.test` (RFC 6761), no `.local` (RFC 6762), `.internal` (ICANN, 2024), `.home.arpa`
 * (RFC 8375), and no name without a dot.
 */
export function isPublicHost(name: string): boolean {
  if (name.startsWith('[')) return isPublicV6(name.slice(1, -1))
  if (isNumeric(name)) return isPublicV4(name.split('.').map(Number))
  return name.includes('.') && !LOCAL_NAME.test(name)
}

/** The URL Standard has made four decimal numbers of every other spelling. */
function isNumeric(name: string): boolean {
  return name.startsWith('[') || /^\d+\.\d+\.\d+\.\d+$/.test(name)
}

function isPublicV4(octets: readonly number[]): boolean {
  const address = octets.reduce((sum, octet) => sum * 256 + octet, 0)
  return !SPECIAL_V4.some(([first, count]) => address >= first && address < first + count)
}

/**
 * Global unicast is 2000::/3 (RFC 4291, section 2.4). In it, 2001::/23, 2001:db8::/32, 3fff::/20 and 2002::/16 are not public or
 * lead to an IPv4 address; so does everything mapped or translated, which lies outside.
 */
function isPublicV6(address: string): boolean {
  const [first = '', second = ''] = address.split(':')
  const high = Number.parseInt(first, 16)
  const low = second === '' ? 0 : Number.parseInt(second, 16)
  if (!(high >= 0x2000 && high <= 0x3fff)) return false
  if (high === 0x2001) return low >= 0x200 && low !== 0xdb8
  return high !== 0x2002 && !(high === 0x3fff && low < 0x1000)
}

function labelsMatch(globs: readonly string[], labels: readonly string[]): boolean {
  const isOpen = globs[0] === '*'
  const fixed = isOpen ? globs.slice(1) : globs
  const spare = labels.length - fixed.length
  if (isOpen ? spare < 1 : spare !== 0) return false
  return fixed.every((glob, index) => labelMatches(glob, labels[spare + index] ?? ''))
}

function labelMatches(glob: string, label: string): boolean {
  const [head = '', ...rest] = glob.split('*')
  const tail = rest.pop()
  if (tail === undefined) return glob === label
  if (!label.startsWith(head)) return false
  let at = head.length
  for (const part of rest) {
    const found = label.indexOf(part, at)
    if (found === -1) return false
    at = found + part.length
  }
  return label.length - tail.length >= at && label.endsWith(tail)
}

/** First address and number of addresses of each block in the IANA IPv4 Special-Purpose Address Registry, and multicast. */
const SPECIAL_V4: readonly (readonly [first: number, count: number])[] = [
  [0x00000000, 2 ** 24],
  [0x0a000000, 2 ** 24],
  [0x64400000, 2 ** 22],
  [0x7f000000, 2 ** 24],
  [0xa9fe0000, 2 ** 16],
  [0xac100000, 2 ** 20],
  [0xc0000000, 2 ** 8],
  [0xc0000200, 2 ** 8],
  [0xc0586300, 2 ** 8],
  [0xc0a80000, 2 ** 16],
  [0xc6120000, 2 ** 17],
  [0xc6336400, 2 ** 8],
  [0xcb007100, 2 ** 8],
  [0xe0000000, 2 ** 29],
]

const GLOB = /^(?<host>\[[^\]]*\]|[^:]*)(?::(?<wanted>\*|\d+))?$/
const LOCAL_NAME = /(?:^|\.)(?:localhost|test|local|internal|home\.arpa)$/
