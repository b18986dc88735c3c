/**
 * Why a string may not stand in a command, a path or a variable; undefined when it may. Control characters (NUL and
 * newline among them) forge log lines and end C strings; a lone surrogate has no UTF-8 form, so what runs would differ
 * from what was checked.
 */
export function unprintable(value: string): string | undefined {
  if (/\p{Cc}/u.test(value)) return 'must not hold control characters'
  if (/\p{Cs}/u.test(value)) return 'must be well-formed Unicode'
  return undefined
}
