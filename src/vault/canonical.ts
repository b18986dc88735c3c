/**
 * The one JSON text of a value (RFC 8785): members by the UTF-16 units of their names, no white space. Members that are undefined are left
 * out. Numbers must be safe integers and strings well formed, which the readers of this folder see to; for all others it throws a TypeError.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number' && Number.isSafeInteger(value)) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null)
    throw new TypeError(`no canonical text for a ${typeof value}`)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    // The comparison of strings is by UTF-16 units, as RFC 8785 (section 3.2.3) wants it.
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`)
  return `{${members.join(',')}}`
}
