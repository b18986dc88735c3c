import { isHostCovered, isPublicHost } from './host.ts'
import { quotedList } from './quoted-list.ts'
import type { UrlRule } from './rule.ts'

/**
 * An address is accepted when every parser finds the same host in it: what the URL Standard reads must be what stands there by
 * RFC 3986. That leaves out numbers in place of addresses (`http://2130706433`, `0x7f.1`), percent-encoding and other scripts in
 * names (write `xn--…`), backslashes, white space, and a dot at the end. No user information. Names of this machine and its
 * neighbourhood, and addresses that are not public, only if a host is listed to the letter. Where a name leads is not asked here.
 */
export function urlFault({ schemes, hosts }: UrlRule, text: string): string | undefined {
  const accepted = `must be an address such as \`${schemes[0] ?? 'https'}://host/path\` with the scheme ${quotedList(schemes)} and the host ${quotedList(hosts)}`
  const fault = partsFault(text, schemes, hosts)
  return fault === undefined ? undefined : `${accepted}; ${fault}`
}

function partsFault(
  text: string,
  schemes: readonly string[],
  hosts: readonly string[],
): string | undefined {
  if (text.length > MAX_LENGTH) return 'it is too long'
  if (/[\p{Cc}\p{Zs}\p{Zl}\p{Zp}\p{Cf}\p{Cs}\\]/u.test(text)) {
    return 'it holds white space, a backslash or characters that cannot be seen'
  }
  const written = PARTS.exec(text)?.groups
  if (written === undefined || !URL.canParse(text)) return 'it has no scheme and host'
  const { user, host = '' } = written
  const scheme = (written['scheme'] ?? '').toLowerCase()
  const name = host.toLowerCase()
  const { protocol, hostname, port } = new URL(text)
  if (!schemes.includes(scheme)) return 'its scheme is not among them'
  if (user !== undefined) return 'it holds a user name or password'
  const isAlike = protocol === `${scheme}:` && hostname.toLowerCase() === name && isPlain(name)
  if (!isAlike || !DNS_NAME.test(host)) {
    return 'its host can be read in several ways: write it as it is in DNS'
  }
  const isPublic = isPublicHost(name)
  if (hosts.some((glob) => isHostCovered(glob, { name, port, isPublic }))) return undefined
  return isPublic ? 'its host or port is not among them' : 'its host is not public and not listed'
}

/** Of other schemes than those of the web the URL Standard leaves `127.1` as it is, and who opens the address does not. */
function isPlain(name: string): boolean {
  const onWeb = `http://${name}`
  return URL.canParse(onWeb) && new URL(onWeb).hostname === name
}

/** RFC 3986, appendix B, for addresses with an authority. */
const PARTS =
  /^(?<scheme>[a-z][a-z0-9+.-]*):\/\/(?:(?<user>[^/?#]*)@)?(?<host>\[[^\]/?#@]*\]|[^:/?#@[\]]+)(?::[0-9]*)?(?=[/?#]|$)/i
/** Letters, digits and hyphens, and the underscore that is common; no dot at the end. Or an IPv6 address. */
const DNS_NAME = /^(?:[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?|\[[0-9a-f:.]+\])$/i
/** Servers need not take more than 8000 octets (RFC 9110, section 4.1). */
const MAX_LENGTH = 8192
