import { BLANK_ICON, isSafeIcon } from '../content/address.ts'
import { foundIn } from '../content/found.ts'
import type { Rewrite } from '../rewrite.ts'
import { editStrings, type JsonString } from '../text/json-strings.ts'

/**
 * Icons that could run something or be fetched from anywhere are blank. The message lives: a list of tools is worth more than
 * its pictures.
 */
export const icons: Rewrite = (message) => {
  if (message.from === 'client') return undefined
  if (message.found.icons.length === 0) return undefined
  const unsafe = new Set(foundIn(message.body).icons.filter((source) => !isSafeIcon(source)))
  if (unsafe.size === 0) return undefined
  const { line } = message
  const json = Buffer.from(line.buffer, line.byteOffset, line.length).toString('utf8')
  let count = 0
  const replace = (string: JsonString) => {
    if (!isIcon(string) || !unsafe.has(string.value)) return undefined
    count += 1
    return BLANK_ICON
  }
  const edited = editStrings(json, { within: SPEAKING, replace })
  const reason = 'made blank: icons that are neither https addresses nor plain pictures'
  return {
    line: Buffer.from(edited),
    notices: [{ code: 'unsafe-icon', reason, count, places: [] }],
  }
}

function isIcon({ path, isKey }: JsonString): boolean {
  return !isKey && path.at(-1) === 'src' && path.at(-3) === 'icons'
}

const SPEAKING: ReadonlySet<string> = new Set(['params', 'result'])
