import { firstBytes, isBase64 } from './base64.ts'
import { mayBe, SIGNATURE_BYTES } from './signature.ts'

/**
 * The scheme of an address, in lower case and without what browsers skip in front of it and inside (WHATWG URL Standard,
 * section 4.4): `java\nscript:` is a scheme of theirs. Undefined for a relative address.
 */
export function schemeOf(address: string): string | undefined {
  return /^([a-z][a-z0-9+.-]*):/i.exec(address.replace(SKIPPED, ''))?.[1]?.toLowerCase()
}

/** Whether nobody who follows the address runs or opens what it carries. `file:` and schemes of their own are resources of servers. */
export function isSafeLink(address: string): boolean {
  const scheme = schemeOf(address)
  return scheme === undefined || !CARRIES_CONTENT.has(scheme)
}

/** A picture on the web or in the address itself; drawings may hold scripts (MCP 2025-11-25, icons, security considerations). */
export function isSafeIcon(address: string): boolean {
  const inline = DATA_PICTURE.exec(address)
  if (inline === null) return /^https:\/\//i.test(address)
  const data = address.slice(inline[0].length)
  const type = inline[1]?.toLowerCase() ?? ''
  return isBase64(data) && mayBe(type, firstBytes(data, SIGNATURE_BYTES))
}

/** One transparent point, in the place of an icon that is not safe. */
export const BLANK_ICON =
  'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'

const SKIPPED = /[\0- \x7f-\x9f]+/g
const CARRIES_CONTENT: ReadonlySet<string> = new Set(['javascript', 'vbscript', 'data', 'blob'])
const DATA_PICTURE = /^data:(image\/(?:png|jpeg|gif|webp));base64,/i
