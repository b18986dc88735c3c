/**
 * A text of XML with its references undone: those by number, and the five by name (XML 1.0, section 4.6). Others stay as they are.
 */
export function decoded(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(REFERENCE, (whole, decimal?: string, hexadecimal?: string, name?: string) => {
    if (name !== undefined) return NAMED.get(name) ?? whole
    const point = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal)
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole
  })
}

/** Whether a reference is in it that only HTML knows, such as `&colon;`: for readers of XML it is an error. */
export function namesUnknown(text: string): boolean {
  return UNKNOWN.test(text)
}

/** The semicolon may be left out in HTML, and a number may have any count of zeros in front. */
const REFERENCE = /&(?:#0*(\d{1,9})|#[xX]0*([\dA-Fa-f]{1,8})|(amp|lt|gt|quot|apos));?/g
const UNKNOWN = /&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z][A-Za-z\d]*;/
const NAMED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])
