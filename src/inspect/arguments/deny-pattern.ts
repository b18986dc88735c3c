import { quotedList } from './quoted-list.ts'
import type { ArgumentRule, Means } from './rule.ts'

/** A text is accepted when the pattern is found nowhere in it, as it stands: no other reading of it is looked at. */
export function denyPatternFault(
  { pattern }: ArgumentRule & { readonly kind: 'deny-pattern' },
  text: string,
  { ports, effort }: Means,
): string | undefined {
  const found = ports.compilePattern(pattern)(text, effort)
  if (found === 'unsure') {
    return `must be shorter: it takes too long to search it for what matches ${quotedList([pattern])}`
  }
  return found ? `must hold nothing that matches ${quotedList([pattern])}` : undefined
}
