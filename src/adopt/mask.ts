/**
 * What may be shown of a secret: one character of every eight, four at most, none of what is short enough to be remembered. Only ASCII
 * letters, digits and `-_.` are shown, so that nothing needs escaping.
 */
export function masked(value: string): string {
  const count = value.length < 16 ? 0 : Math.floor(value.length / 8)
  const shown = /^[A-Za-z0-9_.-]{0,4}/.exec(value.slice(0, count))?.[0] ?? ''
  return `${shown}…`
}
