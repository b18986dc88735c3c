import { quotedList } from './quoted-list.ts'
import type { ArgumentRule } from './rule.ts'

/** A value is accepted when it is one of the listed ones, of the same type and to the letter. */
export function enumFault(
  { values }: ArgumentRule & { readonly kind: 'enum' },
  value: unknown,
): string | undefined {
  if (values.some((each) => each === value)) return undefined
  return `must be ${quotedList(values.map((each) => JSON.stringify(each)))}`
}
