import type { ArgumentRule } from './rule.ts'

/** A text is accepted up to its bound. Characters are UTF-16 units, as programs count them. */
export function maxLengthFault(
  { most }: ArgumentRule & { readonly kind: 'maxLength' },
  text: string,
): string | undefined {
  return text.length > most ? `must be at most ${most} characters long` : undefined
}
