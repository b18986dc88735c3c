import { escape } from '../../base/index.ts'
import { OUTLINED_LENGTH, PAYLOAD_LENGTH } from '../../wire/index.ts'
import type { Check } from '../check.ts'
import { isSafeLink, schemeOf } from '../content/address.ts'
import { contentFault } from '../content/fault.ts'
import { type Content, type Found, foundIn } from '../content/found.ts'
import { essence, isMedia } from '../content/media-type.ts'
import { refuse } from '../refuse.ts'

/**
 * What a server sends to be seen, heard or read is of a type that the profile allows, and what its first bytes say it is, a drawing only draws; and
 * no address that it gives away carries a program in itself.
 */
export const content: Check = (message, view) => {
  if (message.from === 'client') return undefined
  const { found } = message
  const { links, contents } = isWhole(found) ? found : foundIn(message.body)
  const link = links.find((address) => !isSafeLink(address))
  if (link !== undefined) {
    const reason = `the server gives away an address with the scheme \`${escape(schemeOf(link) ?? '', 40)}\`, which carries its own content`
    return refuse(message, 'unsafe-url', reason)
  }
  for (const one of contents) {
    const fault = contentFault(one, view.policy.content)
    if (fault === undefined) continue
    const code = message.envelope.kind === 'request' ? 'invalid-request' : 'invalid-response'
    const dropped = message.envelope.kind === 'notification' ? 'invalid-notification' : code
    return refuse(message, code, fault, dropped)
  }
  return undefined
}

/**
 * Whether nothing that is looked at was cut short: data is long as a rule, a picture seldom a text, and an address or a type is long only to
 * hide its scheme or its parameters behind what goes for nothing.
 */
function isWhole({ contents, links }: Found): boolean {
  return links.every(isShort) && contents.every(isSeen)
}

function isSeen({ type, data, text = '' }: Content): boolean {
  if (data !== undefined || !isShort(type)) return false
  return text.length <= PAYLOAD_LENGTH || !isMedia(essence(type))
}

function isShort(text: string): boolean {
  return text.length <= OUTLINED_LENGTH
}
