import { escape } from '../../base/index.ts'
import type { Subject } from './decision.ts'

/**
 * A subject as it may be written down. Addresses often carry secrets: the userinfo (RFC 3986, section 3.2.1), the values of a query, such
 * as a signature or a token, and the fragment are left out.
 */
export function recordedSubject({ kind, name }: Subject): Subject {
  const head = name.slice(0, LONGEST)
  const shown = recordedText(kind === 'resource' ? withoutSecrets(head) : head, LONGEST)
  const more = name.length - head.length
  return { kind, name: more === 0 ? shown : `${shown}… (${more} more)` }
}

/** Text on one line and of bounded length, without a single control character. */
export function recordedText(text: string, limit: number): string {
  return escape(text, limit).replaceAll('\t', '\\x09')
}

/** A sentence in which the same is left out of every address. */
export function recordedReason(reason: string, limit: number): string {
  return recordedText(reason.replace(ADDRESS, withoutSecrets), limit)
}

function withoutSecrets(uri: string): string {
  const [, address = '', query, fragment] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(uri) ?? []
  return [
    address.replace(/^([^:/]*:)?([/\\]{2})[^/\\]*@/, '$1$2…@'),
    query?.replace(/([?&;][^=&;]*)=[^&;]*/g, '$1=…').replace(/^\?[^=&;]+$/, '?…') ?? '',
    fragment === undefined ? '' : '#…',
  ].join('')
}

/** Several times the longest name and address of real servers. */
const LONGEST = 512

/** A scheme (RFC 3986, section 3.1), and what follows it up to a space or the end of a quotation. */
const ADDRESS = /\b[a-z][a-z0-9+.-]{0,31}:[^\s`"]+/gi
