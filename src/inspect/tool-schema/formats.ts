import { late } from '../../base/index.ts'
import { parsePattern, parsingSteps } from './pattern/index.ts'

export interface Format {
  /** Takes time linear in the text. */
  readonly holds: (text: string) => boolean
  /** What the text should be. */
  readonly noun: string
  /** Steps that it takes when that is more than its length says. */
  readonly steps?: (text: string) => number
}

/**
 * Formats that are asserted (2020-12, validation, 7.3). None of the expressions can go back over what it has read. They keep to what
 * all common checkers refuse: host names may be of any script, and a date-time may lack its zone, as Python writes it.
 */
export const FORMATS: ReadonlyMap<string, Format> = new Map<string, Format>([
  ['date', { holds: isDate, noun: 'a date such as 2026-01-31' }],
  ['time', { holds: isTime, noun: 'a time such as 12:30:00Z' }],
  ['date-time', { holds: isDateTime, noun: 'a date and time such as 2026-01-31T12:30:00Z' }],
  ['duration', { holds: isDuration, noun: 'a duration such as PT90S' }],
  ['email', { holds: isEmail, noun: 'an e-mail address' }],
  ['idn-email', { holds: isEmail, noun: 'an e-mail address' }],
  ['hostname', { holds: isHostname, noun: 'a host name' }],
  ['ipv4', { holds: isIpv4, noun: 'an IPv4 address' }],
  ['ipv6', { holds: isIpv6, noun: 'an IPv6 address' }],
  ['uri', { holds: isUri, noun: 'an address with its scheme, such as https://example.org/' }],
  ['iri', { holds: isUri, noun: 'an address with its scheme, such as https://example.org/' }],
  ['url', { holds: isUri, noun: 'an address with its scheme, such as https://example.org/' }],
  ['uri-reference', { holds: isReference, noun: 'an address without spaces' }],
  ['uuid', expression(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'a UUID')],
  ['json-pointer', { holds: isPointer, noun: 'a JSON pointer' }],
  ['byte', { holds: isBase64, noun: 'text in base64' }],
  ['regex', { holds: isRegex, noun: 'a regular expression', steps: parsingSteps }],
])

function expression(rule: RegExp, noun: string): Format {
  return { holds: (text) => rule.test(text), noun }
}

/** RFC 6901, section 3. Without a group that repeats, which V8 counts on a stack of its own. */
function isPointer(text: string): boolean {
  return (text === '' || text.startsWith('/')) && !/~(?![01])/.test(text)
}

/** RFC 3339, section 5.6. */
function isDate(text: string): boolean {
  if (!DATE.test(text)) return false
  const year = Number(text.slice(0, 4))
  const month = Number(text.slice(5, 7))
  const day = Number(text.slice(8))
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const last = month === 2 && isLeap ? 29 : DAYS[month - 1]
  return last !== undefined && day >= 1 && day <= last
}

function isTime(text: string): boolean {
  return TIME.test(text)
}

function isDateTime(text: string): boolean {
  return DATE_BREAK.test(text[10] ?? '') && isDate(text.slice(0, 10)) && isTime(text.slice(11))
}

/** RFC 3339, appendix A. */
function isDuration(text: string): boolean {
  return DURATION.test(text) && /\d[A-Z]$/.test(text)
}

/** One `@` with something before it, and a domain behind it. */
function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@')
  return at > 0 && at <= 64 && MAILBOX().test(text.slice(0, at)) && isHostname(text.slice(at + 1))
}

/** RFC 1123, section 2.1, and letters of any script. */
function isHostname(text: string): boolean {
  const name = text.endsWith('.') ? text.slice(0, -1) : text
  return name.length <= 253 && name.split('.').every((label) => LABEL().test(label))
}

/** RFC 6943, section 3.1.1: no leading zeros, which some read as octal. */
function isIpv4(text: string): boolean {
  const parts = text.length > 15 ? [] : text.split('.')
  return parts.length === 4 && parts.every((part) => OCTET.test(part))
}

/** RFC 4291, section 2.2. */
function isIpv6(text: string): boolean {
  if (text.length > 45) return false
  const halves = text.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const last = groups.at(-1) ?? ''
  const hasIpv4 = last.includes('.')
  if (hasIpv4 && (!isIpv4(last) || text.endsWith('::'))) return false
  const plain = hasIpv4 ? groups.slice(0, -1) : groups
  const count = plain.length + (hasIpv4 ? 2 : 0)
  return (
    plain.every((group) => GROUP.test(group)) && (halves.length === 2 ? count < 8 : count === 8)
  )
}

function isUri(text: string): boolean {
  return SCHEME.test(text) && isReference(text)
}

/** RFC 3986, appendix A, as far as every reader agrees: no spaces, controls, or characters that are never left as they are. */
function isReference(text: string): boolean {
  return !NOT_IN_ADDRESS().test(text) && !BAD_ESCAPE.test(text)
}

function isBase64(text: string): boolean {
  if (text.length % 4 !== 0) return false
  const end = text.endsWith('==') ? -2 : text.endsWith('=') ? -1 : text.length
  return !NOT_BASE64.test(text.slice(0, end))
}

function isRegex(text: string): boolean {
  return parsePattern(text) !== 'is no regular expression of ECMA-262'
}

const DATE = /^\d{4}-\d\d-\d\d$/
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const
const TIME =
  /^(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[zZ]|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?$/
const DATE_BREAK = /^[Tt ]$/
const DURATION = /^P(?:\d+W|(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)$/
const MAILBOX = late(() => /^[^\s@"(),:;<>[\\\]\p{Cc}]+$/u)
const LABEL = late(() => /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}_-]{0,61}[\p{L}\p{N}\p{M}])?$/u)
const OCTET = /^(?:0|[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])$/
const GROUP = /^[0-9a-fA-F]{1,4}$/
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:/
const NOT_IN_ADDRESS = late(() => /[\s\p{Cc}"<>\\^`{|}]/u)
const BAD_ESCAPE = /%(?![0-9A-Fa-f]{2})/
const NOT_BASE64 = /[^A-Za-z0-9+/]/
