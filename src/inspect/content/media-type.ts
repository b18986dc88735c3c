import { matchesUri } from '../../policy/index.ts'

/** A media type without its parameters, in lower case (RFC 9110, section 8.3.1); what is none stays as it is and matches nothing. */
export function essence(type: string): string {
  return (type.split(';', 1)[0] as string).trim().toLowerCase()
}

/** Whether one of the globs covers the type. Its two halves are matched as the segments of an address are. */
export function isAllowedType(type: string, globs: readonly string[]): boolean {
  return TYPE.test(type) && globs.some((glob) => matchesUri(glob, type))
}

/** A page that a client shows as an app of its own, by its address or by its type (MCP Apps extension, SEP-1865). */
export function isApp(uri: string, type: string): boolean {
  return /^\s*ui:/i.test(uri) || (essence(type) === 'text/html' && APP_PROFILE.test(type))
}

/** An SVG drawing, which can hold everything that a page can (SVG 2, chapter 15). */
export function isDrawing(type: string): boolean {
  return essence(type) === 'image/svg+xml'
}

/**
 * Whether what stands beside the type makes other content of the same bytes: an encoding in which those of ASCII may be something else,
 * wherever it is named, or the comma behind which a `data:` address made of the type has its content (RFC 2397).
 */
export function isAmbiguous(type: string): boolean {
  return OTHER_ENCODING.test(type) || type.includes(',')
}

/** Whether something is seen or heard, by the essence of its type. */
export function isMedia(type: string): boolean {
  return /^(?:image|audio|video)\//.test(type)
}

const OTHER_ENCODING =
  /charset(?!\s*=\s*"?(?:utf-?8|us-ascii|iso-8859-1|windows-1252)"?\s*(?:;|$))/i
const APP_PROFILE = /;\s*profile\s*=\s*"?mcp-app\b/i
/** RFC 6838, section 4.2: two names of at most 127 characters, none of which ends a type in an address made of it. */
const TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/
