import { quotedList } from './quoted-list.ts'
import type { ArgumentPorts, ArgumentRule } from './rule.ts'

/** A text is accepted when the pattern is found nowhere in it, as it stands: no other reading of it is looked at. */
export function denyPatternFault(
  { pattern }: ArgumentRule & { readonly kind: 'deny-pattern' },
  text: string,
  ports: ArgumentPorts,
): string | undefined {
  const isFound = ports.compilePattern(pattern)(text)
  return isFound ? `must hold nothing that matches ${quotedList([pattern])}` : undefined
}
