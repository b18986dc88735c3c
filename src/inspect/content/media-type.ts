import { matchesUri } from '../../policy/index.ts'

/** A media type without its parameters, in lower case (RFC 9110, section 8.3.1); what is none stays as it is and matches nothing. */
export function essence(type: string): string {
  return (type.split(';', 1)[0] as string).trim().toLowerCase()
}

/** Whether one of the globs covers the type. Its two halves are matched as the segments of an address are. */
export function isAllowedType(type: string, globs: readonly string[]): boolean {
  return type.length <= MAX_TYPE && globs.some((glob) => matchesUri(glob, type))
}

/** A page that a client shows as an app of its own, by its address or by its type (MCP Apps extension, SEP-1865). */
export function isApp(uri: string, type: string): boolean {
  return /^\s*ui:/i.test(uri) || (essence(type) === 'text/html' && APP_PROFILE.test(type))
}

/** An SVG drawing, which can hold everything that a page can (SVG 2, chapter 15). */
export function isDrawing(type: string): boolean {
  return essence(type) === 'image/svg+xml'
}

/** Whether the type names an encoding in which bytes of ASCII may be something else, wherever and however often it names one. */
export function isInOtherEncoding(type: string): boolean {
  return OTHER_ENCODING.test(type)
}

/** Whether something is seen or heard, by the essence of its type. */
export function isMedia(type: string): boolean {
  return /^(?:image|audio|video)\//.test(type)
}

const OTHER_ENCODING =
  /charset(?!\s*=\s*"?(?:utf-?8|us-ascii|iso-8859-1|windows-1252)"?\s*(?:;|$))/i
const APP_PROFILE = /;\s*profile\s*=\s*"?mcp-app\b/i
/** RFC 6838, section 4.2: two names of at most 127 characters. */
const MAX_TYPE = 255
