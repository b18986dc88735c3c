import { type Ask, asksIn } from '../asks.ts'
import type { Check } from '../check.ts'
import { member } from '../json.ts'
import { refuse } from '../refuse.ts'

/**
 * An address that a person is asked to open is a web address and says where it leads: CVE-2025-6514 was an address handed to
 * the system's opener that was a command. Plain http only to the machine itself (MCP 2025-11-25, elicitation, safe URLs).
 */
export const elicitationUrl: Check = (message, view) => {
  const asks = asksIn(message, view)
  if (asks.length === 0 || !asks.some(isForUrl)) return undefined
  for (const ask of asksIn(message, view, message.body)) {
    if (isForUrl(ask) && !isSafe(member(ask.params, 'url'))) {
      const reason = 'the server asked a person to open an address that is not a plain https one'
      return refuse(message, 'unsafe-url', reason)
    }
  }
  return undefined
}

function isForUrl({ method, params }: Ask): boolean {
  return method === 'elicitation/create' && member(params, 'mode') === 'url'
}

function isSafe(text: unknown): boolean {
  if (typeof text !== 'string' || text.length > MAX_LENGTH || !PLAIN.test(text)) return false
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, password } = new URL(text)
  if (username !== '' || password !== '') return false
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname))
}

/** RFC 3986, and letters and digits of any script: no white space, quotes, backslashes, controls or marks that hide. */
const PLAIN = /^https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%\p{L}\p{N}]+$/iu
/** `URL` has made numbers of every notation. */
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/
/** Addresses over this are cut by browsers and desktops anyway. */
const MAX_LENGTH = 8192
