import { escape } from '../../base/index.ts'

/** What a profile lists, for a sentence: in backticks, escaped, and only the first few of a long list. */
export function quotedList(items: readonly string[]): string {
  const shown = items.slice(0, SHOWN).map((each) => `\`${escape(each, SHOWN_LENGTH)}\``)
  const rest = items.length - shown.length
  const all = rest === 0 ? shown : [...shown, `${rest} more`]
  return all.length === 0 ? 'nothing' : all.join(' or ')
}

/** A sentence that a model can use, not a copy of the profile. */
const SHOWN = 10
const SHOWN_LENGTH = 200
